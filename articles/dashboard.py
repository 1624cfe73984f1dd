"""The first page of the desk: what came in, what waits for somebody, what is wrong, and who has gone silent.

Whatever is counted is counted along an index and no further than MOST, so that the page costs at 150,000
posts what it costs at 150; only the chart of the last days walks all that came in them, and is kept for some
minutes. Each number carries the address of the list that shows just its rows: the questions are those of
`articles.querysets`, which the filters of the lists ask too. How it looks is in templates/admin/index.html.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import Count, IntegerField, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.charts import Bar, bars_of
from articles.models import Image, ImportRun, Post, Source

MOST = 1_000  # "more than 1,000" says as much as a number that takes a walk through the table
DAYS = 30  # of the chart
_ROWS = 8  # of each list
_KEPT = 300  # seconds: of a chart of days, some minutes are not seen

Model = type[Image] | type[ImportRun] | type[Post] | type[Source]
# What somebody may see of each model; one of which they may see nothing is not there.
Seen = Mapping[Model, QuerySet[Any]]


class Question(NamedTuple):
    """What is counted.

    :ivar rows: of all rows that somebody may see, of them (my own drafts) and of a moment (now), the rows.
    :ivar query: of the list of `model`, the query that shows just these rows.
    """

    label: Any
    model: Model
    query: str
    rows: Callable[[Any, User, dt.datetime], QuerySet[Any]]


WAITING = (
    Question(
        _("in review"), Post, "status__exact=review",
        lambda rows, _user, _now: rows.filter(status=Post.Status.REVIEW),
    ),
    Question(
        _("the outlet changed it since"), Post, "newer_original__exact=1",
        lambda rows, _user, _now: rows.filter(newer_original=True),
    ),
    Question(
        _("scheduled"), Post, "status__exact=scheduled",
        lambda rows, _user, _now: rows.filter(status=Post.Status.SCHEDULED),
    ),
    Question(
        _("my drafts"), Post, "status__exact=draft&mine=1",
        lambda rows, user, _now: rows.filter(status=Post.Status.DRAFT).touched_by(user),
    ),
    Question(
        _("all drafts"), Post, "status__exact=draft",
        lambda rows, _user, _now: rows.filter(status=Post.Status.DRAFT),
    ),
)  # fmt: skip
PROBLEMS = (
    Question(
        _("imports that failed"), ImportRun, "failed=1",
        lambda rows, _user, now: rows.failed(now),
    ),
    Question(
        _("posts with almost no text"), Post, "problem=text",
        lambda rows, _user, _now: rows.almost_without_text(),
    ),
    Question(
        _("posts without a date, or with a wrong one"), Post, "problem=date",
        lambda rows, _user, _now: rows.badly_dated(),
    ),
    Question(
        _("posts without a picture"), Post, "problem=picture",
        lambda rows, _user, _now: rows.without_picture(),
    ),
    Question(
        _("pictures without alternative text"), Image, "alt=0",
        lambda rows, _user, _now: rows.without_alt(),
    ),
    Question(
        _("pictures that are at the outlet alone"), Image, "stored=0",
        lambda rows, _user, _now: rows.not_stored(),
    ),
)  # fmt: skip


class Number(NamedTuple):
    """An answer.

    :ivar rows: at most MOST.
    :ivar is_more: whether there are more than `rows`.
    """

    label: Any
    rows: int
    is_more: bool
    address: str


class Day(NamedTuple):
    """A day of the chart, with the list of what came in on it."""

    bar: Bar
    address: str


class Outlet(NamedTuple):
    """What came in from an outlet in the days of the chart."""

    source: Source
    posts: int
    address: str


class Silence(NamedTuple):
    """An outlet that has gone silent.

    :ivar since: when it published last.
    :ivar usual: days in which five posts used to come.
    """

    source: Source
    since: dt.datetime
    usual: float
    address: str


class Change(NamedTuple):
    """A revision of a post; `address` is empty where the post is gone."""

    revision: Any
    kind: Any
    address: str


class _Counted(Subquery):
    """How many rows a query has, as a column."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def list_of(model: Model, query: str = "") -> str:
    """Return the address of the list of a model at the desk."""
    address = reverse(f"admin:articles_{model._meta.model_name}_changelist")
    return f"{address}?{query}" if query else address


def dashboard(user: User, seen: Seen) -> dict[str, Any]:
    """Return what the first page of the desk says to somebody.

    What came in and who changed what is of the whole archive: it is told to those who may see all of it.
    """
    now = timezone.now()
    waiting = [question for question in WAITING if question.model in seen]
    problems = [question for question in PROBLEMS if question.model in seen]
    numbers = _numbers(user, now, seen, [*waiting, *problems])
    context: dict[str, Any] = {
        "waiting": numbers[: len(waiting)],
        "problems": numbers[len(waiting) :],
    }
    if Post in seen and user.has_perm("articles.view_post"):
        context |= {"came": _came(now), "changes": list(_changes()), "days": DAYS}
    if Source in seen:
        silent = _silences(now)
        label, address = _("outlets gone silent"), list_of(Source, "silent=1")
        context |= {
            "silences": silent[:_ROWS],
            "silent": Number(label, len(silent), is_more=False, address=address),
        }
    return context


def _numbers(user: User, now: dt.datetime, seen: Seen, questions: list[Question]) -> list[Number]:
    """Return the answers, all by one statement."""
    counted = [
        _Counted(question.rows(seen[question.model], user, now).order_by().values("pk")[: MOST + 1])
        for question in questions
    ]
    if not counted:
        return []
    # The one row that is sure to be there is that of who asks.
    counts = User.objects.filter(pk=user.pk).values_list(*counted)[0]
    return [
        Number(
            question.label,
            min(count, MOST),
            count > MOST,
            list_of(question.model, question.query),
        )
        for question, count in zip(questions, counts, strict=True)
    ]


def first_moment(days: int, now: dt.datetime) -> dt.datetime:
    """Return when the last so many days (UTC) began, today being one of them."""
    today = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - dt.timedelta(days - 1)


def _came(now: dt.datetime) -> dict[str, Any]:
    """Return what came into the archive in the last days: by day, and by outlet, the largest first."""
    since = first_moment(DAYS, now)
    key = f"came-in-{since:%Y-%m-%d}"
    counts: list[tuple[int, str, int]] | None = cache.get(key)
    if counts is None:
        counts = list(_counts(since))
        cache.set(key, counts, _KEPT)
    days = {since.date() + dt.timedelta(number): 0 for number in range(DAYS)}
    outlets: Counter[int] = Counter()
    for source, day, posts in counts:
        outlets[source] += posts
        # One that came in after the last day of the chart began is of the next chart.
        days[min(dt.date.fromisoformat(day), max(days))] += posts
    largest = outlets.most_common(_ROWS)
    sources = Source.objects.in_bulk([source for source, _posts in largest])
    bars = bars_of(days) if outlets else []
    return {
        "total": sum(outlets.values()),
        "address": list_of(Post, f"came={DAYS}"),
        "first": min(days),
        "last": max(days),
        "most": max(bars, key=lambda bar: (bar.posts, bar.first), default=None),
        "days": [Day(bar, list_of(Post, f"came={bar.first}")) for bar in bars],
        "outlets": [
            Outlet(sources[pk], posts, list_of(Post, f"came={DAYS}&source={pk}"))
            for pk, posts in largest
            if pk in sources
        ],
        "largest": largest[0][1] if largest else 0,
    }


def _counts(since: dt.datetime) -> QuerySet[Post, Any]:
    """Return outlet, day and number of what came in, from an index alone.

    The day is cut from the moment as both databases write it: SQLite would call Python for each row.
    At 150,000 posts of one day it takes 130 ms.
    """
    day = Substr(Cast("created_at", TextField()), 1, 10)
    came = Post.objects.archived(since).order_by().annotate(came_on=day)
    return came.values_list("source", "came_on").annotate(posts=Count("pk"))


def _silences(now: dt.datetime) -> list[Silence]:
    silent = Source.objects.with_posts().silent(now)
    sources = Source.objects.in_bulk(list(silent)[:_ROWS])
    day = dt.timedelta(1)
    return [
        Silence(sources.get(pk, Source()), since, usual / day, list_of(Post, f"source={pk}"))
        for pk, (since, usual) in silent.items()
    ]


def _changes() -> Iterator[Change]:
    """Give the last changes of posts by anybody, the newest first."""
    kinds = {
        "+": pgettext_lazy("post", "made"),
        "~": pgettext_lazy("post", "changed"),
        "-": pgettext_lazy("post", "deleted"),
    }
    revisions = Post.history.select_related("history_user").only(
        "id", "title", "history_date", "history_type", "history_change_reason",
        "history_user__username",
    )[:_ROWS]  # fmt: skip
    there = set(
        Post.objects.filter(pk__in=[row.id for row in revisions]).values_list("pk", flat=True)
    )
    for revision in revisions:
        address = reverse("admin:articles_post_history", args=[revision.id])
        yield Change(
            revision, kinds[revision.history_type], address if revision.id in there else ""
        )
