"""What works as meant and could be said better."""

from policies.checks.suggestions import addresses, empty, redundant, sources, stars, tags, trust

__all__ = ["addresses", "empty", "redundant", "sources", "stars", "tags", "trust"]
