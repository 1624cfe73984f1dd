"""What an editor should know of a post before it is published. Nothing of it stands in the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles import markup
from articles.addresses import normalise, post_key
from articles.admin import finding, roles
from articles.models import OldAddress, Post
from articles.names import name_key

_MOST_LINKS = 200
_MOST_TWINS = 20  # posts of one title that are looked at


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at.

    :ivar address: where; empty where it is in the form itself.
    """

    text: str
    address: str = ""


def remarks(post: Post, user: User) -> list[Remark]:
    """Return what somebody should look at before a post is published, by its state, saved or not."""
    rendered = markup.render(post.body, title=post.title, video=post.source_url)
    return [
        *_of_words(post, rendered),
        *_of_pictures(rendered),
        *_of_links(rendered.html),
        *_of_twins(post, user),
    ]


def _of_words(post: Post, rendered: markup.Rendered) -> Iterator[Remark]:
    if not rendered.text.strip():
        yield Remark(gettext("There is no text."))
    elif not post.summary:
        yield Remark(gettext("There is no summary: the first words of the text will stand for it."))
    if post.published_at and post.published_at > timezone.now():
        moment = date_format(timezone.localtime(post.published_at), "DATETIME_FORMAT")
        yield Remark(gettext("The date is in the future: %s") % moment)


def _of_pictures(rendered: markup.Rendered) -> Iterator[Remark]:
    images = LexborHTMLParser(rendered.html).css("figure > img")
    without = sum(not (image.attributes.get("alt") or "").strip() for image in images)
    if without:
        said = ngettext(
            "%d picture has no alternative text.", "%d pictures have no alternative text.", without
        )
        yield Remark(said % without)


def _of_links(html: str) -> Iterator[Remark]:
    """Give the links that lead to a post that nobody can read, or to no page of ours at all."""
    paths = dict.fromkeys(filter(None, map(_own_path, LexborHTMLParser(html).css("a[href]"))))
    posts: dict[tuple[str, str], str] = {}
    lost: list[str] = []
    for path in list(paths)[:_MOST_LINKS]:
        match = _resolved(path)
        if match is None:
            lost.append(path)
        elif match[0] == "post":
            kwargs = match[1]
            day = f"{kwargs['year']}-{kwargs['month']}-{kwargs['day']}"
            posts[day, kwargs["slug"]] = path
        elif match[0] in {"old_address", "jekyll_post"}:
            lost.append(path)
    # By the index of addresses alone; whether each is public is asked of the row.
    days, slugs = {day for day, _ in posts}, {slug for _, slug in posts}
    found = Post.objects.filter(day__in=days, slug__in=slugs) if posts else Post.objects.none()
    columns = found.only("day", "slug", "status", "published_at")
    public = {(str(post.day), post.slug) for post in columns if post.is_public}
    lost += [path for key, path in posts.items() if key not in public]
    old = OldAddress.objects.filter(path__in=lost) if lost else OldAddress.objects.none()
    known: set[str] = set(old.values_list("path", flat=True))
    for path in lost:
        if path not in known:
            yield Remark(gettext("A link leads nowhere: %s") % path, path)


def _own_path(link: LexborNode) -> str:
    """Return the path to which a link leads, where it is one of ours; else nothing."""
    address = link.attributes.get("href") or ""
    address = address.removeprefix(settings.SITE_URL)
    is_picture = address.startswith(settings.MEDIA_URL)
    is_ours = address.startswith("/") and not address.startswith("//") and not is_picture
    return unquote(urlsplit(address).path) if is_ours else ""


def _resolved(path: str) -> tuple[str, dict[str, str]] | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match.url_name or "", match.kwargs


def _of_twins(post: Post, user: User) -> Iterator[Remark]:
    """Give the posts that have the title or the original address already, of those that `user` may see."""
    others = Post.objects.exclude(pk=post.pk)
    others = others.only("title", "day", "slug", "status", "published_at")
    if normalise(post.source_url):
        said = gettext("Another post has this original address: %s")
        for twin in others.filter(key=post_key(post.source_url)):
            yield from _twin(said, twin, user)
    words = post.title.replace('"', " ").strip()
    if words:
        said = gettext("Another post has this title: %s")
        for twin in finding.find(others, f'title:"{words}"')[:_MOST_TWINS]:
            if name_key(twin.title) == name_key(post.title):
                yield from _twin(said, twin, user)


def _twin(said: str, twin: Post, user: User) -> Iterator[Remark]:
    if roles.may_see(user, twin):
        yield Remark(said % twin.title, reverse("admin:articles_post_change", args=[twin.pk]))
    elif twin.is_public:
        yield Remark(said % twin.title, twin.get_absolute_url())
