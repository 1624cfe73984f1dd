"""Posts of a list taken along: a .zip that Jekyll shows and the import takes back."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.importing.post_files import to_zip
from articles.models import Post


@admin.action(description=_("Export as Jekyll markdown (.zip)"), permissions=["view"])
def export(_admin: Any, _request: HttpRequest, queryset: QuerySet[Post]) -> StreamingHttpResponse:
    """Give the posts that were chosen, piece by piece while they are read; nothing is changed."""
    return StreamingHttpResponse(
        to_zip(queryset),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="posts-{timezone.now():%Y-%m-%d}.zip"'
        },
    )
