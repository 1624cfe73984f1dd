"""Makes a large archive of a small one: the same posts again and again, each with an address of its own.

    python -m benchmarks.archives FOLDER TARGET POSTS

The first copies are the files as they are; each further one has another source address, another name and
a comment at its end, so that no two are one post or one content. The same input gives the same archive.
"""

import re
import sys
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

_FROM = re.compile(rb"^(from:[ \t]*['\"]?)(https?://[^\s'\"]+)", re.MULTILINE)
_LONGEST_NAME = 255  # bytes, of most file systems


def make(folder: Path, target: Path, posts: int) -> None:
    """Write an archive.

    :param folder: the posts to copy, `.md` files at any depth.
    :param target: where to; made where it is not there.
    :param posts: how many files to write.
    """
    paths = sorted(folder.rglob("*.md"))
    for copy, path in islice(_copies(paths), posts):
        place = target / f"copy-{copy:03}" / _name(path.relative_to(folder), copy)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(_content(path.read_bytes(), copy))


def _copies(paths: list[Path]) -> Iterator[tuple[int, Path]]:
    """Give the files in their order, then again, for ever, each with the number of the copy."""
    for copy in count():
        yield from ((copy, path) for path in paths)


def _name(path: Path, copy: int) -> Path:
    """Return a path whose last part differs from copy to copy: Jekyll's addresses are made of it."""
    end = f"-{copy}{path.suffix}" if copy else path.suffix
    stem = path.stem.encode()[: _LONGEST_NAME - len(end)].decode(errors="ignore")
    return path.with_name(stem + end)


def _content(data: bytes, copy: int) -> bytes:
    """Return what a copy holds."""
    if not copy:
        return data
    changed = _FROM.sub(
        lambda m: b"%s%s%scopy=%d" % (m[1], m[2], b"&" if b"?" in m[2] else b"?", copy), data, count=1
    )  # fmt: skip
    return changed + b"\n<!-- copy %d -->\n" % copy


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
