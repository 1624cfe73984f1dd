"""The page of a post, and what is beside it: its neighbours, its pictures, what its outlet changed."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from articles import markup, versions
from articles.addresses import as_uri, host_of, post_key, readable
from articles.authors import address_of
from articles.calendar_pages import date_or_404
from articles.citing import Work, citations
from articles.letters import letters_of
from articles.models import Image, Post
from articles.picturing import StoredPictures, absolute, has_picture, stored_pictures
from articles.related import related
from articles.scripts import reading
from articles.views import old_address

RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "ug", "yi"})


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
    context = {"post": post, "letter": letters_of(post)["report"]}
    return render(request, "withdrawn.html", context, status=410)


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
    read = reading(post, request.GET.get("script", ""))
    player = markup.player_of(post.source_url)
    # That all states differ to the eye is not looked up: it would take reading them, 7 ms each. In the
    # archive sample 272 of 273 do.
    theirs = post.originals.filter(exported=False)
    copies = theirs.aggregate(states=Count("pk"), first=Min("crawled_at"))
    archived = copies["first"] or post.created_at
    permalink = absolute(post.get_absolute_url())
    context = {
        "post": post,
        "read": read,
        "body": body_of(post, read.body, stored),
        "author_address": address_of(post.byline),
        "tags": post.tags.all(),
        "direction": direction(post.language),
        "newer": newer,
        "older": older,
        "related": related(post),
        "original_host": host_of(post.source_url),
        "original_address": as_uri(post.source_url),
        "internet_archive": _internet_archive(post),
        "player": player if player and player.is_video else None,
        "still": stored.get(player.still) if player else None,
        "lead": _lead_outside_the_body(post),
        "changes": max(copies["states"] - 1, 0),
        "archived": archived,
        "minutes": markup.reading_minutes(post.body),
        "permalink": permalink,
        "readable_permalink": readable(permalink),
        "citations": citations(_work(post, archived)) if post.is_public else [],
        **letters_of(post),
    }
    return render(request, "post.html", context)


def _lead_outside_the_body(post: Post) -> Image | None:
    """Return the lead picture, or None where the body shows it anyway or no page may."""
    image = post.lead_image
    if image is None or not has_picture(post):
        return None
    # Most are found without a look into the database.
    in_body = escape(image.url) in post.body or image.post_images.filter(post=post).exists()
    return None if in_body else image


def _internet_archive(post: Post) -> str:
    """Return where the Internet Archive shows its copy nearest to the date of a post."""
    moment = f"{post.published_at.astimezone(dt.UTC):%Y%m%d%H%M%S}/" if post.published_at else ""
    return f"https://web.archive.org/web/{moment}{as_uri(post.source_url)}"


def _work(post: Post, archived: dt.datetime) -> Work:
    """Return what citations say of a public post; the dates are those that its page shows."""
    assert post.published_at is not None
    return Work(
        title=post.title,
        author=post.byline,
        outlet=post.source.name,
        published=timezone.localdate(post.published_at),
        archived=timezone.localdate(archived),
        original=post.source_url if host_of(post.source_url) else "",
        copy=absolute(post.get_absolute_url()),
        number=post.pk,
    )


def body_of(post: Post, html: str, stored: StoredPictures) -> SafeString:
    """Return the body for a page: the one place where HTML reaches a template unescaped.

    :param html: the post's body, in the script that the reader wants.
    :param stored: the pictures of the post that are kept here, by original address.
    """
    return mark_safe(
        markup.present(
            html,
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
    posts = Post.objects.published().for_lists().from_source(post.source).newest_first()
    return (
        posts.after(key, "published_at", "pk").reverse().first(),
        posts.before(key, "published_at", "pk").first(),
    )
