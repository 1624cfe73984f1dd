"""How public pages may be kept: a browser asks each time, by ETag; a shared cache for a minute."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

SECONDS = 60  # a correction must not take longer to reach readers; an editor sees it at once

View = Callable[..., HttpResponseBase]


def public(view: Callable[..., Any]) -> View:
    """Wrap a view that is the same for everyone.

    It answers GET and HEAD alone, with an ETag (RFC 9110 §8.8.3) and 304 where the reader has it.
    """
    kept: View = cache_control(public=True, max_age=0, s_maxage=SECONDS)(view)
    return require_safe(conditional_page(kept))
