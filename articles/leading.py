"""Addresses that lead to a post: `/lookup` by the address it has at its outlet, `/random` by chance."""

import random
import re

from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from articles.addresses import as_uri, normalise, post_key
from articles.models import Post

_DRAWN = 10  # ids at once: one of them is a public post, unless nearly all are gone or hidden
_HOST = re.compile(r"https?://[^\s/]+\.[^\s/]", re.IGNORECASE)  # words are none
_COPY_ELSEWHERE = re.compile(r"https?://web\.archive\.org/web/[^/]+/(.+)", re.IGNORECASE)


def lookup(request: HttpRequest) -> HttpResponse:
    """Send an original address to its copy here (302), or say that there is none (404)."""
    asked = request.GET.get("url", "").strip()
    keys = {post_key(address) for address in _spellings(asked, request.META["QUERY_STRING"])}
    found = Post.objects.filter(key__in=keys).only("day", "slug", "status", "published_at")
    post = next((post for post in found if post.has_page), None)
    if post is not None:
        return HttpResponseRedirect(post.get_absolute_url())
    context = {"asked": asked, "address": as_uri(next(iter(_spellings(asked, "")), ""))}
    return render(request, "lookup.html", context, status=404 if asked else 200)


def _spellings(asked: str, query: str) -> set[str]:
    """Return the web addresses that may be meant.

    :param query: the query as it came: of an address that was pasted in as it is, its own parameters are
        parameters of ours.
    """
    spellings = {_whole(asked), _whole(query.partition("url=")[2])}
    return {address for address in spellings if normalise(address) and _HOST.match(address)}


def _whole(address: str) -> str:
    """Return an address with its scheme, and out of that of a copy in the Internet Archive."""
    copied = _COPY_ELSEWHERE.match(address)
    address = copied[1] if copied else address
    return address if re.match("https?:", address, re.IGNORECASE) else f"https://{address}"


def random_post(_request: HttpRequest) -> HttpResponse:
    """Send a reader to some public post (302).

    :raises Http404: there is none.
    """
    post = _drawn() or _near_some_moment()
    if post is None:
        raise Http404("there are no posts yet")
    return HttpResponseRedirect(post.get_absolute_url())


def _drawn() -> Post | None:
    """Return a public post, each as likely as any other, or None where no id that was drawn is one."""
    span = Post.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if span["first"] is None:
        return None
    ids = (random.randint(span["first"], span["last"]) for _ in range(_DRAWN))  # noqa: S311
    posts = Post.objects.only("day", "slug", "status", "published_at")
    return next(iter(posts.published_in_order(ids)), None)


def _near_some_moment() -> Post | None:
    """Return the public post before a moment that is drawn: one look into the index of lists."""
    posts = Post.objects.published()
    span = posts.aggregate(first=Min("published_at"), last=Max("published_at"))
    if span["first"] is None:
        return None
    moment = span["first"] + random.random() * (span["last"] - span["first"])  # noqa: S311
    return posts.only("day", "slug").filter(published_at__lte=moment).newest_first().first()
