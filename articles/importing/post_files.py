"""Posts as they stand given away: a folder or a .zip of files that Jekyll shows and the import takes back.

What a file looks like is for `articles.importing.own_form`. Nothing here changes a row, and no more than some
batches of posts are in memory. Originals, to the byte, are for `articles.importing.exporting`.
"""

import datetime as dt
import io
import time
import zipfile
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from django.core.files.storage import default_storage
from django.db.models import Max, Prefetch, QuerySet

from articles.importing import own_form, workers
from articles.importing.attachments import ADDRESS
from articles.importing.draft import MAX_BYTES, MAX_TAGS
from articles.importing.exporting import write
from articles.importing.own_form import Shown, State
from articles.importing.run import Listener
from articles.importing.sources import Note
from articles.importing.summary import Summary
from articles.models import Image, OldAddress, Original, Post, PostImage, PostTag

BATCH = 100
# Bytes of a name. Most file systems take 255; what is left is for a suffix that another tool adds.
_NAME_BYTES = 200
_KEY_DIGITS = 8  # that tell names from each other
_PIECE = 1 << 18  # bytes of a picture in memory at once
_OURS = "originals/"  # where the storage keeps pictures


class PostFile(NamedTuple):
    """A file of an export, the pictures that it names, and what must be said of it.

    :ivar path: within the export.
    :ivar pictures: paths within the export -> names in the storage.
    :ivar faults: why the import would not take it back.
    """

    path: str
    content: bytes
    pictures: dict[str, str]
    faults: list[str]


def to_folder(posts: QuerySet[Post], folder: Path, jobs: int, listener: Listener) -> Summary:
    """Write posts below a folder; what stands there already stays.

    :param jobs: worker processes.
    :returns: the summary; its counts are `written`, and `unchanged` for files that stood there.
    :raises ExportError: a file cannot be written, or another content stands at its path.
    """
    summary, began = Summary(), time.monotonic()
    pks = _keys(posts)
    listener.start(len(pks))
    for file in _files(pks, jobs):
        is_new = write(folder / file.path, file.content)
        for path, name in file.pictures.items():
            if not (folder / path).exists():
                with default_storage.open(name) as picture:
                    write(folder / path, picture.read())
        notes = [Note(file.path, 0, fault) for fault in file.faults]
        summary.count("written" if is_new else "unchanged", 1, began)
        summary.note(notes)
        listener.note(notes)
        listener.batch(summary, [])
    return summary


def to_zip(posts: QuerySet[Post]) -> Iterator[bytes]:
    """Give a .zip of posts piece by piece, while it is made."""
    pipe = _Pipe()
    packed: set[str] = set()
    with zipfile.ZipFile(cast("IO[bytes]", pipe), "w", zipfile.ZIP_DEFLATED) as archive:
        for file in _files(_keys(posts), jobs=1):
            archive.writestr(file.path, file.content)
            yield pipe.taken()
            for path, name in file.pictures.items():
                if path in packed:
                    continue
                packed.add(path)
                entry = zipfile.ZipInfo(path, time.gmtime()[:6])  # pictures are packed already
                with default_storage.open(name) as picture, archive.open(entry, "w") as out:
                    for piece in iter(partial(picture.read, _PIECE), b""):
                        out.write(piece)
                        yield pipe.taken()
    yield pipe.taken()


class _Pipe(io.RawIOBase):
    """A file that is read while it is written; it cannot be gone back in."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        """Return what was written since."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _keys(posts: QuerySet[Post]) -> Sequence[int]:
    """Return the primary keys of posts: eight bytes for each."""
    return array("q", posts.order_by("pk").values_list("pk", flat=True).iterator())


def _files(pks: Sequence[int], jobs: int) -> Iterator[PostFile]:
    """Give the files of posts, in the order of their keys."""
    batches = (_states(pks[start : start + BATCH]) for start in range(0, len(pks), BATCH))
    for made in workers.in_order(own_form.written_each, batches, jobs):
        for state, content in made:
            kept = [(one.src, _name(one.src)) for one in state.pictures if one.src]
            pictures = {src.partition("#")[0].lstrip("/"): name for src, name in kept}
            yield PostFile(_path(state), content, pictures, _faults(content))


def _path(state: State) -> str:
    """Return where a post lies: dated and named as Jekyll wants it, on any file system, and no two the same.

    A slug holds letters, digits and hyphens alone, in one form and lower case, and is its own within a day.
    """
    day = state.published_at.strftime("%Y-%m-%d-") if state.published_at else ""
    name = state.slug.encode()[:_NAME_BYTES].decode(errors="ignore").rstrip("-")
    if name != state.slug or not day:
        name = f"{name}-{state.key[:_KEY_DIGITS]}"
    return f"{'_posts' if day else '_drafts'}/{day}{name}.md"


def _faults(content: bytes) -> list[str]:
    """Return why the import would not take a file back."""
    tags = content.count(b"<")
    return [
        *([f"its {len(content):,} bytes are more than a post can have"] if len(content) > MAX_BYTES else []),
        *([f"its {tags:,} tags are more than a post can have"] if tags > MAX_TAGS else []),
    ]  # fmt: skip


# Rows to states


def _states(pks: Sequence[int]) -> list[State]:
    """Return posts as they stand; a query for each table."""
    tags, addresses = _tags(pks), _addresses(pks)
    crawled = dict(
        Original.objects.filter(post__in=pks).order_by().values_list("post").annotate(Max("crawled_at"))
    )  # fmt: skip
    shown = Prefetch("post_images", PostImage.objects.select_related("image"))
    posts = Post.objects.filter(pk__in=pks).select_related("source", "lead_image")
    return [
        _state(post, tags[post.pk], addresses[post.pk], crawled.get(post.pk))
        for post in posts.order_by("pk").prefetch_related(shown)
    ]


def _state(post: Post, tags: list[str], addresses: list[str], crawled: dt.datetime | None) -> State:
    lead = post.lead_image
    images = [row.image for row in post.post_images.all()] + ([lead] if lead else [])
    return State(
        key=post.key,
        title=post.title,
        body=post.body,
        slug=post.slug,
        status=post.status,
        withdrawal_note=post.withdrawal_note,
        published_at=post.published_at and post.published_at.astimezone(dt.UTC),
        archived_at=post.created_at,
        as_of=max(filter(None, (post.updated_at, crawled))),
        source=post.source.name,
        source_url=post.source_url,
        byline=post.byline,
        language=post.language,
        summary=post.summary,
        tags=tuple(tags),
        old_addresses=tuple(addresses),
        allow_comments=post.allow_comments,
        edited=post.edited,
        lead=lead.url if lead else "",
        pictures=tuple(_shown(images)),
        extra=post.extra,
    )


def _shown(images: Iterable[Image]) -> Iterator[Shown]:
    """Give pictures with their words, and the address of each that is kept; two may be of one file."""
    taken: set[str] = set()
    for image in {image.pk: image for image in images}.values():
        name = image.file.name or image.url.removeprefix(ADDRESS)
        src = ""
        if name != image.url and name.startswith(_OURS) and default_storage.exists(name):
            src = f"/{own_form.FOLDER}/{name.removeprefix(_OURS)}"
            src += f"#{len(taken)}" if src in taken else ""
            taken.add(src)
        yield Shown(image.url, src, (image.alt, image.caption, image.credit))


def _name(src: str) -> str:
    """Return the name in the storage of a picture that a file names."""
    return _OURS + src.removeprefix(f"/{own_form.FOLDER}/").partition("#")[0]


def _tags(pks: Sequence[int]) -> defaultdict[int, list[str]]:
    rows = PostTag.objects.filter(content_object__in=pks).order_by("pk")
    return _grouped(rows.values_list("content_object", "tag__name"))


def _addresses(pks: Sequence[int]) -> defaultdict[int, list[str]]:
    rows = OldAddress.objects.filter(post__in=pks).order_by("pk")
    return _grouped(rows.values_list("post", "path"))


def _grouped(rows: Iterable[tuple[int, str]]) -> defaultdict[int, list[str]]:
    grouped: defaultdict[int, list[str]] = defaultdict(list)
    for post, value in rows:
        grouped[post].append(value)
    return grouped
