"""The originals that posts show: found, and made ready to be read again in worker processes."""

import datetime as dt
from collections.abc import Iterable, Sequence

from articles.importing.configuration import zone_named
from articles.importing.draft import Draft, Rejected, Site, Version, version
from articles.importing.reading import Kept, read_originals
from articles.models import Original


def newest(pks: Iterable[int]) -> dict[int, Original]:
    """Return the newest original of each of these posts that has one, with its post, without the body."""
    found: dict[int, Original] = {}
    rows = Original.objects.filter(post__in=list(pks))
    for original in rows.select_related("post__source").defer("post__body", "post__extra"):
        other = found.setdefault(original.post_id, original)
        if version_of(original) > version_of(other):
            found[original.post_id] = original
    return found


def version_of(original: Original) -> Version:
    """Return what says which of two originals of a post is the newer."""
    return version(original.crawled_at, original.pk, original.hash, exported=original.exported)


def read_again(originals: Sequence[Original]) -> list[Draft | Rejected]:
    """Return what originals say by the rules that the outlets of their posts have today.

    In this process; many are read by workers, which get the rules once (`articles.importing.rendering`).
    """
    outlets = {original.post.source for original in originals}
    site = Site(rules={outlet.key: outlet.rules for outlet in outlets})
    return read_originals([kept(original) for original in originals], site)


def kept(original: Original) -> Kept:
    """Return an original as a worker takes it."""
    return Kept(
        original.post.key,
        original.post.source.name,
        original.paths[0],
        bytes(original.packed),
        original.pictures,
        zone_named(original.zone) or dt.UTC,
    )
