"""The filters of the lists: none of them reads the table to know what there is to choose."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Image, ImportRun, Original, Post, Source

# The languages that posts are in, by their own names (CLDR). "und" is that of a post without a letter.
LANGUAGES: tuple[tuple[str, Any], ...] = (
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
    ("en", "English"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("ug", "ئۇيغۇرچە"),
    ("ar", "العربية"),
    ("fa", "فارسی"),
    ("ur", "اردو"),
    ("he", "עברית"),
    ("ru", "русский"),
    ("uk", "українська"),
    ("el", "Ελληνικά"),
    ("th", "ไทย"),
    ("hi", "हिन्दी"),
    ("und", _("not known")),
)
_SOURCES_SHOWN = 60
# Posts of a run that are sorted for their list. Of a run that made most of the archive (150,000 posts)
# that takes a second; walking the archive by date and asking of each post takes a tenth.
_FEW = 5_000
_DIGITS = 18  # of a primary key; a database refuses more than 63 bits


def _is_key(value: str) -> bool:
    """Return whether a value may be a primary key."""
    return value.isdecimal() and value.isascii() and len(value) <= _DIGITS


class SourceFilter(admin.SimpleListFilter):
    """Outlets, the largest first; their counts are kept, so none is counted here."""

    title = _("source")
    parameter_name = "source"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        """Return the outlets to choose from."""
        sources = Source.objects.order_by("-post_count", "name")[:_SOURCES_SHOWN]
        return [(str(source.pk), f"{source} ({source.post_count})") for source in sources]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        """Return the posts of the outlet that was chosen."""
        value = self.value() or ""
        return queryset.filter(source=int(value)) if _is_key(value) else queryset


class RunFilter(admin.SimpleListFilter):
    """The posts that an import run has made or changed; shown where the page of a run leads here."""

    title = _("import run")
    parameter_name = "run"

    def lookups(self, request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        """Return the run that is asked for: there may be thousands of others."""
        asked = request.GET.get("run", "")
        return [(asked, f"#{asked}")] if _is_key(asked) else []

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        """Return the posts that have an original of the run."""
        value = self.value() or ""
        if not _is_key(value):
            return queryset
        made = Original.objects.filter(run=int(value)).order_by()
        counts = ImportRun.objects.filter(pk=int(value)).values_list("new", "changed").first()
        if sum(counts or ()) > _FEW:
            return queryset.filter(Exists(made.filter(post=OuterRef("pk"))))
        return queryset.filter(pk__in=made.values("post"))


class LanguageFilter(admin.SimpleListFilter):
    """Languages, from a table: Django's own filter looks through all posts for them, on every page."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> tuple[tuple[str, Any], ...]:
        """Return the languages to choose from."""
        return LANGUAGES

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        """Return the posts in the language that was chosen."""
        return queryset.filter(language=self.value()) if self.value() else queryset


class StoredFilter(admin.SimpleListFilter):
    """Whether the file of a picture is kept here."""

    title = _("stored")
    parameter_name = "stored"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        """Return the two choices."""
        return [("1", _("kept here")), ("0", _("at the outlet alone"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        """Return the pictures that are, or are not, kept here."""
        if self.value() not in {"0", "1"}:
            return queryset
        return queryset.exclude(file="") if self.value() == "1" else queryset.filter(file="")
