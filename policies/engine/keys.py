"""Which condition keys hold several values: by definition, never by how many values a request happens to have."""

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
