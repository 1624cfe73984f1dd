"""The pages of authors: the posts of a byline, exactly as it stands.

A byline is free text. It is not taken apart: of the archive sample's 143 three in four name an outlet or
a channel, 15 name several people (`Lucas Tcheyan & Sam Bresnick`, `Ye Ming, Yan Cong & more`), and a comma or an
ampersand stands in names of one (`廠妹&男閨蜜 ChinaMaid`) as well.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from articles.lists import render_list
from articles.models import Post
from articles.paging import paginate

_NEVER_IN_A_PATH = frozenset({"", ".", ".."})  # browsers fold these (RFC 3986 §5.2.4)


def address_of(byline: str) -> str:
    """Return the address of an author's page; empty where there is no byline or none that a path can hold."""
    if _NEVER_IN_A_PATH & set(byline.split("/")):
        return ""
    return reverse("author", args=[byline])


def author(request: HttpRequest, name: str) -> HttpResponse:
    """The public posts of a byline.

    :raises Http404: there are none.
    """
    page = paginate(Post.objects.published().by_author(name), request.GET)
    if not page.posts:
        raise Http404("no posts of this author")
    return render_list(request, "author.html", page, author=name)
