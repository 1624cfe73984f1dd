"""The questions that pages, feeds and commands ask of the data, as sentences.

`Post.objects.published()` is the one word for public: nothing that a reader may see starts from
anything else; of posts whose ids are known `published_in_order` is the same. What is written belongs to the
models and to `articles.importing.store`.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import unquote

from django.db import connection, models
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import LessThan
from django.urls import reverse

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.models import (  # noqa: F401
        Image,
        ImportRun,
        OldAddress,
        Post,
        PostTag,
        Source,
        Tag,
    )

# A draft without a date would be last in SQLite and first in PostgreSQL. The index post_desk has the
# same terms.
AT_DESK = (Coalesce("published_at", "created_at").desc(), F("id").desc())
# A summary is a post's first words: one of fewer characters has almost none. The index post_desk_short has
# the same condition.
SHORT = Q(LessThan(Length("summary"), Value(20)))
OLDEST_NEWS = dt.datetime(1995, 1, 1, tzinfo=dt.UTC)  # no outlet was on the web before

# When an outlet is silent: posts in a row, newest posts that are looked at, and the least silence.
_IN_A_ROW = 5
_SEEN = 50
_SILENCE = dt.timedelta(days=7)

_Row = TypeVar("_Row", bound=models.Model)


class KeyedQuerySet(models.QuerySet[_Row]):
    """Lists that are newest first and paged by key."""

    def before(self, key: tuple[dt.datetime, int], field: str, pk: str) -> Self:
        """Return the rows that come behind `key` in a list that is newest first.

        :param key: date and id of the last row of the page before.
        :param field: the date that the list is ordered by.
        :param pk: the id that settles equal dates.
        """
        # The first condition alone bounds the walk of the index; the second settles equal dates.
        return self.filter(**{f"{field}__lte": key[0]}).filter(
            Q(**{f"{field}__lt": key[0]}) | Q(**{f"{pk}__lt": key[1]})
        )

    def after(self, key: tuple[dt.datetime, int], field: str, pk: str) -> Self:
        """Return the rows that come in front of `key` in a list that is newest first."""
        return self.filter(**{f"{field}__gte": key[0]}).filter(
            Q(**{f"{field}__gt": key[0]}) | Q(**{f"{pk}__gt": key[1]})
        )


class PostQuerySet(KeyedQuerySet["Post"]):
    """Posts. Lists are newest first, load no bodies and page by key."""

    def published(self) -> Self:
        """Return the posts that anyone may read."""
        return self.filter(status="published", published_at__isnull=False)

    def withdrawn(self) -> Self:
        """Return the posts that were public and are not any more."""
        return self.filter(status="withdrawn")

    def due(self, moment: dt.datetime) -> Self:
        """Return the posts that were to be public from `moment` or earlier on, and are not yet."""
        return self.filter(status="scheduled", published_at__lte=moment)

    def stale(self, version: int) -> Self:
        """Return the posts whose bodies were made by rules older than `version`."""
        return self.filter(rendered_by__lt=version)

    def outdate(self) -> int:
        """Note that other rules made the bodies of these posts, except where an editor changed one.

        :returns: how many wait for `render_posts` now.
        """
        return self.filter(edited=False).update(rendered_by=0)

    def archived(self, since: dt.datetime, until: dt.datetime | None = None) -> Self:
        """Return the posts that came into the archive from `since` on, before `until`."""
        came = self.filter(created_at__gte=since)
        return came.filter(created_at__lt=until) if until else came

    def touched_by(self, user: User) -> Self:
        """Return the posts that somebody has written or changed, as their history knows."""
        revisions = self.model.history.filter(history_user=user).order_by()
        return self.filter(pk__in=revisions.values("id"))

    def without_picture(self) -> Self:
        """Return the posts that show no picture in lists."""
        return self.filter(lead_image=None)

    def almost_without_text(self) -> Self:
        """Return the posts that have next to no words."""
        return self.filter(SHORT)

    def badly_dated(self) -> Self:
        """Return the posts that are published without a date, or with one that cannot be right."""
        wrong = Q(published_at=None) | Q(published_at__lt=OLDEST_NEWS)
        return self.filter(wrong, status="published")

    def for_lists(self) -> Self:
        """Return the posts without the wide columns, with what a line of a list shows."""
        return self.defer("body", "extra").select_related("source", "lead_image")

    def newest_first(self) -> Self:
        """Return the posts by date, the newest first; the id settles equal dates."""
        return self.order_by("-published_at", "-id")

    def from_source(self, source: Source) -> Self:
        """Return the posts of one outlet."""
        return self.filter(source=source)

    def by_author(self, byline: str) -> Self:
        """Return the posts that have exactly this byline."""
        return self.filter(byline=byline)

    def bylines(self) -> Counter[str]:
        """Return how many public posts each byline has: one walk of the index of authors.

        Asked for published ones, SQLite walks the index of lists and sorts (364 ms at 150,000 posts, and this 18).
        """
        counted = self.exclude(byline="").order_by().values_list("byline", "status")
        rows = counted.annotate(posts=Count("published_at"))
        return Counter(
            {name: posts for name, status, posts in rows if status == "published" and posts}
        )

    def in_month(self, day: dt.date) -> Self:
        """Return the posts of the month of a day (UTC)."""
        _, length = calendar.monthrange(day.year, day.month)
        return self.between(day.replace(day=1), day.replace(day=length))

    def on_day(self, day: dt.date) -> Self:
        """Return the posts whose address carries this date (UTC)."""
        return self.filter(day=day)

    def between(self, first: dt.date, last: dt.date) -> Self:
        """Return the posts from `first` to `last`, both included (dates in UTC)."""
        return self.filter(day__gte=first, day__lte=last)

    def in_order(self, ids: Iterable[int]) -> list[Post]:
        """Return the posts with these ids, in the order of the ids; unknown ids are left out."""
        wanted = list(ids)
        found = self.in_bulk(wanted)
        return [found[pk] for pk in wanted if pk in found]

    def published_in_order(self, ids: Iterable[int]) -> list[Post]:
        """Return those of `in_order` that anyone may read.

        They are found by key alone: asked for public ones at once, SQLite walks the index of all of
        them (18 ms at 150,000 posts).
        """
        return [post for post in self.in_order(ids) if post.is_public]


class CountedQuerySet(models.QuerySet[_Row]):
    """Rows that keep the number of their public posts, so that no page counts."""

    def with_posts(self) -> Self:
        """Return the rows that a reader can find something of, the largest first."""
        return self.filter(post_count__gt=0).order_by("-post_count", "name")

    def count_more(self, posts: Mapping[int, int]) -> None:
        """Add to the counts what a batch changed; counting anew would grow with the archive.

        :param posts: primary keys, with how many public posts more (or, below 0, fewer) each has.
        """
        # Written out: to make such a statement of expressions takes longer than to run it.
        table = connection.ops.quote_name(self.model._meta.db_table)
        sql = (
            f"UPDATE {table} SET post_count = CASE WHEN post_count + %s > 0 "  # noqa: S608  (a name of our own)
            "THEN post_count + %s ELSE 0 END WHERE id = %s"
        )
        changes = [(more, more, pk) for pk, more in sorted(posts.items()) if more]
        if changes:
            with connection.cursor() as cursor:
                cursor.executemany(sql, changes)

    def _recount(self, public: models.QuerySet[Any], field: str) -> int:
        """Write into `post_count`, where it differs, how many rows of `public` name each row."""
        of_row = public.filter(**{field: OuterRef("pk")}).order_by().values(field)
        count = of_row.annotate(n=Count("pk")).values("n")
        number = Coalesce(Subquery(count, output_field=IntegerField()), Value(0))
        return self.exclude(post_count=number).update(post_count=number)


class SourceQuerySet(CountedQuerySet["Source"]):
    """Outlets."""

    def recount(self) -> int:
        """Count the public posts of these outlets anew, so that pages need not count."""
        from articles.models import Post

        return self._recount(Post.objects.published(), "source")

    def spans(self) -> dict[int, tuple[dt.datetime, dt.datetime]]:
        """Return when the first and the last public post of each outlet was, by its id.

        Two looks into an index for each; one without a public post is left out.
        """
        from articles.models import Post

        posts = Post.objects.published().filter(source=OuterRef("pk"))
        dates = posts.order_by("published_at").values("published_at")
        spans = self.order_by().values_list(
            "pk", Subquery(dates[:1]), Subquery(dates.order_by("-published_at")[:1])
        )
        return {pk: (first, last) for pk, first, last in spans if first and last}

    def silent(self, now: dt.datetime) -> dict[int, tuple[dt.datetime, dt.timedelta]]:
        """Return the outlets that have published nothing for much longer than usual, by id.

        Of the newest posts of an outlet, each five in a row have taken some time. The longest of ten such
        spans but one is usual: so a hole that has been once, as over a holiday, is not, and the pause of
        one who brings twenty posts on a day of each month is. Silent is who has brought nothing for longer
        than that, and for longer than seven days. Fewer than eleven posts do not say what is usual.

        :returns: of each the date of its newest public post and that span, the longest silence first.
        """
        from articles.models import Post

        posts = Post.objects.published().filter(source=OuterRef("pk"), published_at__lte=now)
        dates = posts.order_by("-published_at").values("published_at")
        # Short walks of an index for each outlet: at 53 outlets of 150,000 posts 10 ms in all.
        moments = [Subquery(dates[place : place + 1]) for place in range(0, _SEEN + 1, _IN_A_ROW)]
        found = {}
        for pk, *seen in self.order_by().values_list("pk", *moments):
            known = [moment for moment in seen if moment]
            spans = sorted(later - earlier for later, earlier in pairwise(known))
            if len(spans) > 1 and now - known[0] > max(spans[-2], _SILENCE):
                found[pk] = (known[0], spans[-2])
        return dict(sorted(found.items(), key=lambda row: row[1][0]))


class TagQuerySet(CountedQuerySet["Tag"]):
    """Tags."""

    def recount(self) -> int:
        """Count the public posts of these tags anew, so that pages need not count."""
        from articles.models import PostTag

        return self._recount(PostTag.objects.filter(listed_at__isnull=False), "tag")

    def commonest_among(self, posts: Iterable[int]) -> Self:
        """Return the tags of some posts (ids), the commonest first, with `shared`: of how many."""
        of_posts = self.filter(post_tags__content_object__in=list(posts))
        return of_posts.annotate(shared=Count("post_tags")).order_by("-shared", "name")


class PostTagQuerySet(KeyedQuerySet["PostTag"]):
    """Which post carries which tag."""

    def listed(self, tag: Tag) -> Self:
        """Return the rows of a tag's public posts, newest first: one walk of an index."""
        return self.filter(tag=tag, listed_at__isnull=False).order_by(
            "-listed_at", "-content_object"
        )

    def relist(self) -> int:
        """Copy date and publicity of the posts into these rows, where a tag's page reads them."""
        from articles.models import Post

        date = (
            Post.objects.published().filter(pk=OuterRef("content_object_id")).values("published_at")
        )
        return self.update(listed_at=Subquery(date))


class ImageQuerySet(models.QuerySet["Image"]):
    """Pictures."""

    def stored(self) -> Self:
        """Return the pictures whose file is kept here."""
        return self.exclude(file="")

    def not_stored(self) -> Self:
        """Return the pictures that go when their outlet goes."""
        return self.filter(file="")

    def with_alt(self) -> Self:
        """Return the pictures that say what they show."""
        return self.exclude(alt="")

    def without_alt(self) -> Self:
        """Return the pictures that say nothing to those who do not see them."""
        return self.filter(alt="")


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Import runs."""

    def failed(self, now: dt.datetime) -> Self:
        """Return the runs that did not come to their end; one that goes on is none of them."""
        from articles.models import SILENT_AT_MOST

        goes_on = Q(outcome="running", seen_at__gt=now - SILENT_AT_MOST)
        return self.exclude(outcome="finished").exclude(goes_on)


class OldAddressQuerySet(models.QuerySet["OldAddress"]):
    """Paths under which posts were once found."""

    def keep(self, path: str, post: Post) -> None:
        """Note that a post was found at `path`, where it is found at another one now."""
        now = post.get_absolute_url()
        self.filter(path=unquote(now)).delete()
        if path not in {now, reverse("home")}:
            self.update_or_create(path=unquote(path), defaults={"post": post})
