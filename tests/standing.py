"""Posts as they stand, in a form in which two databases can be held against each other, and a database emptied."""

from pathlib import Path
from typing import Any

from articles import search
from articles.models import Image, ImportRun, Original, Post, Source, Tag

# What is compared of each post: a name, and what says it. Every field of Post stands here or below.
COMPARED: dict[str, Any] = {
    "title": lambda post: post.title,
    "slug": lambda post: post.slug,
    "day": lambda post: post.day,
    "summary": lambda post: post.summary,
    "language": lambda post: post.language,
    "byline": lambda post: post.byline,
    "source": lambda post: post.source.name,
    "source_url": lambda post: post.source_url,
    "key": lambda post: post.key,
    "published_at": lambda post: post.published_at,
    "status": lambda post: post.status,
    "withdrawal_note": lambda post: post.withdrawal_note,
    "allow_comments": lambda post: post.allow_comments,
    "extra": lambda post: post.extra,
    "edited": lambda post: post.edited,
    "rendered_by": lambda post: post.rendered_by,
    "created_at": lambda post: post.created_at,
    "body": lambda post: post.body,
    "tags": lambda post: [row.tag.name for row in post.post_tags.order_by("pk")],
    "post_tags": lambda post: list(post.post_tags.order_by("pk").values_list("listed_at")),
    "lead_image": lambda post: post.lead_image and picture(post.lead_image),
    "images": lambda post: [picture(image) for image in post.images.order_by("post_images")],
    "post_images": lambda post: list(post.post_images.values_list("position")),
    "old_addresses": lambda post: sorted(post.old_addresses.values_list("path", flat=True)),
}
# What does not come back, and why.
LOST = {
    "id": "a number of this database",
    "updated_at": "when it was written into this database",
    "newer_original": "asks for the outlet's newer file, which is an original and not in the export",
    "originals": "have an export of their own, to the byte",
    "history": "who did what here, and when",
    "open_forms": "who has its form open just now",
}


def picture(image: Image) -> tuple[object, ...]:
    """Return what a picture is: its size at the outlet is what the first post that showed it said."""
    size = (image.width, image.height) if image.file else None
    return image.url, image.file.name, image.sha256, image.alt, image.caption, image.credit, size


def stand(**lookups: object) -> dict[str, dict[str, object]]:
    """Return all posts as they stand, by their keys."""
    posts = Post.objects.filter(**lookups).select_related("source", "lead_image")
    indexed = {held.post_id: held.public for held in search.held()}
    return {
        post.key: {name: say(post) for name, say in COMPARED.items()}
        | {"whom search finds it for": indexed.get(post.pk)}
        for post in posts
    }


def emptied(settings: Any, media: Path) -> None:
    """Empty the database and begin with a new folder of pictures."""
    search.remove([held.post_id for held in search.held()])
    for model in (Original, Post.history.model, Post, Image, Tag, Source, ImportRun):
        model._base_manager.all().delete()
    settings.MEDIA_ROOT = media
