"""Dates, variables and patterns by themselves."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from policies.language.dates import NANOSECONDS, parse_date
from policies.language.places import second_key
from policies.language.variables import Variable, Wild, joined, resolve, tokens_of, variables_in
from policies.language.wildcard import arn_segments, fits_arn, joined_arn, match_arns, match_globs


def seconds(text: str) -> float | None:
    moment = parse_date(text)
    return None if moment is None else moment / NANOSECONDS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("1893456000", 1_893_456_000),
        ("1.5", 1.5),
        ("9223372036854775807", float(2**63)),
        ("1970-01", 0),
        ("1970-01-02", 86_400),
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T01:30Z", 5400),
        ("1970-01-01T00:00:00.25Z", 0.25),
        ("1970-01-01T02:00:00+02:00", 0),
        ("1970-01-01T00:00:00-0100", 3600),
        ("1970-01-01T00:00:00+23", -82_800),
        ("1970-1-1t1:00:00z", 3600),
        ("2000-02-29", 951_782_400),
        ("1970-", None),
        ("1970-01-01T24:00:00Z", None),
        ("1970-01-01T00:60:00Z", None),
        ("1970-01-01T00:00:60Z", None),
        ("1970-01-01T00:00:00+24:00", None),
        ("1970-01-01T00:00:00+00:60", None),
        ("2001-02-29", None),
        ("1970-13-01", None),
        ("292278994-01-01", None),
        ("-292275055-01-01", None),
        ("9223372036854775808", None),
        ("0.1234567890", None),
        ("", None),
        ("soon", None),
        ("٣-01-01", None),
    ],
)
def test_dates_are_read(text: str, expected: float | None) -> None:
    assert seconds(text) == expected


def test_years_beyond_the_calendar_have_their_order() -> None:
    years = [parse_date(f"{year}-01-01") for year in ("-292275054", "-1", "0", "1", "9999", "292278993")]

    assert None not in years
    assert years == sorted(year for year in years if year is not None)


@given(some.datetimes(timezones=some.just(UTC)))
def test_every_date_of_the_calendar_agrees_with_python(moment: datetime) -> None:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    elapsed = moment - epoch

    parsed = parse_date(moment.isoformat())

    assert parsed == (elapsed.days * 86_400 + elapsed.seconds) * NANOSECONDS + elapsed.microseconds * 1000


def test_tokens_are_texts_wildcards_and_variables() -> None:
    tokens = tokens_of("a*${aws:username, 'x'}?${*}${}", wildcards=True, variables=True)

    assert tokens == ("a", Wild.MANY, Variable("aws:username", "x"), Wild.ONE, "*${}")
    assert variables_in(tokens) == (Variable("aws:username", "x"),)


def test_what_is_switched_off_stays_text() -> None:
    assert tokens_of("a*${b}", wildcards=False, variables=False) == ("a*${b}",)
    assert tokens_of("a*${b}", wildcards=True, variables=False) == ("a", Wild.MANY, "${b}")
    assert tokens_of("a*${b}", wildcards=False, variables=True) == ("a*", Variable("b", None))


def test_variables_resolve_to_values_defaults_or_nothing() -> None:
    tokens = tokens_of("x${a}${b, 'd'}", wildcards=True, variables=True)

    assert resolve(tokens, {"a": "1*"}) == ("x1*d",)
    assert resolve(tokens, {"a": ("1",)}) is None
    assert joined([]) == ("",)


def test_arns_split_at_their_first_five_colons() -> None:
    tokens = tokens_of("arn:aws:s3:*:${a:b}:c:d", wildcards=True, variables=True)

    assert arn_segments(tokens) == (("arn",), ("aws",), ("s3",), (Wild.MANY,), (Variable("a:b", None),), ("c:d",))
    assert arn_segments(("arn:aws:s3",)) is None


def test_the_segments_of_an_arn_join_again() -> None:
    segments = arn_segments(tokens_of("arn:aws:s3:::b/${a}", wildcards=True, variables=True))
    pattern = arn_segments(tokens_of("*:aws:s3:::b", wildcards=True, variables=True))

    assert segments is not None
    assert pattern is not None
    assert joined_arn(segments) == ("arn:aws:s3:::b/", Variable("a", None))
    assert joined_arn(pattern) == (Wild.MANY, ":aws:s3:::b")
    assert fits_arn(pattern, "arn:aws:s3:::b")


def fits(pattern: str, text: str) -> bool:
    return bool(match_globs([tokens_of(pattern, wildcards=True, variables=False)])(text))


def obviously_fits(pattern: str, text: str) -> bool:
    reached = {0}
    for character in pattern:
        if character == "*":
            reached = set(range(min(reached, default=len(text) + 1), len(text) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(text) and character in ("?", text[at])}
    return len(text) in reached


@given(some.text("ab*?:\n", max_size=8), some.text("ab*:\n", max_size=10))
def test_globs_match_as_the_obvious_way_does(pattern: str, text: str) -> None:
    assert fits(pattern, text) is obviously_fits(pattern, text)


def test_several_kinds_of_patterns_are_tried_together() -> None:
    patterns = [tokens_of(text, wildcards=True, variables=False) for text in ("a", "b*", "c*d", "e", "f*")]

    matches = match_globs(patterns)

    assert [text for text in ("a", "ax", "bx", "cxd", "cx", "e", "fx") if matches(text)] == [
        "a",
        "bx",
        "cxd",
        "e",
        "fx",
    ]
    assert not match_globs([])("")
    assert match_arns([(("a",),) * 5 + (("b", Wild.MANY),)])("a:a:a:a:a:bc")


@pytest.mark.parametrize("pattern", ["*a" * 500 + "*b", "*?a" * 500 + "b", "?*" * 500 + "b", "a*" * 500 + "b"])
def test_pathological_patterns_end_in_bounded_time(pattern: str) -> None:
    start = time.monotonic()

    assert not fits(pattern, "a" * 2048)

    assert time.monotonic() - start < 2


def test_the_second_key_is_found_in_its_object() -> None:
    assert second_key('{"a": {"b": 1, "c": []}, "b": {"b": 1, "b": 2}}') == ("b", 39)
    with pytest.raises(AssertionError, match="repeats a key"):
        second_key('{"a": 1}')
