"""Errors of actions and of what they have to do with condition keys."""

from difflib import get_close_matches

from policies.catalog.globs import covers, is_pattern
from policies.checks.policy import Condition, Entry, Statement
from policies.checks.registry import Problems, actions, at, at_all, conditions, error, shown, statements
from policies.language.operators import Family

# what a trust policy must also allow for a key to be set at all
ACTION_OF_KEY = {
    "sts:sourceidentity": "sts:SetSourceIdentity",
    "sts:transitivetagkeys": "sts:TagSession",
    "sts:requestcontextproviders": "sts:SetContext",
}
LONGEST_NAME = 128
MOST_SHOWN = 10
# In longer policies looking for the name that was meant takes longer than all other checks together.
LONGEST_WITH_HINTS = 20_480


@error("INVALID_SERVICE_IN_ACTION", each=actions)
def invalid_service_in_action(entry: Entry) -> Problems:
    """An action begins with the prefix of its service, as in `s3:GetObject`. Correct the prefix; unknown
    ones grant nothing."""
    if ":" in entry.text and entry.service != "*" and not entry.policy.catalog.service(entry.service):
        hint = _meant(entry, entry.service, entry.policy.catalog.prefixes)
        yield at(entry.node, f"There is no service {shown(entry.service)}.{hint}")


@error("INVALID_ACTION", each=actions)
def invalid_action(entry: Entry) -> Problems:
    """The service has no action of this name, and none that the wildcards could stand for. Correct the
    name; unknown actions grant nothing."""
    if entry.text == "*":
        return
    service = entry.policy.catalog.service(entry.service)
    if ":" not in entry.text:
        yield at(entry.node, f"{shown(entry.text)} has no service. Write it as service:Action.")
    elif service and not entry.policy.catalog.names_an_action(entry.text):
        names = [action.name for action in service.actions]
        hint = _meant(entry, entry.text.partition(":")[2], names, f"{service.prefix}:")
        yield at(entry.node, f"There is no action {shown(entry.text)}.{hint}")


@error("UNSUPPORTED_ACTION_FOR_CONDITION_KEY", each=conditions)
def unsupported_action_for_condition_key(condition: Condition) -> Problems:
    """Requests for some of the actions never carry this condition key, so the condition cannot hold for
    them. Move these actions to a statement of their own, without the key."""
    if not condition.key or condition.name.lower().startswith("aws:") or "." in condition.name.split(":")[0]:
        return
    if not condition.operator or condition.operator.if_exists or condition.operator.family is Family.NULL:
        return
    statement = condition.statement
    without = statement.actions_without(condition.key)
    # sts:TagSession and the like ride along with the action that has the key
    if without and not (condition.policy.is_trust and len(without) < len(statement.actions)):
        shown_actions = without[:MOST_SHOWN]
        listed = ", ".join(entry.text for entry in shown_actions)
        yield at_all(
            [*(entry.node for entry in shown_actions), condition.node],
            f"These actions have no condition key {shown(condition.name)}: {listed}.",
        )


@error("MISSING_ACTION_FOR_CONDITION_KEY", each=statements)
def missing_action_for_condition_key(statement: Statement) -> Problems:
    """The value of this key can only be set by whoever may also use another action. Add that action to the
    same statement."""
    if not statement.allows or not assumes_roles(statement):
        return
    missing = {key: action for key, action in ACTION_OF_KEY.items() if not names(statement, action)}
    for condition in statement.conditions:
        if needed := missing.get(condition.name.lower()):
            yield at(condition.node, f"{shown(condition.name)} can only be set with {needed}. Add the action.")


@error("INVALID_CONDITION_KEY_FORMAT", each=conditions)
def invalid_condition_key_format(condition: Condition) -> Problems:
    """A condition key is a service prefix or an identity provider, a colon, and a name, as in
    `aws:SourceIp`."""
    prefix, _, name = condition.name.partition(":")
    if not prefix or not name or condition.name != condition.name.strip():
        yield at(condition.node, f"{shown(condition.name)} is no condition key. Write it as service:name.")


@error("INVALID_GLOBAL_CONDITION_KEY", each=conditions)
def invalid_global_condition_key(condition: Condition) -> Problems:
    """The prefix aws: belongs to the keys that AWS defines for all services. Correct the name; a key that
    does not exist is never in a request."""
    prefix, _, name = condition.name.lower().partition(":")
    if prefix == "aws" and name and name != "arn" and not condition.key and not lacks_tag_key(condition):
        yield at(condition.node, f"There is no global condition key {shown(condition.name)}.")


@error("INVALID_SERVICE_CONDITION_KEY", each=conditions)
def invalid_service_condition_key(condition: Condition) -> Problems:
    """The service defines no condition key of this name. Correct it; a key that does not exist is never in
    a request."""
    prefix, _, name = condition.name.partition(":")
    if not name or prefix.lower() == "aws" or condition.key or lacks_tag_key(condition):
        return
    if condition.policy.catalog.defines_keys(prefix):
        yield at(condition.node, f"There is no condition key {shown(condition.name)}.")


@error("MISSING_TAG_KEY_IN_CONDITION", each=conditions)
def missing_tag_key_in_condition(condition: Condition) -> Problems:
    """A key such as `aws:ResourceTag/` compares one tag. Write the name of the tag behind the slash."""
    if lacks_tag_key(condition):
        name = condition.name.rstrip("/")
        yield at(condition.node, f"{shown(condition.name)} names no tag. Write {name}/tag-name.")


@error("UNSUPPORTED_GLOBAL_CONDITION_KEY", each=conditions)
def unsupported_global_condition_key(condition: Condition) -> Problems:
    """aws:ARN does not exist for policies on resources. Use aws:PrincipalArn for who asks, or aws:SourceArn
    for the resource on whose behalf a service asks."""
    if condition.is_key("aws:ARN") and condition.policy.is_resource:
        yield at(condition.node, "aws:ARN is not supported here. Use aws:PrincipalArn or aws:SourceArn.")


@error("DUPLICATE_KEYS_WITH_DIFFERENT_CASE", each=statements)
def duplicate_keys_with_different_case(statement: Statement) -> Problems:
    """Condition keys are the same in any spelling of case, so this key is compared twice under one
    operator. Merge the values under one spelling."""
    seen: dict[tuple[str, str], str] = {}
    for condition in statement.conditions:
        place = (condition.operator_text, condition.name.lower())
        if seen.setdefault(place, condition.name) != condition.name:
            yield at(condition.node, f"{shown(condition.name)} repeats {shown(seen[place])} in another case.")


def lacks_tag_key(condition: Condition) -> bool:
    """Say whether the key is one of the tag keys with nothing behind the slash, or no slash at all."""
    name = condition.name.lower()
    if not name.endswith(("tag", "tag/")):
        return False
    return bool(condition.policy.condition_key(name.rstrip("/") + "/x")) and "/" not in name[:-1]


def names(statement: Statement, action: str) -> bool:
    """Say whether one of the statement's actions, wildcards included, is `action`."""
    return any(covers(entry.text.lower(), action.lower()) for entry in statement.actions)


def assumes_roles(statement: Statement) -> bool:
    return any(entry.text.lower().startswith("sts:assumerole") for entry in statement.actions)


def _meant(entry: Entry, name: str, known: list[str] | tuple[str, ...], before: str = "") -> str:
    if is_pattern(name) or len(name) > LONGEST_NAME or len(entry.policy.text.text) > LONGEST_WITH_HINTS:
        return ""
    alike = [one for one in known if one[:2].lower() == name[:2].lower()]
    near = get_close_matches(name, alike, n=1, cutoff=0.6)
    return f" Did you mean {before}{near[0]}?" if near else ""
