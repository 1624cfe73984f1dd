"""A list of posts as a feed: Atom (RFC 4287, paged by RFC 5005 §3) and JSON Feed 1.1 (https://jsonfeed.org).

Which posts a feed has is for `articles.feeds` to say.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils.feedgenerator import Atom1Feed, rfc3339_date

from articles import markup
from articles.addresses import as_uri, host_of
from articles.models import Image, Post
from articles.picturing import absolute, lead_picture, served
from articles.querysets import PostQuerySet

# XML 1.0 §2.2 has no place for these, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # when a feed without posts changed last


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a feed.

    :ivar path: of the page for readers that shows the same list, with its query.
    :ivar posts: from `whole`, newest first.
    :ivar own: path and query of this page of the feed.
    :ivar first: of the feed's first page.
    :ivar older: of the page behind this one, or empty; so the newer one.
    """

    title: str
    path: str
    posts: list[Post]
    own: str
    first: str
    older: str = ""
    newer: str = ""

    @property
    def updated(self) -> dt.datetime:
        """When a post of this page was last changed here."""
        return max((post.updated_at for post in self.posts), default=_NEVER)

    @property
    def ways(self) -> dict[str, str]:
        """Where this page and those around it are (RFC 5005 §3), by relation."""
        pages = {"self": self.own, "first": self.first, "next": self.older, "previous": self.newer}
        return {relation: absolute(path) for relation, path in pages.items() if path}


def whole() -> PostQuerySet:
    """Return the posts with everything that a feed tells of them."""
    # taggit's manager has no types
    return (
        Post.objects.select_related("source", "lead_image")
        .prefetch_related(  # type: ignore[misc]
            "tags", Prefetch("images", Image.objects.stored())
        )
        .defer("extra")
    )


def atom(feed: Feed) -> str:
    """Return a feed as an Atom document."""
    document = _Atom(
        title=xml_text(feed.title),
        link=absolute(feed.path),
        description="",
        subtitle=xml_text(settings.SITE_DESCRIPTION) or None,
        language=settings.LANGUAGE_CODE,
        ways=feed.ways,
        updated=feed.updated,
    )
    for post in feed.posts:
        author = _author(post)
        document.add_item(
            title=xml_text(post.title),
            link=absolute(post.get_absolute_url()),
            description=xml_text(post.summary),
            unique_id=_identity(post),
            pubdate=post.published_at,
            updateddate=post.updated_at,
            author_name=author["name"],
            author_link=author.get("url"),
            categories=[xml_text(tag.name) for tag in post.tags.all()],
            post=post,
        )
    return str(document.writeString("utf-8"))


class _Atom(Atom1Feed):
    """Django's feed with what it leaves out: whole text, languages, pictures, originals and pages."""

    def add_root_elements(self, handler: Any) -> None:
        # It knows no other page, and takes the time of asking for that of the last change.
        super().add_root_elements(handler)
        for relation, address in self.feed["ways"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address})

    def latest_post_date(self) -> dt.datetime:
        updated: dt.datetime = self.feed["updated"]
        return updated

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["post"].language}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        # §4.2.13: Django calls a summary HTML. It is text, in which a "<" begins no tag.
        super().add_item_elements(handler, item | {"description": None})
        post: Post = item["post"]
        handler.addQuickElement("summary", item["description"], {"type": "text"})
        handler.addQuickElement("content", xml_text(_content(post)), {"type": "html"})
        if host_of(post.source_url):
            handler.addQuickElement("link", "", {"rel": "via", "href": as_uri(post.source_url)})
        picture = lead_picture(post)
        if picture is not None:
            kind = {"type": picture.type} if picture.type else {}
            link = {"rel": "enclosure", "href": picture.url, **kind}
            handler.addQuickElement("link", "", link)


def json_feed(feed: Feed) -> dict[str, Any]:
    """Return a feed as the object that JSON Feed makes of it."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": absolute(feed.path),
        "feed_url": absolute(feed.own),
        "next_url": absolute(feed.older),
        "description": settings.SITE_DESCRIPTION,
        "language": settings.LANGUAGE_CODE,
    }
    return {name: value for name, value in told.items() if value} | {
        "items": [_item(post) for post in feed.posts]
    }


def _item(post: Post) -> dict[str, Any]:
    assert post.published_at is not None
    picture = lead_picture(post)
    told = {
        "id": _identity(post),
        "url": absolute(post.get_absolute_url()),
        "external_url": as_uri(post.source_url) if host_of(post.source_url) else "",
        "title": post.title,
        "summary": post.summary,
        "image": picture.url if picture else "",
        "date_published": rfc3339_date(post.published_at),
        "date_modified": rfc3339_date(post.updated_at),
        "authors": [_author(post)],
        "tags": [tag.name for tag in post.tags.all()],
        "language": post.language,
    }
    return {name: value for name, value in told.items() if value} | {"content_html": _content(post)}


def _author(post: Post) -> dict[str, str]:
    """Return who wrote a post: its byline, else the outlet and its page here."""
    byline = xml_text(post.byline).strip()
    if byline:
        return {"name": byline}
    return {"name": xml_text(post.source.name), "url": absolute(post.source.get_absolute_url())}


def _content(post: Post) -> str:
    """Return the body of a post for a reader elsewhere."""
    return markup.present_elsewhere(
        post.body,
        served(post.images.all()),  # those that `whole` took along
        hotlink=settings.HOTLINK_IMAGES,
        site_url=settings.SITE_URL,
    )


def _identity(post: Post) -> str:
    """Return what a post is known by in all feeds, whatever its address becomes (RFC 4151)."""
    return f"tag:{host_of(settings.SITE_URL)},{post.created_at:%Y}:post/{post.pk}"


def xml_text(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)
