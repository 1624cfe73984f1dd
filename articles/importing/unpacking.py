"""Archive files unpacked to a folder. Pure, and wary: an archive is anybody's.

Nothing is written outside of the folder, no size that an archive claims is believed, and a member that
cannot be taken costs itself alone. What of it are posts is for `articles.importing.sources`.
"""

import bz2
import contextlib
import errno
import gzip
import io
import lzma
import shutil
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self

MOST_BYTES = 64 * 1024**3  # unpacked; the largest archive seen has 0.9 GB
MOST_DISK = 0.9  # of what is free where it is unpacked to
MOST_MEMBERS = 250_000  # Python keeps half a kilobyte for each member of a .zip
MOST_LEVELS = 50  # of folders: a name of a thousand of them would make each
_CHUNK = 1024 * 1024
# A header of a .tar may say how long the next name is, and is read at once. Python asks for no more.
_MOST_AT_ONCE = 8 * 1024 * 1024
_MOST_MEMORY = 100 * 1024 * 1024  # `xz -9` takes 65 MB; a header may ask for 4 GB
# What the unpackers raise for files that are cut off, encrypted or packed in a way they do not know.
_BROKEN = (tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, zlib.error, EOFError, OSError,
           RuntimeError, NotImplementedError, ValueError, struct.error)  # fmt: skip
# What the system says of a name that it cannot have, or that another member has taken.
_NAMES = frozenset({errno.ENAMETOOLONG, errno.EINVAL, errno.ENOTDIR, errno.EISDIR, errno.EEXIST,
                    errno.ELOOP, errno.EILSEQ, errno.ENOENT})  # fmt: skip


class _Xz:
    """The bytes of an .xz file; Python's own class takes as much memory as the file asks for."""

    def __init__(self, path: Path) -> None:
        self._file, self._place = path.open("rb"), 0
        self._unpacker = lzma.LZMADecompressor(memlimit=_MOST_MEMORY)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size and (data := self._some(size)):
            parts.append(data)
            size -= len(data)
        self._place += sum(map(len, parts))
        return b"".join(parts)

    def _some(self, size: int) -> bytes:
        """Return some of the next bytes, or nothing at the end.

        :raises EOFError: the file is cut off.
        """
        while not self._unpacker.eof:
            packed = self._file.read(_CHUNK // 16) if self._unpacker.needs_input else b""
            if not packed and self._unpacker.needs_input:
                raise EOFError("the file is cut off")
            if data := self._unpacker.decompress(packed, size):
                return data
        # Streams may follow one another, with zeros between them (the .xz file format 1.2.1 §2.2).
        rest = (self._unpacker.unused_data or self._file.read(_CHUNK // 16)).lstrip(b"\0")
        if not rest:
            return b""
        self._unpacker = lzma.LZMADecompressor(memlimit=_MOST_MEMORY)
        return self._unpacker.decompress(rest, size) or self._some(size)

    def seek(self, place: int, _whence: int = 0) -> int:
        """Go on to a place; there is no way back, and a .tar that is read in order needs none."""
        while self._place < place and self.read(min(place - self._place, _CHUNK)):
            pass
        return self._place

    def tell(self) -> int:
        return self._place


_PACKED: tuple[tuple[bytes, Callable[[Path], Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ\0", _Xz),
)


class ArchiveError(Exception):
    """A file is no archive that can be unpacked; the message says why."""


class _Budget:
    """Counts what is unpacked.

    :param folder: where to; no more than a part of what is free there is taken.
    """

    def __init__(self, folder: Path) -> None:
        self._bound = min(MOST_BYTES, int(shutil.disk_usage(folder).free * MOST_DISK))
        self._bytes = self._members = 0

    def member(self) -> None:
        """Count a member.

        :raises ArchiveError: there are too many.
        """
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise ArchiveError(f"it has more than {MOST_MEMBERS:,} members: unpack it, import that")

    def spend(self, size: int) -> None:
        """Count bytes that are about to be written.

        :raises ArchiveError: they are too many.
        """
        self._bytes += size
        if self._bytes > self._bound:
            raise ArchiveError(f"it unpacks to more than {self._bound:,} bytes")


class _Unpacked(io.RawIOBase):
    """The bytes of a packed .tar: counted, and never very many at once."""

    def __init__(self, file: IO[bytes], budget: _Budget) -> None:
        self._file, self._budget, self._furthest = file, budget, 0

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _MOST_AT_ONCE:
            raise ArchiveError(f"a header of it asks for {size:,} bytes")
        data = self._file.read(size)
        place = self._file.tell()
        self._budget.spend(max(0, place - self._furthest))
        self._furthest = max(self._furthest, place)
        return data

    def seek(self, place: int, whence: int = 0) -> int:
        """Go on to a place by reading: what is skipped in a packed file is unpacked all the same."""
        while whence == io.SEEK_SET and place - self._file.tell() > _CHUNK and self.read(_CHUNK):
            pass
        return self._file.seek(place, whence)

    def tell(self) -> int:
        return self._file.tell()


def unpack(path: Path, folder: Path) -> list[tuple[str, str]]:
    """Unpack a .zip or .tar.* file.

    :param folder: an empty one.
    :returns: the members that were left out: name and reason.
    :raises ArchiveError: it is neither, is broken or too large, or no member of it could be taken.
    """
    try:
        left_out = _unpack(path, folder)
    except _BROKEN as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise ArchiveError("there is no room on the disk to unpack it") from error
        raise ArchiveError(f"the archive cannot be unpacked: {error}") from error
    if left_out and not any(folder.iterdir()):
        raise ArchiveError(f"the archive cannot be unpacked: {': '.join(left_out[0])}")
    return left_out


def _unpack(path: Path, folder: Path) -> list[tuple[str, str]]:
    budget = _Budget(folder)
    if zipfile.is_zipfile(path):
        return list(_unpack_zip(path, folder, budget))
    with path.open("rb") as file:
        head = file.read(6)
    opened = next((opened for magic, opened in _PACKED if head.startswith(magic)), _plain)
    with opened(path) as file:
        try:
            tar = tarfile.open(fileobj=_Unpacked(file, budget), mode="r:")  # noqa: SIM115
        except tarfile.ReadError:
            message = "neither a post nor an archive that is known (.zip, .tar.*)"
            raise ArchiveError(message) from None
        with tar:
            return list(_unpack_tar(tar, folder, budget))


def _plain(path: Path) -> IO[bytes]:
    return path.open("rb")


def _unpack_tar(tar: tarfile.TarFile, folder: Path, budget: _Budget) -> Iterator[tuple[str, str]]:
    """Write the members one by one, with the bounds of PEP 706; give those that were left out."""
    remembered: list[tarfile.TarInfo] = vars(tar)["members"]
    while (member := tar.next()) is not None:
        remembered.clear()  # it would remember them all
        budget.member()
        reason = _fault_of(member.name)
        if not reason and member.issparse():
            reason = "a file with holes"  # it says how large it is, and that is free
        if not reason:
            with _named_faults() as faults:
                tar.extract(member, folder, filter="data")
            reason = "".join(faults)
        if reason:
            yield member.name, reason


def _unpack_zip(path: Path, folder: Path, budget: _Budget) -> Iterator[tuple[str, str]]:
    """Write the members one by one; give those that were left out."""
    _count_members(path, budget)
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            reason = _fault_of(member.filename)
            if not reason:
                with _named_faults() as faults:
                    _copy(archive, member, folder / member.filename, budget)
                reason = "".join(faults)
            if reason:
                yield member.filename, reason


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, budget: _Budget) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with archive.open(member) as file, target.open("wb") as out:
            while data := file.read(_CHUNK):
                budget.spend(len(data))
                out.write(data)
    except _BROKEN:
        target.unlink(missing_ok=True)  # half a file is no file
        raise


def _count_members(path: Path, budget: _Budget) -> None:
    """Count the members of a .zip by its directory (APPNOTE 6.3.10 §4.3.12), before it is loaded.

    :raises ArchiveError: there are too many.
    """
    with path.open("rb") as file:
        file.seek(0, io.SEEK_END)
        tail = min(file.tell(), 22 + 65_535 + 76)
        file.seek(-tail, io.SEEK_END)
        end = file.read()
        place = end.rfind(b"PK\5\6")
        size = struct.unpack_from("<L", end, place + 12)[0]
        after = tail - place  # bytes from the end record to the end of the file
        wide = end.rfind(b"PK\6\6", 0, place)
        if size == 0xFFFF_FFFF and wide >= 0:
            size = struct.unpack_from("<Q", end, wide + 40)[0]
            after = tail - wide
        file.seek(-(after + size), io.SEEK_END)
        while len(header := file.read(46)) == 46 and header.startswith(b"PK\1\2"):
            budget.member()
            file.seek(sum(struct.unpack_from("<3H", header, 28)), io.SEEK_CUR)


def _fault_of(name: str) -> str:
    """Return why a member may not have its name, or nothing."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or ".." in parts:
        return "its name leads out of the archive"
    if len(parts) > MOST_LEVELS:
        return f"it lies more than {MOST_LEVELS} folders deep"
    return "" if "\0" not in name and parts else "its name is none"


@contextlib.contextmanager
def _named_faults() -> Iterator[list[str]]:
    """Give the list that takes the fault of one member; what concerns the archive is raised.

    :raises OSError: the disk is full, or its like.
    """
    faults: list[str] = []
    try:
        yield faults
    except tarfile.FilterError as error:
        faults.append(str(error).replace("\n", " "))
    except OSError as error:
        if error.errno not in _NAMES:
            raise
        faults.append(error.strerror or "the system refuses its name")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error) as error:
        faults.append(str(error))
