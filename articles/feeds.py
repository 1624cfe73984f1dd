"""Feeds of site, tag, outlet and search: Atom (RFC 4287) and JSON Feed 1.1 (https://jsonfeed.org)."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext

from articles import markup, search
from articles.addresses import host_of
from articles.asking import asked_by
from articles.models import Post, Source, Tag
from articles.paging import newest_of_tag
from articles.querysets import PostQuerySet

ENTRIES = 30
# XML 1.0 §2.2 has no place for these, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a feed is of; `path` is the page that shows the same."""

    title: str
    path: str
    posts: list[Post]


def _whole(posts: PostQuerySet) -> PostQuerySet:
    # taggit's manager has no types
    return posts.select_related("source").prefetch_related("tags").defer("extra")  # type: ignore[misc]


def _site(_request: HttpRequest) -> _Feed:
    posts = _whole(Post.objects.published()).newest_first()[:ENTRIES]
    return _Feed(settings.SITE_NAME, reverse("home"), list(posts))


def _tag(_request: HttpRequest, slug: str) -> _Feed:
    tag = get_object_or_404(Tag, slug=slug)
    posts = _whole(Post.objects.all()).published_in_order(newest_of_tag(tag, ENTRIES))
    return _Feed(f"{tag.name} · {settings.SITE_NAME}", tag.get_absolute_url(), posts)


def _source(_request: HttpRequest, slug: str) -> _Feed:
    source = get_object_or_404(Source, slug=slug)
    posts = _whole(Post.objects.published()).from_source(source).newest_first()[:ENTRIES]
    return _Feed(f"{source.name} · {settings.SITE_NAME}", source.get_absolute_url(), list(posts))


def _author(_request: HttpRequest, name: str) -> _Feed:
    posts = _whole(Post.objects.published()).by_author(name).newest_first()[:ENTRIES]
    if not posts:
        raise Http404("no posts of this author")
    return _Feed(f"{name} · {settings.SITE_NAME}", reverse("author", args=[name]), list(posts))


def _search(request: HttpRequest) -> _Feed:
    asked = asked_by(request.GET)
    ids = search.find(asked.search, limit=ENTRIES).ids
    posts = _whole(Post.objects.all()).published_in_order(ids)
    path = f"{reverse('search')}?{request.GET.urlencode()}"
    return _Feed(f"{asked.text or gettext('Search')} · {settings.SITE_NAME}", path, posts)


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _content(post: Post) -> str:
    """Return the body of a post for a reader elsewhere: addresses of ours made whole."""
    return markup.absolute_links(post.body, settings.SITE_URL)


def _atom(feed: _Feed, own_path: str) -> HttpResponse:
    atom = _Atom(
        title=_clean(feed.title),
        link=_absolute(feed.path),
        description=settings.SITE_DESCRIPTION,
        feed_url=_absolute(own_path),
        language=None,
    )
    for post in feed.posts:
        address = _absolute(post.get_absolute_url())
        atom.add_item(
            title=_clean(post.title),
            link=address,
            description=_clean(post.summary),
            content=_clean(_content(post)),
            unique_id=_identity(post),
            pubdate=post.published_at,
            updateddate=max(filter(None, (post.published_at, post.updated_at))),
            author_name=_clean(post.byline or post.source.name),
            categories=[_clean(tag.name) for tag in post.tags.all()],
        )
    return HttpResponse(
        atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


class _Atom(Atom1Feed):
    """Django's feed with the whole text too (RFC 4287 §4.1.3); its own has a summary alone."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


def _identity(post: Post) -> str:
    """Return what a post is known by in all feeds, whatever its address becomes (RFC 4151)."""
    return f"tag:{host_of(settings.SITE_URL)},{post.created_at:%Y}:post/{post.pk}"


def _clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _json(feed: _Feed, own_path: str) -> HttpResponse:
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": _absolute(feed.path),
        "feed_url": _absolute(own_path),
        "items": [_item(post) for post in feed.posts],
    }
    return JsonResponse(
        content, json_dumps_params={"ensure_ascii": False}, content_type="application/feed+json"
    )


def _item(post: Post) -> dict[str, Any]:
    assert isinstance(post.published_at, dt.datetime)
    item: dict[str, Any] = {
        "id": _identity(post),
        "url": _absolute(post.get_absolute_url()),
        "title": post.title,
        "content_html": _content(post),
        "summary": post.summary,
        "date_published": post.published_at.isoformat(),
        "date_modified": max(post.published_at, post.updated_at).isoformat(),
        "authors": [{"name": post.byline or post.source.name}],
        "tags": [tag.name for tag in post.tags.all()],
        "language": post.language,
    }
    if host_of(post.source_url):
        item["external_url"] = post.source_url
    return item


def _view(
    find: Callable[..., _Feed], write: Callable[[_Feed, str], HttpResponse]
) -> Callable[..., HttpResponse]:
    """Return the view of a kind of feed in one of the two formats."""

    def view(request: HttpRequest, **which: str) -> HttpResponse:
        response = write(find(request, **which), request.get_full_path())
        response["Access-Control-Allow-Origin"] = "*"  # readers in a browser may take it
        return response

    return view


def _unlisted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view that asks search engines to leave its pages out: there are as many as searches."""

    def unlisted(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response["X-Robots-Tag"] = "noindex"
        return response

    return unlisted


site_atom, site_json = _view(_site, _atom), _view(_site, _json)
tag_atom, tag_json = _view(_tag, _atom), _view(_tag, _json)
source_atom, source_json = _view(_source, _atom), _view(_source, _json)
author_atom, author_json = _view(_author, _atom), _view(_author, _json)
search_atom, search_json = _unlisted(_view(_search, _atom)), _unlisted(_view(_search, _json))
