"""Where posts come from: folders, files and archive files become a list of files to read.

An archive file is unpacked to a temporary folder with the bounds of PEP 706, so that the rest of
the import knows folders alone.
"""

import contextlib
import lzma
import os
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

POSTS = frozenset({".md", ".markdown", ".mkd", ".mkdn", ".mdown"})
# Documents that lie in every repository and are no posts, where they have no front matter.
DOCUMENTS = frozenset({"readme", "license", "changelog", "contributing", "code_of_conduct"})
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
    if path.is_dir() or (path.is_file() and path.suffix.lower() in POSTS):
        yield path
        return
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
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
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix.lower() in POSTS and not _is_document(path):
                yield PostFile(root, PurePosixPath(path.relative_to(root)).as_posix())


def shown(path: str) -> str:
    r"""Return a path as text that every database and terminal takes.

    :param path: as the file system gives it; bytes that are no UTF-8 stand in it as surrogates
        (PEP 383) and come out as `\xff`.
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _is_document(path: Path) -> bool:
    """Return whether a file is a README or its like, which begins with no front matter."""
    if path.stem.lower() not in DOCUMENTS:
        return False
    with path.open("rb") as file:
        return not file.read(6).lstrip(b"\xef\xbb\xbf").startswith(b"---")
