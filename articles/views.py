"""The public pages: find, decide, render. Every page starts from `Post.objects.published()`.

Calendar, outlets, tags, feeds and sitemaps are modules of their own; what a page looks like is in templates/.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import resolve
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from articles import front, markup, versions
from articles.addresses import host_of, post_key
from articles.calendar_pages import date_or_404
from articles.lists import render_list
from articles.models import Image, OldAddress, Post, slug_or_digest
from articles.paging import paginate
from articles.querysets import PostQuerySet
from articles.related import related

RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "ug", "yi"})
_OF_OLD_SITES = frozenset({"old_address", "jekyll_post"})  # routes that any path may have


def site(_request: HttpRequest) -> dict[str, Any]:
    """Give every template what it says of the site; a context processor."""
    posts = Post.objects.published().newest_first()
    return {
        "newest_day": SimpleLazyObject(lambda: posts.values_list("day", flat=True).first()),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "site_description": settings.SITE_DESCRIPTION,
        "hotlink": settings.HOTLINK_IMAGES,
    }


def public_posts() -> PostQuerySet:
    """Return the posts that a list may show, without what lists do not need."""
    return Post.objects.published().for_lists()


def home(request: HttpRequest) -> HttpResponse:
    """The newest posts, as a front page; the pages behind it are a list."""
    page = paginate(Post.objects.published(), request.GET)
    context = front.beside(page.posts[0].day if page.posts else None)
    if page.is_first:
        context |= front.take_leads(page.posts)
        context |= {"anniversaries": front.on_this_day(), "added": front.last_added()}
    return render_list(request, "home.html", page, **context)


def post(request: HttpRequest, year: str, month: str, day: str, slug: str) -> HttpResponse:
    """One post; a withdrawn one answers 410, and its note says why."""
    found = _post_at(date_or_404(year, month, day), slug)
    if found is None:
        return old_address(request, request.path_info.lstrip("/"))
    return post_page(request, found) if found.is_public else _withdrawn(request, found)


def _post_at(day: dt.date, slug: str) -> Post | None:
    """Return the post whose page or former page an address names."""
    posts = Post.objects.select_related("source", "lead_image")
    found = posts.filter(day=day, slug=slug).first()
    return found if found and found.has_page else None


def _withdrawn(request: HttpRequest, post: Post) -> HttpResponse:
    return render(request, "withdrawn.html", {"post": post}, status=410)


def changes(request: HttpRequest, year: str, month: str, day: str, slug: str) -> HttpResponse:
    """What the outlet published when, of a post that it changed."""
    found = _post_at(date_or_404(year, month, day), slug)
    if found is None:
        moved = old_address(request, request.path_info.lstrip("/").removesuffix("changes/"))
        return HttpResponsePermanentRedirect(f"{moved['Location']}changes/")
    if not found.is_public:
        return _withdrawn(request, found)
    states = versions.states_of(found)
    if len(states) < 2:
        raise Http404("the outlet did not change this post")
    context = {
        "post": found,
        "states": states,
        "changes": states[0].number - 1,
        "direction": direction(found.language),
    }
    return render(request, "changes.html", context)


def post_page(request: HttpRequest, post: Post) -> HttpResponse:
    """Render a post, whatever its status: who may see it is for the caller to say."""
    newer, older = _neighbours(post)
    stored = stored_pictures(post)
    player = markup.player_of(post.source_url)
    context = {
        "post": post,
        "body": body_of(post, stored),
        "tags": post.tags.all(),
        "direction": direction(post.language),
        "newer": newer,
        "older": older,
        "related": related(post),
        "original_host": host_of(post.source_url),
        "player": player if player and player.is_video else None,
        "still": stored.get(player.still) if player else None,
        # That all differ to the eye is not looked up: it would take reading them, 7 ms each. In the
        # archive sample 272 of 273 do.
        "changes": max(post.originals.count() - 1, 0),
        "minutes": markup.reading_minutes(post.body),
    }
    return render(request, "post.html", context)


def stored_pictures(post: Post) -> dict[str, markup.LocalPicture]:
    """Return the pictures of a post that are kept here, by original address."""
    return {
        image.url: markup.LocalPicture(image.file.url, image.width, image.height)
        for image in Image.objects.stored().filter(posts=post)
    }


def body_of(post: Post, stored: dict[str, markup.LocalPicture]) -> SafeString:
    """Return the body for a page: the one place where HTML reaches a template unescaped.

    :param stored: the pictures of the post that are kept here, by original address.
    """
    return mark_safe(
        markup.present(
            post.body,
            stored,
            hotlink=settings.HOTLINK_IMAGES,
            find_copies=_copies_beside(post),
            original=gettext("Original"),
        )
    )


def _copies_beside(post: Post) -> markup.FindCopies:
    """Return what finds the public posts that were published at some addresses, this post excepted."""

    def find(addresses: Sequence[str]) -> dict[str, markup.Copy]:
        keys = {address: post_key(address) for address in addresses}
        # By key alone: SQLite would walk the index of all public posts (21 ms at 12,000 posts).
        found = Post.objects.filter(key__in=set(keys.values()) - {post.key})
        copies = {
            copy.key: markup.Copy(copy.get_absolute_url(), copy.title)
            for copy in found.only("key", "day", "slug", "title", "status", "published_at")
            if copy.is_public
        }
        return {address: copies[key] for address, key in keys.items() if key in copies}

    return find


def direction(language: str) -> str:
    """Return the direction of a language's script, as HTML's `dir` has it."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def _neighbours(post: Post) -> tuple[Post | None, Post | None]:
    """Return the posts of the same outlet in front of and behind a post."""
    if post.published_at is None:
        return None, None
    key = (post.published_at, post.pk)
    posts = public_posts().from_source(post.source).newest_first()
    return (
        posts.after(key, "published_at", "pk").reverse().first(),
        posts.before(key, "published_at", "pk").first(),
    )


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
        whole = request.get_full_path().replace(request.path, f"{request.path}/", 1)
        return HttpResponsePermanentRedirect(whole)
    raise Http404("no such page")


def jekyll_post(request: HttpRequest, date: str, title: str) -> HttpResponse:
    """Send an address of the mirrored Jekyll sites, `/2020-08-05/<title>/`, to ours (301)."""
    posts = Post.objects.on_day(date_or_404(*date.split("-"))).filter(slug=slug_or_digest(title))
    found = posts.only("day", "slug", "status", "published_at").first()
    if found is None or not found.has_page:
        return old_address(request, request.path_info.lstrip("/"))
    return HttpResponsePermanentRedirect(found.get_absolute_url())


def robots(_request: HttpRequest) -> HttpResponse:
    """What robots may read (RFC 9309)."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search/"]
    lines += [f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def opensearch(request: HttpRequest) -> HttpResponse:
    """The description by which a browser offers our search (OpenSearch 1.1)."""
    content_type = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "opensearch.xml", content_type=content_type)


def healthz(_request: HttpRequest) -> HttpResponse:
    """Whether the site can answer: 200 where the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
