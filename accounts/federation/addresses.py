"""Where the page of a provider is: it is named by its ARN, as every operation names it."""

from django.urls import reverse
from django.utils.http import urlencode


def address(arn: str, **more: str) -> str:
    return f"{reverse('providers:detail')}?{urlencode({'arn': arn, **more})}"
