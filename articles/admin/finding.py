"""What the search box of the posts takes: words, or any address that a post has or had."""

import datetime as dt
import re
from urllib.parse import unquote, urlsplit

from django.db.models import QuerySet

from articles import search
from articles.addresses import normalise, post_key, slugify
from articles.models import OldAddress, Post

_FOUND_AT_MOST = 2000  # hits that a list of the desk is made of
# Ours of today, and that of the mirrored Jekyll sites, `/2020-08-05/<title>/` or the same with `.html`.
_DATED = re.compile(r"^/(\d{4})[/-](\d\d)[/-](\d\d)/([^/]+?)(?:\.html)?/?$")


def find(queryset: QuerySet[Post], text: str) -> QuerySet[Post]:
    """Return the posts of `queryset` that an editor's text means.

    :param text: a pasted address (ours, the outlet's or an older one, whole or from its first
        slash), or words, which are looked up in the index that readers search too.
    """
    term = text.strip()
    if not term:
        return queryset
    if term.startswith("/") or normalise(term):
        return _by_address(queryset, term)
    return queryset.filter(pk__in=search.find(term, public_only=False, limit=_FOUND_AT_MOST).ids)


def _by_address(queryset: QuerySet[Post], address: str) -> QuerySet[Post]:
    """Return the posts with an address; an index for each kind of address has at most a row or two."""
    whole = normalise(address)
    path = unquote(urlsplit(address).path if whole else address)
    paths = {path, path.rstrip("/"), path.rstrip("/") + "/"}
    found = set(OldAddress.objects.filter(path__in=paths).values_list("post", flat=True))
    if whole:
        found.update(Post.objects.filter(key=post_key(address)).values_list("pk", flat=True))
    dated = _DATED.match(path)
    day = _day(*map(int, dated.groups()[:3])) if dated else None
    if dated and day:
        posts = Post.objects.on_day(day).filter(slug__in={dated[4], slugify(dated[4])})
        found.update(posts.values_list("pk", flat=True))
    return queryset.filter(pk__in=found)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
