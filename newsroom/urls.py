"""Which address leads to which part of the product."""

import mimetypes
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import include, path, re_path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

YEAR = 365 * 24 * 60 * 60

# Python 3.11 learns these two from the system's list, which a small server does not have.
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("image/avif", ".avif")


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A stored picture. Its name is the hash of what it holds, so a browser need ask only once."""
    return serve(request, path, document_root=str(Path(settings.MEDIA_ROOT, "originals")))


urlpatterns = [
    path("admin/", admin.site.urls),
    # A server in front may serve this folder itself (docs/deploy/nginx.conf).
    re_path(r"^images/originals/(?P<path>.+)$", picture),
    path("", include("articles.urls")),
]
