"""The language of searches: what is read, what is refused and how."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamconsole.console.lists.query import SearchError, Term, parse, quoted, without


def read(text: str) -> list[tuple[str, str, tuple[str, ...], bool]]:
    return [(term.field, term.operator, term.values, term.is_negated) for term in parse(text)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("   ", []),
        ("alice", [("", ":", ("alice",), False)]),
        ("alice bob", [("", ":", ("alice",), False), ("", ":", ("bob",), False)]),
        ("-alice", [("", ":", ("alice",), True)]),
        ("-", [("", ":", ("-",), True)]),
        ("mfa:none", [("mfa", ":", ("none",), False)]),
        ("MFA:None", [("mfa", ":", ("None",), False)]),
        ("-mfa:none", [("mfa", ":", ("none",), True)]),
        ("mfa:none key-age>90", [("mfa", ":", ("none",), False), ("key-age", ">", ("90",), False)]),
        ("key-age>=90", [("key-age", ">=", ("90",), False)]),
        ("name=o+d=d,n", [("name", "=", ("o+d=d", "n"), False)]),
        ("o+d=d,n.a@m-e_", [("", ":", ("o+d=d,n.a@m-e_",), False)]),
        ('group:"night shift"', [("group", ":", ("night shift",), False)]),
        ('group:a,"b c",d', [("group", ":", ("a", "b c", "d"), False)]),
        ('"mfa:none"', [("", ":", ("mfa:none",), False)]),
        (r'"a \"quote\" \\"', [("", ":", ('a "quote" \\',), False)]),
        ("action:iam:CreateUser", [("action", ":", ("iam:CreateUser",), False)]),
        ("arn:aws:iam::1:user/a", [("", ":", ("arn:aws:iam::1:user/a",), False)]),
    ],
)
def test_it_reads(text: str, terms: list[object]) -> None:
    assert read(text) == terms


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("group:", "group: needs a value behind it, without a space."),
        ("group: x", "group: needs a value behind it, without a space."),
        ("group:a,", "group: needs a value behind it, without a space."),
        ('"never closed', "A quote is opened and never closed."),
        ('group:"never', "A quote is opened and never closed."),
        ("a" * 2049, "A search has at most 2,048 characters."),
        ("a " * 31, "A search has at most 30 terms."),
    ],
)
def test_it_says_what_it_cannot_read(text: str, told: str) -> None:
    with pytest.raises(SearchError) as refused:
        parse(text)

    assert refused.value.message == told


@given(st.text(max_size=200))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        terms = parse(text)
    except SearchError:
        return

    assert all(isinstance(term, Term) and term.values for term in terms)


@given(st.text(min_size=1, max_size=50))
def test_a_quoted_value_is_read_back(value: str) -> None:
    assert read(f"name={quoted(value)}") == [("name", "=", (value,), False)]


def test_terms_are_taken_out_as_they_were_written() -> None:
    assert without('mfa:none alice group:"a b"', ["mfa:none", 'group:"a b"']) == "alice"
