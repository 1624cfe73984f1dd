"""The archive given back: every original as the file that it was, to the byte.

Nothing here changes a row. What a file meant is for the rest of the import.
"""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from articles.importing.draft import version
from articles.models import Original


class ExportError(Exception):
    """The folder cannot be written to; the message says which file and why."""


def export_originals(folder: Path) -> Iterator[Path]:
    """Write every original to each path at which it was found.

    Where the outlet changed a file, several contents have one path: the newest gets it, and the
    hash of each earlier one stands before its suffix.

    :param folder: is made where it does not exist; files in it that are the same are left alone.
    :returns: the files, as they are written.
    :raises ExportError: a file cannot be written, or another content stands at its path.
    """
    taken: set[str] = set()
    rows = Original.objects.values_list("crawled_at", "pk", "hash", "exported")
    versions = (
        (version(crawled_at, pk, content, exported=exported), pk)
        for crawled_at, pk, content, exported in rows.iterator()
    )
    for _, pk in sorted(versions, reverse=True):
        original = Original.objects.get(pk=pk)
        for path in original.paths:
            place = _within(path)
            if place.as_posix() in taken:
                place = place.with_name(f"{place.stem}.{original.hash[:8]}{place.suffix}")
            taken.add(place.as_posix())
            write(folder / place, original.content)
            yield folder / place


def _within(path: str) -> PurePosixPath:
    """Return a path without what would lead out of a folder."""
    parts = (part for part in PurePosixPath(path).parts if part not in {"..", "/"})
    return PurePosixPath(*parts)


def write(path: Path, content: bytes) -> bool:
    """Write a file of an export, whole or not at all.

    :returns: whether it is new; one that is the same is left alone.
    :raises ExportError: it cannot be written, or another content stands there.
    """
    try:
        if path.exists():
            if path.read_bytes() != content:
                raise ExportError(
                    f"{path}: another content stands there; export to an empty folder"
                )
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{os.getpid()}.part")  # a run that is stopped leaves no half a file
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise ExportError(f"{path}: it cannot be written: {error.strerror}") from None
    return True
