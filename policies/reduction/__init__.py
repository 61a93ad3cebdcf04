"""Least privilege as values: what policies reach, and how they shrink to what was used. Values in, values out."""

from .proof import Difference, Proof, Proving, compare, sample_of
from .reach import Reach, Universe
from .reduce import Reduction, companions, join_sources, reduce_document, reduce_sources

__all__ = [
    "Difference",
    "Proof",
    "Proving",
    "Reach",
    "Reduction",
    "Universe",
    "companions",
    "compare",
    "join_sources",
    "reduce_document",
    "reduce_sources",
    "sample_of",
]
