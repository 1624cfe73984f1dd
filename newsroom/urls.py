"""Which address leads to which part of the product."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve

urlpatterns = [
    path("admin/", admin.site.urls),
    # A server in front may serve this folder itself: the names are hashes and never change.
    re_path(r"^images/(?P<path>originals/.+)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include("articles.urls")),
]
