"""What everybody may read of an account that issues tokens: its OpenID Connect description, and its public keys."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import TokenIssuer
from accounts.outbound.services import ALGORITHMS, AWS_CLAIMS
from iamconsole.access import open_to_everybody


@open_to_everybody
@require_safe
@cache_control(public=True, max_age=300)
def configuration(_request: HttpRequest, issuer_id: UUID) -> JsonResponse:
    issuer = get_object_or_404(TokenIssuer, pk=issuer_id)
    return JsonResponse(
        {
            "issuer": issuer.url,
            "jwks_uri": f"{settings.PUBLIC_URL}{reverse('outbound-keys', args=[issuer_id])}",
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": list(ALGORITHMS),
            "claims_supported": ["sub", "iss", "aud", "exp", "iat", "jti", AWS_CLAIMS],
        }
    )


@open_to_everybody
@require_safe
@cache_control(public=True, max_age=300)
def keys(_request: HttpRequest, issuer_id: UUID) -> JsonResponse:
    issuer = get_object_or_404(TokenIssuer, pk=issuer_id)
    return JsonResponse({"keys": [key.public for key in issuer.signing_keys.order_by("algorithm")]})
