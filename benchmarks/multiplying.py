"""Makes the posts of a database many: the same again and again, each with an address and a moment of its own.

    python -m benchmarks.multiplying POSTS

Works on the database that the environment names. Posts are copied with their tags and bodies; what no list
reads (originals, pictures beside the first) is not, and `rebuild_search` has to index them. Each copy lies
SHIFT later than the one before, and what would lie behind the newest post begins again at the oldest: copies
do not stand together, and the years keep their shares.
"""

import datetime as dt
import os
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

import django
from django.db import connection, transaction

SHIFT = dt.timedelta(hours=29)
_CHANGED = ("id", "key", "slug", "day", "published_at")
_SLUG = 120  # characters of the first post's, so that there is room for a number


def multiply(posts: int) -> None:
    """Copy the posts until there are so many.

    :param posts: how many there shall be; where there are as many already, nothing is copied.
    """
    from articles.models import Post, Source, Tag

    public = Post.objects.published().order_by("pk")
    rows = [(post.pk, post.slug, post.published_at) for post in public.only("slug", "published_at")]
    copy = 0
    while (missing := posts - Post.objects.count()) > 0:
        copy += 1
        with transaction.atomic():
            _copy(list(islice(_copies(rows, copy), missing)))
    Source.objects.all().recount()
    Tag.objects.all().recount()


def _copies(rows: list[tuple[int, str, Any]], copy: int) -> Iterator[tuple[Any, ...]]:
    """Give the values of _CHANGED for each post's copy, with the post that it is made of in front."""
    first, last = (f(moment for _, _, moment in rows) for f in (min, max))
    span = last - first + dt.timedelta(seconds=1)
    step = 1 << max(pk for pk, _, _ in rows).bit_length()
    for pk, slug, moment in rows:
        place, new = first + (moment - first + copy * SHIFT) % span, pk + copy * step
        day = place.astimezone(dt.UTC).date()
        yield pk, new, f"{new:032x}", f"{slug[:_SLUG]}-{new}", day, place


def _copy(copies: list[tuple[Any, ...]]) -> None:
    """Write posts and their tags."""
    from articles.models import Post

    columns = [str(field.column) for field in Post._meta.concrete_fields]
    values = [f"c.{column}" if column in _CHANGED else f"p.{column}" for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE copies (post_id bigint, id bigint, key varchar(32), "
            "slug varchar(140), day date, published_at timestamp with time zone)"
        )
        cursor.executemany("INSERT INTO copies VALUES (%s, %s, %s, %s, %s, %s)", copies)
        cursor.execute(
            f"INSERT INTO articles_post ({', '.join(columns)}) "
            f"SELECT {', '.join(values)} FROM copies c JOIN articles_post p ON p.id = c.post_id"
        )
        cursor.execute(
            "INSERT INTO articles_posttag (tag_id, post_id, listed_at) "
            "SELECT t.tag_id, c.id, c.published_at "
            "FROM copies c JOIN articles_posttag t ON t.post_id = c.post_id"
        )
        cursor.execute("DROP TABLE copies")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    multiply(int(sys.argv[1]))
