"""What the search box of the posts takes: words, or any address that a post has or had."""

import datetime as dt
import re
from urllib.parse import unquote, urlsplit

from django.contrib import messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles import search
from articles.addresses import normalise, post_key, slugify
from articles.admin import lists
from articles.asking import asked_for
from articles.models import OldAddress, Post

# Ours of today, and that of the mirrored Jekyll sites, `/2020-08-05/<title>/` or the same with `.html`.
_DATED = re.compile(r"^/(\d{4})[/-](\d\d)[/-](\d\d)/([^/]+?)(?:\.html)?/?$")


class FoundPosts(ChangeList):
    """The list of posts; what it leaves out of a search is said."""

    def get_results(self, request: HttpRequest) -> None:
        """Read the rows of the page while the database knows what it needs to know of searches.

        Their outlets are not joined: these are so few that SQLite would begin with them and sort all posts,
        0.7 s at 150,000 instead of 10 ms.
        """
        with search.reading():
            super().get_results(request)
            shown = len(self.result_list)
        prefetch_related_objects(list(self.result_list), "source")
        if self.query and shown and self.result_count >= lists.MOST_COUNTED:
            newest = _("The search finds more: these are the newest %d.") % self.result_count
            self.model_admin.message_user(request, newest, messages.WARNING)


def find(queryset: QuerySet[Post], text: str) -> QuerySet[Post]:
    """Return the posts of `queryset` that an editor's text means.

    :param text: a pasted address (ours, the outlet's or an older one, whole or from its first
        slash), or words and filters, which mean what they mean to readers.
    """
    term = text.strip()
    if not term:
        return queryset
    if term.startswith("/") or normalise(term):
        return _by_address(queryset, term)
    sql, values = search.hits_in_sql(asked_for(term, public_only=False).search)
    return queryset.filter(pk__in=RawSQL(sql, values))  # noqa: S611  (SQL of our own)


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
