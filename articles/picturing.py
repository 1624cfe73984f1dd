"""Which pictures of a post may be shown, and where they are: ours, or the outlet's where that is allowed.

What pictures a body holds is for `articles.markup`; how ours are kept for `articles.images`.
"""

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from articles import markup
from articles.addresses import as_uri
from articles.models import Image, Post

StoredPictures = dict[str, markup.LocalPicture]


@dataclass(frozen=True, slots=True)
class LeadPicture:
    """The picture that stands for a post elsewhere.

    :ivar url: whole, with scheme and host, in ASCII (RFC 3987 §3.1).
    :ivar alt: what it shows, or empty.
    :ivar width: in pixels, or None where it is not known; so the height.
    :ivar type: by the name of its file (RFC 6838), or empty.
    """

    url: str
    alt: str
    width: int | None
    height: int | None
    type: str


def lead_picture(post: Post) -> LeadPicture | None:
    """Return the lead picture of a post as others may load it, or None.

    The outlet's own copy only where `HOTLINK_IMAGES` allows it, and never the still of a player.
    """
    image = post.lead_image
    if image is None or not has_address(image):
        return None
    url = as_uri(absolute(image.file.url) if image.file else image.url)
    kind = mimetypes.guess_type(urlsplit(url).path)[0] or ""
    return LeadPicture(
        url=url,
        alt=image.alt or image.caption,
        width=image.width,
        height=image.height,
        type=kind if kind.startswith("image/") else "",
    )


def has_address(image: Image) -> bool:
    """Return whether a page may show a picture."""
    return bool(image.file or (settings.HOTLINK_IMAGES and image.may_hotlink))


def has_picture(post: Post) -> bool:
    """Return whether a list can show the lead picture of a post."""
    return post.lead_image is not None and has_address(post.lead_image)


def stored_pictures(post: Post) -> StoredPictures:
    """Return the pictures of a post that are kept here, by original address."""
    return served(Image.objects.stored().filter(posts=post))


def served(images: Iterable[Image]) -> StoredPictures:
    """Return where stored pictures are served, by original address."""
    return {
        image.url: markup.LocalPicture(image.file.url, image.width, image.height)
        for image in images
    }


def absolute(address: str) -> str:
    """Return an address of ours for a reader elsewhere: whole. One that is whole already stays."""
    return f"{settings.SITE_URL}{address}" if address.startswith("/") else address
