"""Where posts come from: folders, files and archive files become a list of files to read.

An archive file is unpacked to a temporary folder with the bounds of PEP 706, so that the rest of
the import knows folders alone.
"""

import contextlib
import lzma
import os
import re
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from articles.importing import frontmatter

POSTS = frozenset({".md", ".markdown", ".mkd", ".mkdn", ".mdown"})
# Posts only where they begin with front matter.
PAGES = frozenset({".html", ".htm", ".txt"})
# Documents that lie in every repository and are no posts, where they have no front matter.
DOCUMENTS = frozenset({"readme", "license", "changelog", "contributing", "code_of_conduct"})
# Lists, sections and machinery of a site, which have front matter: posts only where that has a date.
# A file named `index.md` is none of them: in its folder it may be a post of Hugo's.
SECTIONS = frozenset({"_index"})
SECTION_PAGES = SECTIONS | frozenset({"index", "404", "robots", "search", "archive", "archives",
                                      "tags", "categories", "sitemap", "feed", "humans"})  # fmt: skip
# Templates and examples of the tools, and what a tool has built; hidden folders are left out too.
NO_POSTS = frozenset({"_layouts", "_includes", "_site", "_sass", "archetypes", "scaffolds",
                      "node_modules"})  # fmt: skip
_HEAD = 4096  # bytes: longer than front matter mostly is
_DATE = re.compile(r"""^["']?(?:date|publishdate)["']?\s*[:=]""", re.IGNORECASE | re.MULTILINE)
# What the unpackers raise for files that are cut off, encrypted or packed in a way they do not know.
_BROKEN = (tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, zlib.error, EOFError, OSError,
           RuntimeError, NotImplementedError)  # fmt: skip
UNPACKED_BYTES = 64 * 1024**3  # a bound against archives that unpack without end


class InputError(Exception):
    """A path that the command was given cannot be imported from."""


@dataclass(frozen=True, slots=True)
class PostFile:
    """A file to import: `path` is relative to `root`, as it is kept in the archive."""

    root: Path
    path: str


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Give the folder or file to read from; an archive file is unpacked for as long.

    :raises InputError: nothing is there, or it is an archive that cannot be unpacked.
    """
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
    if path.is_dir() or (path.is_file() and (_has_suffix(path, POSTS) or _is_post(path))):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="newsroom-import-") as folder:
        _unpack(path, folder)
        yield Path(folder)


def _unpack(path: Path, folder: str) -> None:
    """Unpack a .zip or .tar.* file.

    :raises InputError: it is neither, is broken, would write outside of the folder, or is too large.
    """
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                _check_size(path, sum(member.file_size for member in archive.infolist()))
                archive.extractall(folder)  # noqa: S202  (zipfile drops roots and "..")
        elif tarfile.is_tarfile(path):
            with tarfile.open(path) as tar:
                members = tar.getmembers()
                _check_size(path, sum(member.size for member in members))
                tar.extractall(folder, members, filter="data")
        else:
            raise InputError(f"{path}: neither a post nor an archive that is known (.zip, .tar.*)")
    except _BROKEN as error:
        raise InputError(f"{path}: the archive cannot be unpacked: {error}") from error


def _check_size(path: Path, size: int) -> None:
    if size > UNPACKED_BYTES:
        raise InputError(f"{path}: unpacks to {size:,} bytes; the bound is {UNPACKED_BYTES:,}")


def post_files(root: Path) -> Iterator[PostFile]:
    """Give the post files below a folder, ordered by path, or the file itself."""
    if root.is_file():
        yield PostFile(root.parent, root.name)
        return
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in NO_POSTS
        )
        for name in sorted(names):
            path = Path(folder, name)
            if _is_post(path):
                yield PostFile(root, PurePosixPath(path.relative_to(root)).as_posix())


def shown(path: str) -> str:
    r"""Return a path as text that every database and terminal takes.

    :param path: as the file system gives it; bytes that are no UTF-8 stand in it as surrogates
        (PEP 383) and come out as `\xff`.
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _has_suffix(path: Path, suffixes: frozenset[str]) -> bool:
    return path.suffix.lower() in suffixes


def _is_post(path: Path) -> bool:
    """Return whether a file is to be imported; only a doubtful one is opened, for its first bytes."""
    name = path.stem.lower()
    if _has_suffix(path, POSTS):
        if name in SECTIONS:
            return _DATE.search(_head(path)) is not None
        return name not in DOCUMENTS or frontmatter.begins(_head(path))
    if not _has_suffix(path, PAGES):
        return False
    head = _head(path)
    return frontmatter.begins(head) and (
        name not in SECTION_PAGES or _DATE.search(head) is not None
    )


def _head(path: Path) -> str:
    """Return how a file begins; nothing where it is not a regular file (a pipe would be waited for)."""
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return ""
