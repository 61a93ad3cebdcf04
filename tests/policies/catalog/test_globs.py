"""Globs: which text a pattern matches, which patterns it covers, whether two share a text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.catalog.globs import covers, is_pattern, matches, overlap

PATTERNS = st.text("ab*?", max_size=7)
TEXTS = [first + second + third for first in ("", "a", "b") for second in ("", "a", "b") for third in ("", "ab")]


@pytest.mark.parametrize(
    ("general", "special", "expected"),
    [
        ("*", "", True),
        ("*", "anything", True),
        ("get*", "getobject", True),
        ("get*", "putobject", False),
        ("*user?", "listusers", True),
        ("*user?", "listuser", False),
        ("a?c", "abc", True),
        ("a?c", "a*c", False),
        ("a*c", "a?b*c", True),
        ("a*c", "a*", False),
        ("abc", "abcd", False),
        ("*a*b", "aab", True),
        ("", "", True),
    ],
)
def test_a_pattern_covers_what_it_matches(general: str, special: str, expected: bool) -> None:
    assert covers(general, special) is expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("a*", "*b", True),
        ("a*", "b*", False),
        ("*/*", "bucket*", True),
        ("bucket?", "bucket", False),
        ("a?", "?b", True),
        ("a?c", "abd*", False),
        ("***", "a*", True),
        ("user/*", "role/?*", False),
    ],
)
def test_two_patterns_overlap_when_a_text_matches_both(left: str, right: str, expected: bool) -> None:
    assert overlap(left, right) is expected
    assert overlap(right, left) is expected


@given(PATTERNS, PATTERNS)
@settings(max_examples=300, deadline=None)
def test_a_covered_pattern_matches_no_other_text(general: str, special: str) -> None:
    shared = [text for text in TEXTS if covers(special, text)]

    assert not covers(general, special) or all(covers(general, text) for text in shared)
    assert overlap(general, special) or not any(covers(general, text) for text in shared)


def test_a_pathological_pattern_takes_bounded_time() -> None:
    assert not covers("*a" * 30 + "b", "a" * 3000)
    assert not overlap("*a" * 30 + "b", "a" * 500 + "?c")


@given(PATTERNS, st.lists(st.text("ab", max_size=6)))
@settings(max_examples=300, deadline=None)
def test_many_texts_are_matched_as_each_alone(pattern: str, texts: list[str]) -> None:
    assert list(matches(pattern, texts)) == [text for text in texts if covers(pattern, text)]


def test_only_wildcards_make_a_pattern() -> None:
    assert is_pattern("s3:Get*")
    assert is_pattern("iam:?")
    assert not is_pattern("iam:GetUser")
