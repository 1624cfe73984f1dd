"""The public pages: find, decide, render. Every page starts from `Post.objects.published()`.

Calendar, outlets, tags, posts, feeds and sitemaps are modules of their own; how a page looks is in templates/.
"""

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import resolve
from django.utils.functional import SimpleLazyObject

from articles import front
from articles.calendar_pages import date_or_404
from articles.languages import languages_of
from articles.lists import render_list
from articles.models import OldAddress, Post, slug_or_digest
from articles.paging import paginate

_OF_OLD_SITES = frozenset({"old_address", "jekyll_post"})  # routes that any path may have


def site(request: HttpRequest) -> dict[str, Any]:
    """Give every template what it says of the site; a context processor."""
    posts = Post.objects.published().newest_first()
    return {
        "newest_day": SimpleLazyObject(lambda: posts.values_list("day", flat=True).first()),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "site_description": settings.SITE_DESCRIPTION,
        "hotlink": settings.HOTLINK_IMAGES,
        "languages": languages_of(request),
    }


def home(request: HttpRequest) -> HttpResponse:
    """The newest posts, as a front page; the pages behind it are a list."""
    page = paginate(Post.objects.published(), request.GET)
    context = front.beside(page.posts[0].day if page.posts else None)
    if page.is_first:
        context |= front.take_leads(page.posts)
        context |= {"anniversaries": front.on_this_day(), "added": front.last_added()}
    return render_list(request, "home.html", page, **context)


def old_address(request: HttpRequest, path: str) -> HttpResponse:
    """Send an address that a post had once to the one it has now (301).

    A page of ours that was asked for without its last slash is sent there too.
    """
    bare = path.rstrip("/")
    spellings = {f"/{path}", f"/{bare}", f"/{bare}/", f"/{bare.removesuffix('.html')}/"}
    old = OldAddress.objects.filter(path__in=spellings).first()
    if old is not None and old.post.has_page:
        return HttpResponsePermanentRedirect(old.post.get_absolute_url())
    if not path.endswith("/") and resolve(f"/{path}/").url_name not in _OF_OLD_SITES:
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    raise Http404("no such page")


def jekyll_post(request: HttpRequest, date: str, title: str) -> HttpResponse:
    """Send an address of the mirrored Jekyll sites, `/2020-08-05/<title>/`, to ours (301)."""
    posts = Post.objects.on_day(date_or_404(*date.split("-"))).filter(slug=slug_or_digest(title))
    found = posts.only("day", "slug", "status", "published_at").first()
    if found is None or not found.has_page:
        return old_address(request, request.path_info.lstrip("/"))
    return HttpResponsePermanentRedirect(found.get_absolute_url())


def opensearch(request: HttpRequest) -> HttpResponse:
    """The description by which a browser offers our search (OpenSearch 1.1)."""
    content_type = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "opensearch.xml", content_type=content_type)


def healthz(_request: HttpRequest) -> HttpResponse:
    """Whether the site can answer: 200 where the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
