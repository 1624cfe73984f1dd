"""The authors: the bylines with the most posts, and each with its posts, exactly as it stands.

A byline is free text. It is not taken apart: of the archive sample's 143 three in four name an outlet or
a channel, 15 name several people (`Lucas Tcheyan & Sam Bresnick`, `Ye Ming, Yan Cong & more`), and a comma or an
ampersand stands in names of one (`廠妹&男閨蜜 ChinaMaid`) as well.
"""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from articles.initials import grouped
from articles.lists import render_list
from articles.models import Post
from articles.names import name_key
from articles.paging import paginate

LISTED = 1000  # the authors with the most posts; the others are found by search
_KEPT = 60  # seconds: to count the posts of 150,000 takes 18 ms
_NEVER_IN_A_PATH = frozenset({"", ".", ".."})  # browsers fold these (RFC 3986 §5.2.4)


@dataclass(frozen=True, slots=True)
class Author:
    """A byline in the index."""

    name: str
    post_count: int

    @property
    def key(self) -> str:
        """The form of the name by which the index is in order."""
        return name_key(self.name)

    def get_absolute_url(self) -> str:
        """Return the address of the author's page."""
        return address_of(self.name)


def address_of(byline: str) -> str:
    """Return the address of an author's page; empty where there is no byline or none that a path can hold."""
    if _NEVER_IN_A_PATH & set(byline.split("/")):
        return ""
    return reverse("author", args=[byline])


def authors(request: HttpRequest) -> HttpResponse:
    """The bylines with the most posts, by name."""
    by_name = sorted(_largest(), key=lambda author: author.key)
    return render(request, "authors.html", {"groups": grouped(by_name)})


def _largest() -> list[Author]:
    found: list[Author] | None = cache.get("authors")
    if found is None:
        counted = Post.objects.bylines().most_common()
        found = [Author(name, posts) for name, posts in counted if address_of(name)][:LISTED]
        cache.set("authors", found, _KEPT)
    return found


def author(request: HttpRequest, name: str) -> HttpResponse:
    """The public posts of a byline.

    :raises Http404: there are none.
    """
    page = paginate(Post.objects.published().by_author(name), request.GET)
    if not page.posts:
        raise Http404("no posts of this author")
    return render_list(request, "author.html", page, author=name)
