"""A second, slow reading of evaluation.md for checking the engine: no shared code, no speed, one table after the other.

Requests and policies are plain JSON values, as in the case files.
"""

import base64
import ipaddress
import json
import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction

ALLOWED, EXPLICIT, IMPLICIT = "allowed", "explicitDeny", "implicitDeny"
MULTI = {
    "aws:principalorgpaths", "aws:principalservicenameslist", "aws:vpceorgpaths", "aws:resourceorgpaths",
    "aws:calledvia", "aws:tagkeys", "aws:sourceorgpaths", "sts:transitivetagkeys", "sts:identitytokenaudience",
    "sts:requestcontextproviders",
}  # fmt: skip
ORDERS = {
    "Equals": lambda a, b: a == b,
    "LessThan": lambda a, b: a < b,
    "LessThanEquals": lambda a, b: a <= b,
    "GreaterThan": lambda a, b: a > b,
    "GreaterThanEquals": lambda a, b: a >= b,
}


def judge(request: dict, policies: dict) -> str:
    """Section 3, step by step."""
    if request["action"].lower() == "sts:getcalleridentity":
        return ALLOWED
    who = request["principal"]
    linked = "/aws-service-role/" in who.get("role", "")
    unsigned = who["kind"] in ("service", "saml", "web identity", "anonymous")
    scps = [] if linked or unsigned else policies.get("scps", [])
    rcps = [] if linked or request["action"].lower() == "kms:retiregrant" else policies.get("rcps", [])
    single = [policies[name] for name in ("identity", "boundary", "session", "resource", "trust") if name in policies]
    for group in [*scps, *rcps, *single]:
        if any(applies(statement, document, request) for document, statement in statements(group, "Deny")):
            return EXPLICIT
    for level in [*rcps, *scps]:
        if not allows(level, request):
            return IMPLICIT
    return ALLOWED if combined(request, policies, who) else IMPLICIT


def combined(request: dict, policies: dict, who: dict) -> bool:
    """Tables 3.1, 3.2, 3.3 and 4.1."""
    trust = "trust" in policies
    if trust and who["kind"] == "root":
        return False
    forms = granted_forms(policies["trust"] if trust else policies.get("resource", []), request)
    crosses = request.get("resource_account") not in (None, who.get("account", ""))
    own_needed = trust or (request["action"].lower().startswith("kms:") and "resource" in policies)
    if who["kind"] in ("service", "saml", "web identity", "anonymous"):
        return bool(forms)
    if (crosses or own_needed) and not forms:
        return False
    if who["kind"] == "root":
        return True
    i = allows(policies.get("identity", []), request)
    b = "boundary" not in policies or allows(policies["boundary"], request)
    s = allows(policies["session"], request) if "session" in policies else who["kind"] != "federated user"
    if crosses:
        return i and b and s
    if "always" in forms:
        return True
    if "role" in forms or "issuer" in forms:
        return b and s
    return i and b and s


def granted_forms(documents: list, request: dict) -> set:
    return {
        form
        for document, statement in statements(documents, "Allow")
        if applies(statement, document, request)
        for form in named(statement, request["principal"])
    }


def allows(documents: list, request: dict) -> bool:
    return any(applies(statement, document, request) for document, statement in statements(documents, "Allow"))


def statements(documents: list, effect: str) -> list:
    return [
        (document, statement)
        for document in documents
        for statement in as_list(document["Statement"])
        if statement["Effect"] == effect
    ]


def applies(statement: dict, document: dict, request: dict) -> bool:
    """A statement matches iff principal, action, resource and all conditions match."""
    new = document.get("Version") == "2012-10-17"
    if ("Principal" in statement or "NotPrincipal" in statement) and not named(statement, request["principal"]):
        return False
    return (
        speaks_of_action(statement, request["action"])
        and speaks_of_resource(statement, request, new)
        and all(
            holds(operator, key.lower(), as_list(values), request.get("context", {}), new)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def named(statement: dict, who: dict) -> set:
    """1.5 and the column "principal form" of 3.1."""
    listed = statement.get("Principal", statement.get("NotPrincipal"))
    wanted = {"service": "Service", "saml": "Federated", "web identity": "Federated"}.get(who["kind"], "AWS")
    everybody = listed == "*" or "*" in as_list(listed.get("AWS", []))
    names = ["*"] if everybody else as_list(listed.get(wanted, []))
    names = [re.sub(r"^arn:[^:]+:iam::(\d{12}):root$", r"\1", name) for name in names]
    forms = {
        "root": {who.get("account"): "always"},
        "user": {who.get("arn"): "always", who.get("id"): "always", who.get("account"): "account"},
        "role session": {
            who.get("arn"): "always", who.get("role"): "role", who.get("id"): "role", who.get("account"): "account"
        },
        "federated user": {who.get("arn"): "always", who.get("issuer"): "issuer", who.get("account"): "account"},
        "service": {who.get("arn"): "always"},
        "saml": {who.get("issuer"): "always"},
        "web identity": {who.get("issuer"): "always"},
        "anonymous": {},
    }[who["kind"]]  # fmt: skip
    if "NotPrincipal" in statement:
        if "*" in names:
            return set()
        missed = [
            form for form in set(forms.values()) if not any(forms[name] == form for name in forms if name in names)
        ]
        listed_somewhere = any(name in names for name in forms)
        spared = (not missed and bool(forms)) if statement["Effect"] == "Deny" else listed_somewhere
        return set() if spared else {"always"}
    if "*" in names:
        return {"always"} if wanted != "Service" or everybody else set()
    return {form for name, form in forms.items() if name in names}


def speaks_of_action(statement: dict, action: str) -> bool:
    if "NotAction" in statement:
        return not any(is_action(pattern, action) for pattern in as_list(statement["NotAction"]))
    return any(is_action(pattern, action) for pattern in as_list(statement["Action"]))


def is_action(pattern: str, action: str) -> bool:
    if pattern == "*":
        return True
    for half, asked in zip(pattern.lower().split(":"), action.lower().split(":"), strict=True):
        if not glob(list(half), asked):
            return False
    return True


def speaks_of_resource(statement: dict, request: dict, new: bool) -> bool:
    if "NotResource" in statement:
        return not any(is_resource(one, request, new) for one in as_list(statement["NotResource"]))
    if "Resource" in statement:
        return any(is_resource(one, request, new) for one in as_list(statement["Resource"]))
    return True


def is_resource(pattern: str | None, request: dict, new: bool) -> bool:
    if pattern == "*":
        return True
    if pattern is None or request["resource"].count(":") < 5:
        return False
    parts = pattern.split(":", 5)
    parts += ["*"] * (6 - len(parts))
    asked = request["resource"].split(":", 5)
    tail = substitute(parts[5], request.get("context", {})) if new else list(parts[5])
    if tail is None:
        return False
    heads = all(glob(list(part), value) for part, value in zip(parts[:5], asked[:5], strict=True))
    return heads and glob(tail, asked[5])


def glob(pattern: list, text: str) -> bool:
    """Match by dynamic programming; a pattern holds characters, or ("literal", c) for those that mean themselves."""
    reached = {0}
    for item in pattern:
        if item == "*":
            reached = set(range(min(reached), len(text) + 1)) if reached else set()
        else:
            wanted = item[1] if isinstance(item, tuple) else item
            wild = item == "?"
            reached = {at + 1 for at in reached if at < len(text) and (wild or text[at] == wanted)}
    return len(text) in reached


def substitute(text: str, context: dict) -> list | None:
    """5.4: the pattern with variables put in as literal characters, or None."""
    out: list = []
    while text:
        escape = re.match(r"\$\{([*?$])\}", text)
        variable = re.match(r"\$\{([^\s{},'](?:[^{},']*[^\s{},'])?)(?:, *'([^']*)')?\}", text)
        if escape:
            out.append(("literal", escape[1]))
            text = text[escape.end() :]
        elif variable:
            value = context.get(variable[1].lower())
            value = value if isinstance(value, str) else variable[2]
            if value is None:
                return None
            out += [("literal", character) for character in value]
            text = text[variable.end() :]
        else:
            out.append(text[0])
            text = text[1:]
    return out


def holds(operator: str, key: str, values: list, context: dict, new: bool) -> bool:
    """5.1 and 5.2."""
    prefix, _, rest = operator.rpartition(":")
    if_exists = rest.endswith("IfExists")
    name = rest.removesuffix("IfExists")
    values = [json.dumps(value) if isinstance(value, bool | int | float) else value for value in values]
    value = context.get(key)
    value = tuple(value) if isinstance(value, list) else value
    missing = value is None or value == ()
    if name == "Null":
        if prefix:
            return prefix == "ForAllValues"
        return ("true" if missing else "false") in [one.lower() for one in values]
    if prefix == "ForAllValues":
        return all(compare(name, one, values, context, new) for one in as_many(value))
    if prefix == "ForAnyValue":
        if missing:
            return if_exists
        return any(compare(name, one, values, context, new) for one in as_many(value))
    if missing:
        return if_exists or "Not" in name
    if key in MULTI or isinstance(value, tuple):
        return False
    return compare(name, value, values, context, new)


def compare(name: str, asked: str, values: list, context: dict, new: bool) -> bool:
    """5.3, one request value against the policy's values; for negated operators none may match."""
    positive = name.replace("Not", "")
    if positive == "IpAddress" and address(asked) is None:
        return False
    if positive.startswith("Arn") and not (asked.startswith("arn:") and asked.count(":") >= 5):
        return False
    matched = any(compare_one(positive, asked, value, context, new) for value in values)
    return matched != ("Not" in name)


def compare_one(name: str, asked: str, value: str, context: dict, new: bool) -> bool:
    if name.startswith(("String", "Arn")):
        pattern = substitute(value, context) if new else list(value)
        return pattern is not None and compare_text(name, asked, pattern)
    if name.startswith("Numeric"):
        return ordered(name.removeprefix("Numeric"), number(asked), number(value))
    if name.startswith("Date"):
        return ordered(name.removeprefix("Date"), moment(asked), moment(value))
    if name == "Bool":
        return asked.lower() in ("true", "false") and asked.lower() == value.lower()
    if name == "BinaryEquals":
        return canonical(value) is not None and asked == canonical(value)
    if address(value.split("/", maxsplit=1)[0]) is None or not re.fullmatch(r"[^/]*(/\d+)?", value, re.ASCII):
        return False
    return address(asked) in ipaddress.ip_network(strip_zeros(value), strict=False)


def compare_text(name: str, asked: str, pattern: list) -> bool:
    if name == "StringLike":
        return glob(pattern, asked)
    if name.startswith("Arn"):
        segments: list[list] = [[]]
        for item in pattern:
            if item == ":" and len(segments) < 6:
                segments.append([])
            else:
                segments[-1].append(item)
        parts = asked.split(":", 5)
        return len(segments) == 6 and all(map(glob, segments, parts))
    plain = "".join(item[1] if isinstance(item, tuple) else item for item in pattern)
    return plain == asked if name == "StringEquals" else plain.lower() == asked.lower()


def ordered(order: str, asked: Fraction | None, value: Fraction | None) -> bool:
    return asked is not None and value is not None and ORDERS[order](asked, value)


def number(text: str) -> Fraction | None:
    return Fraction(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", text, re.ASCII) else None


def moment(text: str) -> Fraction | None:
    if re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        return Fraction(text)
    match = re.fullmatch(
        r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?)?)?", text, re.ASCII
    )
    if not match:
        return None
    year, month, day, hour, minute, second = (
        int(part or least) for part, least in zip(match.groups()[:6], "011000", strict=True)
    )
    try:
        start = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    zone = match[8] or "Z"
    shift = timedelta() if zone == "Z" else timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))
    start = start + shift if zone[0] == "-" else start - shift
    return Fraction(int((start - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())) + Fraction(f"0{match[7] or '.0'}")


def address(text: str) -> object:
    try:
        return None if "%" in text else ipaddress.ip_address(strip_zeros(text))
    except ValueError:
        return None


def strip_zeros(text: str) -> str:
    return (
        text
        if ":" in text
        else ".".join(part.lstrip("0") or "0" if part.isdigit() else part for part in text.split("."))
    )


def canonical(text: str) -> str | None:
    if not re.fullmatch(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", text):
        return None
    return base64.b64encode(base64.b64decode(text)).decode()


def as_list(value: object) -> list:
    return value if isinstance(value, list) else [value]


def as_many(value: object) -> tuple:
    return () if value is None else value if isinstance(value, tuple) else (value,)
