"""A post as an original makes it beside what stands of it, so that one that comes out as it was is left alone.

How a Draft becomes a post is for `articles.importing.store`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from articles.importing import bulk
from articles.importing.draft import Draft
from articles.models import Post, PostImage, PostTag
from articles.names import name_key

# What a newer original overwrites. Slug and status mostly stay: links and decisions of editors hold.
_SAID = (
    "title", "slug", "day", "summary", "language", "byline", "source", "source_url",
    "published_at", "status", "allow_comments", "lead_image", "extra", "body",
)  # fmt: skip
OVERWRITTEN = (*_SAID, "rendered_by", "updated_at")
ATTRIBUTES = {field.name: field.attname for field in Post._meta.concrete_fields}
# Of those, what a Draft has under the same name.
_SAME_NAMES = (
    "title", "summary", "language", "byline", "source_url", "published_at", "allow_comments", "body",
)  # fmt: skip
_SAID_ATTRIBUTES = tuple(map(ATTRIBUTES.__getitem__, _SAID))


class Standing(NamedTuple):
    """What readers can tell of a post: its fields, its tags with when they list it, its pictures."""

    values: list[Any]
    tags: list[tuple[int, dt.datetime | None]]
    images: list[int]

    @property
    def address(self) -> tuple[dt.date | None, str]:
        """The day and the slug."""
        return self.values[_SAID.index("day")], self.values[_SAID.index("slug")]


@dataclass(frozen=True, slots=True)
class Made:
    """A post, the Draft that it is made of, and the primary keys of the tags and pictures of that.

    :ivar lead: the primary key of the picture that leads, or None.
    """

    post: Post
    draft: Draft
    tags: list[int]
    images: list[int]
    lead: int | None

    @property
    def standing(self) -> Standing:
        """What there will be of the post."""
        return Standing(_said(self.post), self.listed, self.images)

    @property
    def listed(self) -> list[tuple[int, dt.datetime | None]]:
        """The tags, with when they list the post."""
        listed_at = self.post.published_at if self.post.is_public else None
        return [(tag, listed_at) for tag in self.tags]


def standing(posts: Collection[Post]) -> dict[int, Standing]:
    """Return what there is of posts as they were loaded, by their primary keys."""
    pks = [post.pk for post in posts]
    tags: defaultdict[int, list[tuple[int, dt.datetime | None]]] = defaultdict(list)
    of_posts = PostTag.objects.filter(content_object__in=pks).order_by("pk")
    for post, *tag in of_posts.values_list("content_object", "tag", "listed_at"):
        tags[post].append((tag[0], tag[1]))
    images: defaultdict[int, list[int]] = defaultdict(list)
    shown = PostImage.objects.filter(post__in=pks).order_by("position")
    for post, image in shown.values_list("post", "image"):
        images[post].append(image)
    return {post.pk: Standing(_said(post), tags[post.pk], images[post.pk]) for post in posts}


def stands(post: Post, draft: Draft) -> bool:
    """Return whether a post says already what a file of our own form does: nobody need look at that one."""
    if draft.state is None:
        return False
    texts = all(getattr(post, name) == getattr(draft, name) for name in _SAME_NAMES)
    tags = PostTag.objects.filter(content_object=post).values_list("tag__key", flat=True)
    of_file = {name_key(name) for name in draft.tags}
    return texts and set(tags) == of_file and post.source.key == name_key(draft.source)


def write_belongings(made: Collection[Made], changed: Collection[int]) -> None:
    """Give posts the tags that their files name and the pictures that their bodies show, and those only.

    :param changed: those (primary keys) that may have others.
    """
    PostImage.objects.filter(post__in=changed).delete()
    bulk.insert(
        PostImage,
        ("post", "image", "position"),
        ((one.post.pk, image, place) for one in made for place, image in enumerate(one.images)),
    )
    PostTag.objects.filter(content_object__in=changed).delete()
    bulk.insert(
        PostTag,
        ("content_object", "tag", "listed_at"),
        ((one.post.pk, *tag) for one in made for tag in one.listed),
    )


def _said(post: Post) -> list[Any]:
    return [getattr(post, attribute) for attribute in _SAID_ATTRIBUTES]
