"""Which posts the feeds of site, tag, outlet and search have; how they are written: `articles.syndication`.

The feed of another list takes a function that returns its page, and one line at the end.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django.utils.http import http_date
from django.utils.translation import gettext

from articles import search
from articles.asking import asked_by, query_of
from articles.models import Post, Source, Tag
from articles.paging import PER_PAGE, ListPage, paginate, paginate_tag
from articles.syndication import Feed, atom, json_feed, whole

_View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class _Listed:
    """What a feed is of.

    :ivar name: of the list; empty for the site's own.
    :ivar path: of the page for readers that shows the same.
    :ivar query: that says what is listed, where the path does not.
    """

    name: str
    path: str
    page: ListPage
    query: str = ""


def _site(request: HttpRequest) -> _Listed:
    return _Listed("", reverse("home"), paginate(Post.objects.published(), request.GET, whole()))


def _tag(request: HttpRequest, slug: str) -> _Listed:
    tag = get_object_or_404(Tag, slug=slug)
    return _Listed(tag.name, tag.get_absolute_url(), paginate_tag(tag, request.GET, whole()))


def _source(request: HttpRequest, slug: str) -> _Listed:
    source = get_object_or_404(Source, slug=slug)
    posts = Post.objects.published().from_source(source)
    return _Listed(source.name, source.get_absolute_url(), paginate(posts, request.GET, whole()))


def _author(request: HttpRequest, name: str) -> _Listed:
    posts = Post.objects.published().by_author(name)
    page = paginate(posts, request.GET, whole())
    if not page.posts:
        raise Http404("no posts of this author")
    return _Listed(name, reverse("author", args=[name]), page)


def _search(request: HttpRequest) -> _Listed:
    asked, after = asked_by(request.GET), request.GET.get("after")
    found = search.find(asked.search, after=after, limit=PER_PAGE)
    page = ListPage(
        posts=whole().published_in_order(found.ids),
        here=query_of(request.GET, after),
        older=query_of(request.GET, found.next) if found.next else "",
        newer="",
    )
    first = query_of(request.GET)
    return _Listed(asked.text or gettext("Search"), reverse("search"), page, first)


def _feed(request: HttpRequest, listed: _Listed) -> Feed:
    address, page = escape_uri_path(request.path), listed.page
    return Feed(
        title=" · ".join(filter(None, (listed.name, settings.SITE_NAME))),
        path=listed.path + listed.query,
        posts=page.posts,
        own=address + page.here,
        first=address + listed.query,
        older=page.older and address + page.older,
        newer=page.newer and address + page.newer,
    )


def _atom(feed: Feed) -> HttpResponse:
    return HttpResponse(atom(feed), content_type="application/atom+xml; charset=utf-8")


def _json(feed: Feed) -> HttpResponse:
    return JsonResponse(
        json_feed(feed),
        json_dumps_params={"ensure_ascii": False},
        content_type="application/feed+json",
    )


def _view(find: Callable[..., _Listed], write: Callable[[Feed], HttpResponse]) -> _View:
    """Return the view of a kind of feed in one of the two formats."""

    def view(request: HttpRequest, **which: str) -> HttpResponse:
        # One document at one address: a feed does not change with who takes it.
        with translation.override(settings.LANGUAGE_CODE):
            feed = _feed(request, find(request, **which))
            response = write(feed)
        response["Last-Modified"] = http_date(feed.updated.timestamp())
        response["Access-Control-Allow-Origin"] = "*"  # readers in a browser may take it
        return response

    return view


def _views(find: Callable[..., _Listed]) -> tuple[_View, _View]:
    """Return the views of a kind of feed: Atom, JSON Feed."""
    return _view(find, _atom), _view(find, _json)


def _unlisted(view: _View) -> _View:
    """Return a view that asks search engines to leave its pages out: there are as many as searches."""

    def unlisted(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response["X-Robots-Tag"] = "noindex"
        return response

    return unlisted


site_atom, site_json = _views(_site)
tag_atom, tag_json = _views(_tag)
source_atom, source_json = _views(_source)
author_atom, author_json = _views(_author)
search_atom, search_json = map(_unlisted, _views(_search))
