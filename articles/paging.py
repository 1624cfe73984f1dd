"""Pages of long lists by key: page 3,000 costs what page 1 costs, and nothing is counted.

A cursor is the date (microseconds since 1970) and the id of the post at the edge of a page.
"""

import datetime as dt
import re
from dataclasses import dataclass

from django.http import Http404, QueryDict

from articles.models import Post, PostTag, Tag
from articles.querysets import KeyedQuerySet, PostQuerySet

PER_PAGE = 30
_CURSOR = re.compile(r"(-?[0-9]{1,18})-([0-9]{1,18})")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Key = tuple[dt.datetime, int]


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, newest first.

    :ivar here: the query of this page, without anything else that was asked; empty for the first.
    :ivar older: the query of the page behind it, or empty.
    :ivar newer: the query of the page in front of it, or empty.
    """

    posts: list[Post]
    here: str
    older: str
    newer: str

    @property
    def is_first(self) -> bool:
        """Whether it is the front of a list that has posts."""
        return bool(self.posts) and not self.newer


def parse_cursor(text: str) -> Key:
    """Return the key that a cursor names.

    :raises Http404: it is none; an address that we never gave out leads nowhere.
    """
    match = _CURSOR.fullmatch(text)
    try:
        if match:
            return _EPOCH + dt.timedelta(microseconds=int(match[1])), int(match[2])
    except OverflowError:
        pass
    raise Http404("no such page")


def _cursor(key: Key) -> str:
    return f"{(key[0] - _EPOCH) // dt.timedelta(microseconds=1)}-{key[1]}"


def paginate(posts: PostQuerySet, query: QueryDict, rows: PostQuerySet | None = None) -> ListPage:
    """Return the page of a list of posts that `?before=` or `?after=` asks for.

    :param posts: in any order; the page is newest first.
    :param rows: with the columns that are wanted of each post; without it those of a list.
    :raises Http404: the cursor is none.
    """
    return _page(posts.newest_first(), query, ("published_at", "pk"), rows)


def paginate_tag(tag: Tag, query: QueryDict, rows: PostQuerySet | None = None) -> ListPage:
    """Return the page of a tag's posts that `?before=` or `?after=` asks for.

    :param rows: as those of `paginate`.
    :raises Http404: the cursor is none.
    """
    listed = PostTag.objects.listed(tag)
    return _page(listed, query, ("listed_at", "content_object_id"), rows)


def _page(
    listed: KeyedQuerySet[Post] | KeyedQuerySet[PostTag],
    query: QueryDict,
    columns: tuple[str, str],
    rows: PostQuerySet | None,
) -> ListPage:
    """Return a page of a list that is newest first, with the queries of the pages around it.

    :param columns: the date and the id of a post, by which `listed` is in order.
    """
    before, after = query.get("before"), query.get("after")
    here, found = "", listed
    if after:
        key = parse_cursor(after)
        here, found = f"?after={_cursor(key)}", listed.after(key, *columns).reverse()
    elif before:
        key = parse_cursor(before)
        here, found = f"?before={_cursor(key)}", listed.before(key, *columns)
    keys: list[Key] = list(found.values_list(*columns)[: PER_PAGE + 1])
    more = len(keys) > PER_PAGE
    keys = keys[:PER_PAGE]
    if after:
        keys.reverse()
    has_older, has_newer = (True, more) if after else (more, bool(before))
    wanted = Post.objects.for_lists() if rows is None else rows
    return ListPage(
        posts=wanted.published_in_order(pk for _, pk in keys),
        here=here,
        older=f"?before={_cursor(keys[-1])}" if keys and has_older else "",
        newer=f"?after={_cursor(keys[0])}" if keys and has_newer else "",
    )


def newest_of_tag(tag: Tag, count: int) -> list[int]:
    """Return the ids of a tag's newest posts."""
    rows = PostTag.objects.listed(tag)[:count]
    return list(rows.values_list("content_object_id", flat=True))
