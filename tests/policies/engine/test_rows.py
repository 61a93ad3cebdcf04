"""Each row of the reference that is sure has a case that names it; rows.json is the list of them."""

import json
from pathlib import Path

HERE = Path(__file__).parent
LANGUAGE = HERE.parent / "language"


def test_every_row_of_the_reference_has_a_case() -> None:
    nested = [json.loads(file.read_text())["cases"] for file in (HERE / "cases").glob("*.json")]
    flat = [
        *(LANGUAGE / "cases").glob("*.json"),
        LANGUAGE / "sizes.json",
        HERE / "keys.json",
        HERE / "principal_keys.json",
    ]
    named = {case["row"] for cases in (*nested, *(json.loads(file.read_text()) for file in flat)) for case in cases}

    assert named == set(json.loads((HERE / "rows.json").read_text()))


def test_cases_have_a_page_and_names_of_their_own() -> None:
    for file in (HERE / "cases").glob("*.json"):
        situation = json.loads(file.read_text())
        names = [case["name"] for case in situation["cases"]]

        assert situation["page"], file
        assert len(set(names)) == len(names), file
        assert {case["expected"] for case in situation["cases"]} <= {"allowed", "explicitDeny", "implicitDeny"}, file
