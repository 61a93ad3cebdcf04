"""The data file agrees with the Service Authorization Reference, and is made the same way each time."""

import json
import runpy
import zipfile
from pathlib import Path
from typing import Any

import pytest

from policies.catalog import build, default_catalog
from policies.catalog.archive import SERVICES, Archive
from policies.catalog.build import TARGET, merge, write

REFERENCE: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "sar.json").read_text())
ACTIONS = [(prefix, name) for prefix, service in REFERENCE.items() for name in service["actions"]]


@pytest.mark.parametrize(("prefix", "name"), ACTIONS)
def test_an_action_is_as_in_the_reference(prefix: str, name: str) -> None:
    rows = REFERENCE[prefix]["actions"][name]["rows"]

    action = default_catalog().action(f"{prefix}:{name}")

    assert action is not None
    assert action.access_level == REFERENCE[prefix]["actions"][name]["level"]
    assert {(row.name, row.required) for row in action.resources} == {
        (kind.rstrip("*"), kind.endswith("*")) for kinds, _, _ in rows for kind in kinds
    }
    assert set(action.condition_keys) == {key for kinds, keys, _ in rows if not kinds for key in keys}
    assert set(action.all_dependent_actions) == {one for _, _, actions in rows for one in actions}


@pytest.mark.parametrize("prefix", REFERENCE)
def test_a_service_has_exactly_what_the_reference_has(prefix: str) -> None:
    service = default_catalog().service(prefix)

    assert service is not None
    assert {action.name for action in service.actions} == set(REFERENCE[prefix]["actions"])
    assert {kind.name: kind.arn_format for kind in service.resource_types} == {
        name: kind["arn"] for name, kind in REFERENCE[prefix]["resources"].items()
    }
    assert {key.name: ("ArrayOf" if key.multivalued else "") + key.type for key in service.condition_keys} == {
        name: key["type"] for name, key in REFERENCE[prefix]["conditions"].items()
    }


def test_every_service_can_be_read() -> None:
    archive = Archive()

    assert len(archive) == len([archive[prefix] for prefix in archive])
    assert "s3" in archive
    assert archive["s3"] is archive["s3"]


def test_the_file_is_small() -> None:
    assert SERVICES == TARGET
    assert SERVICES.stat().st_size < 1_500_000


def test_the_same_data_gives_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["build", "--date", "2026-11-23", "--target", str(tmp_path / "services.zip")])

    runpy.run_path(build.__file__, run_name="__main__")

    with zipfile.ZipFile(tmp_path / "services.zip") as made, zipfile.ZipFile(SERVICES) as kept:
        assert made.namelist() == kept.namelist()
        assert made.read("iam.json") == kept.read("iam.json")


def test_a_small_archive_can_be_written_and_read(tmp_path: Path) -> None:
    service = {
        "service_name": "Payroll",
        "privileges": {"Pay": {"access_level": "Write", "description": "Pays", "resource_types": {}}},
        "resources": {"any": {"arn": "arn:${Partition}:${Vendor}:::${Name}", "condition_keys": []}},
        "conditions": {"payroll:Names": {"type": "ArrayOfString", "description": "The names"}},
    }
    write(tmp_path / "own.zip", {"version": "1"}, {"payroll": service})

    archive = Archive(tmp_path / "own.zip")

    assert archive.index["arn_services"] == {"*": ["payroll"]}
    assert archive["payroll"].condition_keys[0].multivalued
    assert [action.name for action in archive["payroll"].actions] == ["Pay"]


@pytest.mark.parametrize(
    ("value", "patch", "expected"),
    [
        ({"a": 1, "b": 2}, {"b": None}, {"a": 1}),
        ({"a": {"b": 1}}, {"a": {"c": 2}}, {"a": {"b": 1, "c": 2}}),
        ("x", {"a": 1}, {"a": 1}),
        ({"a": 1}, [], []),
    ],
)
def test_corrections_are_merged_as_json_merge_patch(value: Any, patch: Any, expected: Any) -> None:
    assert merge(value, patch) == expected
