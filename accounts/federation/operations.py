"""The IAM operations on identity providers."""

from collections.abc import Mapping
from typing import Any

from accounts import resources
from accounts.federation import selectors, services, shapes
from iamconsole import tags
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.paging import page_by_position

Tags = list[dict[str, str]]


def _tagging(_caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    return tags.request_context(parameters)


@operation(
    "iam",
    "CreateOpenIDConnectProvider",
    resource=resources.new_oidc_provider,
    context=_tagging,
    quotas=(services.OIDC_PROVIDERS_PER_ACCOUNT, services.CLIENT_IDS_PER_PROVIDER, tags.TAGS_PER_RESOURCE),
)
def create_open_id_connect_provider(
    caller: Caller,
    url: str,
    client_id_list: list[str] | None = None,
    thumbprint_list: list[str] | None = None,
    tags: Tags | None = None,
) -> dict[str, Any]:
    provider = services.create_oidc(
        caller.account_id,
        url,
        client_ids=client_id_list or (),
        thumbprints=thumbprint_list or (),
        new_tags=tags,
    )
    return {"OpenIDConnectProviderArn": provider.arn, "Tags": tags or None}


@operation("iam", "GetOpenIDConnectProvider", resource=resources.oidc_provider)
def get_open_id_connect_provider(caller: Caller, open_id_connect_provider_arn: str) -> dict[str, Any]:
    return shapes.oidc_shape(services.find_oidc(caller.account_id, open_id_connect_provider_arn))


@operation("iam", "ListOpenIDConnectProviders")
def list_open_id_connect_providers(caller: Caller) -> dict[str, Any]:
    providers = selectors.oidc_providers(caller.account_id)
    return {"OpenIDConnectProviderList": [{"Arn": provider.arn} for provider in providers]}


@operation("iam", "DeleteOpenIDConnectProvider", resource=resources.oidc_provider)
def delete_open_id_connect_provider(caller: Caller, open_id_connect_provider_arn: str) -> None:
    services.delete_oidc(caller.account_id, open_id_connect_provider_arn)


@operation(
    "iam",
    "AddClientIDToOpenIDConnectProvider",
    resource=resources.oidc_provider,
    quotas=(services.CLIENT_IDS_PER_PROVIDER,),
)
def add_client_id_to_open_id_connect_provider(
    caller: Caller, open_id_connect_provider_arn: str, client_id: str
) -> None:
    services.add_client_id(services.find_oidc(caller.account_id, open_id_connect_provider_arn), client_id)


@operation("iam", "RemoveClientIDFromOpenIDConnectProvider", resource=resources.oidc_provider)
def remove_client_id_from_open_id_connect_provider(
    caller: Caller, open_id_connect_provider_arn: str, client_id: str
) -> None:
    services.remove_client_id(services.find_oidc(caller.account_id, open_id_connect_provider_arn), client_id)


@operation("iam", "UpdateOpenIDConnectProviderThumbprint", resource=resources.oidc_provider)
def update_open_id_connect_provider_thumbprint(
    caller: Caller, open_id_connect_provider_arn: str, thumbprint_list: list[str]
) -> None:
    services.set_thumbprints(services.find_oidc(caller.account_id, open_id_connect_provider_arn), thumbprint_list)


@operation(
    "iam",
    "TagOpenIDConnectProvider",
    resource=resources.oidc_provider,
    context=_tagging,
    quotas=(tags.TAGS_PER_RESOURCE,),
)
def tag_open_id_connect_provider(caller: Caller, open_id_connect_provider_arn: str, tags: Tags) -> None:
    services.add_tags(services.find_oidc(caller.account_id, open_id_connect_provider_arn), tags)


@operation("iam", "UntagOpenIDConnectProvider", resource=resources.oidc_provider, context=_tagging)
def untag_open_id_connect_provider(caller: Caller, open_id_connect_provider_arn: str, tag_keys: list[str]) -> None:
    services.remove_tags(services.find_oidc(caller.account_id, open_id_connect_provider_arn), tag_keys)


@operation("iam", "ListOpenIDConnectProviderTags", resource=resources.oidc_provider)
def list_open_id_connect_provider_tags(
    caller: Caller, open_id_connect_provider_arn: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    provider = services.find_oidc(caller.account_id, open_id_connect_provider_arn)
    rows, more = page_by_position(tags.shape(sorted(provider.tags)), marker, max_items)
    return {"Tags": rows, **more}


@operation(
    "iam",
    "CreateSAMLProvider",
    resource=resources.new_saml_provider,
    context=_tagging,
    quotas=(services.SAML_PROVIDERS_PER_ACCOUNT, services.KEYS_PER_SAML_PROVIDER, tags.TAGS_PER_RESOURCE),
)
def create_saml_provider(
    caller: Caller,
    saml_metadata_document: str,
    name: str,
    tags: Tags | None = None,
    assertion_encryption_mode: str = services.ALLOWED,
    add_private_key: str | None = None,
) -> dict[str, Any]:
    provider = services.create_saml(
        caller.account_id,
        name,
        saml_metadata_document,
        encryption_mode=assertion_encryption_mode,
        private_key=add_private_key,
        new_tags=tags,
    )
    return {"SAMLProviderArn": provider.arn, "Tags": tags or None}


@operation("iam", "GetSAMLProvider", resource=resources.saml_provider)
def get_saml_provider(caller: Caller, saml_provider_arn: str) -> dict[str, Any]:
    return shapes.saml_shape(services.find_saml(caller.account_id, saml_provider_arn))


@operation("iam", "ListSAMLProviders")
def list_saml_providers(caller: Caller) -> dict[str, Any]:
    return {"SAMLProviderList": [shapes.saml_entry(row) for row in selectors.saml_providers(caller.account_id)]}


@operation(
    "iam",
    "UpdateSAMLProvider",
    resource=resources.saml_provider,
    quotas=(services.KEYS_PER_SAML_PROVIDER, services.PRIVATE_KEYS_PER_PROVIDER),
)
def update_saml_provider(
    caller: Caller,
    saml_provider_arn: str,
    saml_metadata_document: str | None = None,
    assertion_encryption_mode: str | None = None,
    add_private_key: str | None = None,
    remove_private_key: str | None = None,
) -> dict[str, Any]:
    provider = services.find_saml(caller.account_id, saml_provider_arn)
    services.update_saml(
        provider,
        document=saml_metadata_document,
        encryption_mode=assertion_encryption_mode,
        added_key=add_private_key,
        removed_key=remove_private_key,
    )
    return {"SAMLProviderArn": provider.arn}


@operation("iam", "DeleteSAMLProvider", resource=resources.saml_provider)
def delete_saml_provider(caller: Caller, saml_provider_arn: str) -> None:
    services.find_saml(caller.account_id, saml_provider_arn).delete()


@operation(
    "iam", "TagSAMLProvider", resource=resources.saml_provider, context=_tagging, quotas=(tags.TAGS_PER_RESOURCE,)
)
def tag_saml_provider(caller: Caller, saml_provider_arn: str, tags: Tags) -> None:
    services.add_tags(services.find_saml(caller.account_id, saml_provider_arn), tags)


@operation("iam", "UntagSAMLProvider", resource=resources.saml_provider, context=_tagging)
def untag_saml_provider(caller: Caller, saml_provider_arn: str, tag_keys: list[str]) -> None:
    services.remove_tags(services.find_saml(caller.account_id, saml_provider_arn), tag_keys)


@operation("iam", "ListSAMLProviderTags", resource=resources.saml_provider)
def list_saml_provider_tags(
    caller: Caller, saml_provider_arn: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    provider = services.find_saml(caller.account_id, saml_provider_arn)
    rows, more = page_by_position(tags.shape(sorted(provider.tags)), marker, max_items)
    return {"Tags": rows, **more}
