"""The report of what changed: who has changed what in the tracking period, told for each person, role and program."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from accounts.models import Role, User
from accounts.reporting.model import (
    ROLE,
    USER,
    Bar,
    Batch,
    Chart,
    Column,
    Figure,
    Finding,
    Kind,
    amount,
    bounded,
)
from accounts.reporting.powers import kind_of, kinds_of, label_of
from iamconsole.audit import selectors

# Changes of who may do what, by what their names have in common.
ACCESS = ("Policy", "Boundary", "Group", "Role", "Provider")
CREDENTIALS = ("Key", "LoginProfile", "Password", "MFADevice", "Certificate", "Credential")
BY_ROOT, OF_ACCESS, OF_CREDENTIALS, OTHER = 40, 30, 20, 5
NAMED = 12


def examine(batch: Batch) -> Iterator[Finding]:
    """Yield each identity that changed something, what, and how often."""
    users, _, roles = kinds_of(batch.subjects)
    by_id: dict[str, User | Role] = {user.unique_id: user for user in users}
    by_id |= {role.unique_id: role for role in roles}
    done: dict[str, Counter[str]] = defaultdict(Counter)
    for principal_id, name, count in selectors.changes_by(batch.account_id, batch.since, batch.now):
        # Of a session the part before the colon names the role.
        unique_id = principal_id.partition(":")[0]
        if unique_id in by_id:
            done[unique_id][name] += count
    for unique_id, names in done.items():
        yield _finding(batch, by_id[unique_id], names)


def _finding(batch: Batch, identity: User | Role, names: Counter[str]) -> Finding:
    sorts = {_sort(name) for name in names}
    is_root = isinstance(identity, User) and identity.is_root
    risk = max({"access": OF_ACCESS, "credentials": OF_CREDENTIALS, "other": OTHER}[sort] for sort in sorts)
    told = ", ".join(f"{name} {count}" if count > 1 else name for name, count in names.most_common(NAMED))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return Finding(
        key=f"changes/{identity.unique_id}",
        risk=bounded(risk + (BY_ROOT if is_root else 0)),
        subject=identity.arn,
        title=f"Changes by {label_of(identity)}",
        reason=f"{told}{more}." + (" The root user should not be used for daily work." if is_root else ""),
        facts={
            "name": label_of(identity),
            "kind": kind_of(identity),
            "changes": sum(names.values()),
            "operations": sorted(names),
        },
        marks=("authors", *(f"with_{sort}" for sort in sorted(sorts)), *(("by_root",) if is_root else ())),
    )


def _sort(name: str) -> str:
    if any(word in name for word in CREDENTIALS):
        return "credentials"
    return "access" if any(word in name for word in ACCESS) else "other"


CHANGES = Kind(
    name="changes",
    title="Changes",
    about="Who changed what in the tracking period; seven days tell what changed since last week.",
    subjects=(USER, ROLE),
    columns=(
        Column("name", "Who"),
        Column("kind", "Kind"),
        Column("changes", "Changes"),
        Column("operations", "Operations"),
    ),
    examine=examine,
    headline=lambda summary: (
        f"{amount(summary['authors'], 'identity', 'identities')} changed something in"
        f" {amount(summary.thresholds.tracking_days, 'day')} in account {summary.account}"
    ),
    figures=lambda _: (
        Figure("changed who may do what", "with_access", "warning"),
        Figure("changed credentials", "with_credentials", "warning"),
        Figure("changed other things", "with_other"),
        Figure("root user", "by_root", "danger"),
        Figure("who changed something", "authors"),
    ),
    chart=lambda _: Chart(
        "Who changed something, by what",
        (
            Bar("access", "with_access", "warning"),
            Bar("credentials", "with_credentials", "warning"),
            Bar("other", "with_other", "accent"),
        ),
        "What",
    ),
    advice="Open the event history of whoever surprises you.",
)
