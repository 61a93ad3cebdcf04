"""The condition keys of AWS and IAM: which hold several values by definition, and what the principal alone tells."""

from .request import Principal, PrincipalKind, Value

MULTI_VALUED = frozenset(
    [
        "aws:calledvia",
        "aws:principalorgpaths",
        "aws:principalservicenameslist",
        "aws:resourceorgpaths",
        "aws:sourceorgpaths",
        "aws:tagkeys",
        "aws:vpceorgpaths",
        "sts:identitytokenaudience",
        "sts:requestcontextproviders",
        "sts:transitivetagkeys",
        "saml:cn",
        "saml:commonname",
        "saml:givenname",
        "saml:mail",
        "saml:name",
        "saml:organizationstatus",
        "saml:primarygroupsid",
        "saml:surname",
        "saml:uid",
        "saml:x500uniqueidentifier",
        "saml:edupersonaffiliation",
        "saml:edupersonassurance",
        "saml:edupersonentitlement",
        "saml:edupersonnickname",
        "saml:edupersonorgunitdn",
        "saml:edupersonscopedaffiliation",
        "saml:edupersontargetedid",
        "saml:eduorghomepageuri",
        "saml:eduorgidentityauthnpolicyuri",
        "saml:eduorglegalname",
        "saml:eduorgsuperioruri",
        "saml:eduorgwhitepagesuri",
    ]
)


def is_multi_valued(key: str) -> bool:
    """Tell whether `key`, in lower case, is a list by definition; `:amr` is one at every OpenID Connect provider."""
    return key in MULTI_VALUED or key.endswith(":amr")


def principal_keys(principal: Principal) -> dict[str, Value]:
    """Return the keys that follow from who asks, as in the table "Where you can use principal keys"."""
    keys: dict[str, Value] = {
        "aws:principalaccount": principal.account_id,
        "aws:principaltype": _TYPES.get(principal.kind, ""),
        "aws:principalarn": principal.role_arn or principal.arn,
        "aws:username": principal.name if principal.kind is PrincipalKind.USER else "",
        "aws:userid": _user_id(principal),
        "aws:principalisawsservice": "true" if principal.kind is PrincipalKind.SERVICE else "false",
    }
    match principal.kind:
        case PrincipalKind.SERVICE:
            keys |= {"aws:principalarn": "", "aws:principalservicename": principal.arn}
        case PrincipalKind.WEB_IDENTITY:
            keys |= {"aws:federatedprovider": principal.issuer}
        case PrincipalKind.ANONYMOUS:
            keys |= {"aws:principalaccount": "anonymous", "aws:principalisawsservice": ""}
    return {key: value for key, value in keys.items() if value}


def _user_id(principal: Principal) -> str:
    match principal.kind:
        case PrincipalKind.ROOT:
            return principal.account_id
        case PrincipalKind.ASSUMED_ROLE:
            return f"{principal.unique_id}:{principal.session_name}"
        case PrincipalKind.FEDERATED_USER:
            return f"{principal.account_id}:{principal.name}"
        case PrincipalKind.ANONYMOUS:
            return "anonymous"
    return principal.unique_id


_TYPES = {
    PrincipalKind.ROOT: "Account",
    PrincipalKind.USER: "User",
    PrincipalKind.FEDERATED_USER: "FederatedUser",
    PrincipalKind.ASSUMED_ROLE: "AssumedRole",
    PrincipalKind.ANONYMOUS: "Anonymous",
}
