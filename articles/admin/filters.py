"""The filters of the lists: none of them reads the table to know what there is to choose."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.dashboard import first_moment
from articles.models import ImportRun, Original, Post, Source
from articles.querysets import ImageQuerySet, PostQuerySet

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


# Days, today among them.
_SPANS = {"1": _("Today"), "7": _("Past 7 days"), "30": _("Past 30 days")}


def _is_key(value: str) -> bool:
    """Return whether a value may be a primary key."""
    return value.isdecimal() and value.isascii() and len(value) <= _DIGITS


def _among(queryset: QuerySet[Post], some: QuerySet[Post]) -> QuerySet[Post]:
    """Return the posts that are among some others, in a way that suits how many these are.

    A few are found and sorted. Many are met soon on a walk by date, but sorting them takes long.
    """
    if some.order_by()[: _FEW + 1].count() > _FEW:
        return queryset.filter(Exists(some.filter(pk=OuterRef("pk"))))
    return queryset.filter(pk__in=some.values("pk"))


class ChoiceFilter(admin.SimpleListFilter):
    """A few choices from a table.

    :cvar answers: what a choice leaves of a list, each a question that `articles.querysets` answers.
    """

    choices_shown: tuple[tuple[str, Any], ...]
    answers: Mapping[str, Callable[[Any], QuerySet[Any]]] = {}

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> tuple[tuple[str, Any], ...]:
        """Return the choices."""
        return self.choices_shown

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return what was chosen."""
        answer = self.answers.get(self.value() or "")
        return answer(queryset) if answer else queryset


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


class LanguageFilter(ChoiceFilter):
    """Languages, from a table: Django's own filter looks through all posts for them, on every page."""

    title = _("language")
    parameter_name = "language"
    choices_shown = LANGUAGES

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        """Return the posts in the language that was chosen."""
        return queryset.filter(language=self.value()) if self.value() else queryset


class CameFilter(admin.SimpleListFilter):
    """When posts came into the archive: in the last days, or on the day (UTC) that a bar leads to."""

    title = _("archived")
    parameter_name = "came"

    def lookups(self, request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        """Return the spans, and the day that is asked for."""
        asked = request.GET.get("came", "")
        return [*_SPANS.items(), *([(asked, asked)] if _day(asked) else [])]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        """Return the posts that came in then."""
        value = self.value() or ""
        day = _day(value)
        if day:
            return _among(queryset, Post.objects.archived(day, day + dt.timedelta(1)))
        if value in _SPANS:
            return _among(queryset, Post.objects.archived(first_moment(int(value), timezone.now())))
        return queryset


def _day(value: str) -> dt.datetime | None:
    """Return when a day (UTC) begins, nothing for what is no day."""
    try:
        return dt.datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=dt.UTC)
    except ValueError:
        return None


class MineFilter(ChoiceFilter):
    """The posts that whoever looks has written or changed."""

    title = _("by me")
    parameter_name = "mine"
    choices_shown = (("1", _("Yes")),)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        """Return the posts of whoever looks."""
        assert isinstance(queryset, PostQuerySet)
        assert isinstance(request.user, User)
        return queryset.touched_by(request.user) if self.value() == "1" else queryset


class ProblemFilter(ChoiceFilter):
    """What is wrong with posts."""

    title = _("problem")
    parameter_name = "problem"
    choices_shown = (
        ("text", _("almost no text")),
        ("date", _("no date, or a wrong one")),
        ("picture", _("no picture")),
    )
    answers = {
        "text": lambda posts: _among(posts, Post.objects.almost_without_text()),
        "date": lambda posts: _among(posts, Post.objects.badly_dated()),
        "picture": lambda posts: _among(posts, Post.objects.without_picture()),
    }


class SilentFilter(ChoiceFilter):
    """Outlets that have published nothing for much longer than usual."""

    title = _("gone silent")
    parameter_name = "silent"
    choices_shown = (("1", _("Yes")),)
    answers = {
        "1": lambda outlets: outlets.filter(
            pk__in=Source.objects.with_posts().silent(timezone.now())
        )
    }


class FailedFilter(ChoiceFilter):
    """Import runs that did not come to their end."""

    title = _("failed")
    parameter_name = "failed"
    choices_shown = (("1", _("Yes")),)
    answers = {"1": lambda runs: runs.failed(timezone.now())}


class AltFilter(ChoiceFilter):
    """Whether a picture says what it shows."""

    title = _("alternative text")
    parameter_name = "alt"
    choices_shown = (("1", _("Yes")), ("0", _("No")))
    answers = {"1": ImageQuerySet.with_alt, "0": ImageQuerySet.without_alt}


class StoredFilter(ChoiceFilter):
    """Whether the file of a picture is kept here."""

    title = _("stored")
    parameter_name = "stored"
    choices_shown = (("1", _("kept here")), ("0", _("at the outlet alone")))
    answers = {"1": ImageQuerySet.stored, "0": ImageQuerySet.not_stored}
