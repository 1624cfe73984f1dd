"""Checks that speak at start-up, numbered, each with a hint (`manage.py check`)."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError

from articles import search


@register(Tags.urls)
def site_url_is_whole(**_kwargs: Any) -> list[CheckMessage]:
    """E001: feeds, sitemaps and canonical links are made from SITE_URL."""
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme in {"http", "https"} and parts.hostname and not parts.path:
        return []
    return [
        Error(
            f"SITE_URL is {settings.SITE_URL!r}, which is not the address of a site.",
            hint="Set SITE_URL to scheme and host, such as https://archive.example.",
            id="articles.E001",
        )
    ]


@register(Tags.files)
def data_dir_can_be_written(**_kwargs: Any) -> list[CheckMessage]:
    """E002: the database, the pictures and the key live in DATA_DIR."""
    folder = Path(settings.DATA_DIR)
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"DATA_DIR {str(folder)!r} cannot be written.",
            hint="Make the folder and give it to the user that runs the site, or set DATA_DIR.",
            id="articles.E002",
        )
    ]


@register(Tags.urls)
def contact_email_is_an_address(**_kwargs: Any) -> list[CheckMessage]:
    """E004: a reader's letter to what is no address would be lost."""
    try:
        if settings.CONTACT_EMAIL:
            validate_email(settings.CONTACT_EMAIL)
    except ValidationError:
        return [
            Error(
                f"CONTACT_EMAIL is {settings.CONTACT_EMAIL!r}, which is no mail address.",
                hint="Set CONTACT_EMAIL to an address such as editors@archive.example, or to nothing.",
                id="articles.E004",
            )
        ]
    return []


@register(Tags.database)
def search_index_is_current(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """W003: an index of older terms misses posts; `migrate` and `check --database default` say so."""
    if not databases:
        return []
    try:
        if search.is_current():
            return []
    except DatabaseError:
        return []  # before the first migration
    return [
        Warning(
            "The search index is of older terms, or empty: search misses posts.",
            hint="Run manage.py rebuild_search. The site stays up meanwhile.",
            id="articles.W003",
        )
    ]
