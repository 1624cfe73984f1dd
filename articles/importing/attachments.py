"""Pictures that an archive holds: found, verified and named by content. Pure.

They lie beside the posts, or are written into them whole (`data:` addresses). An archive is untrusted:
nothing outside of its folder is read, whatever a post or a link says.
"""

import base64
import io
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from articles.addresses import digest
from articles.images import pictures

ADDRESS = "/images/"  # where stored pictures are served (settings.MEDIA_URL)
# Pixels a side. What is smaller, and written into a post, makes room or holds the place of another.
SMALLEST = 16
# Pixels that the pictures written into one post may have: as many as take some seconds to decode.
MOST_PIXELS = 4 * pictures.MAX_PIXELS
BROKEN_PIXELS = 5_000_000  # what a broken one is taken for: its header is not to be believed
MOST_WARNINGS = 100
_DATA = "data:"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture of the archive.

    :ivar url: the address in bodies and the identity of the Image.
    :ivar name: where the storage keeps it: by content, so the same picture is kept once.
    :ivar content: the file, until the run ends, or the bytes themselves.
    """

    url: str
    name: str
    content: Path | bytes
    sha256: str
    width: int
    height: int

    def open(self) -> BinaryIO:
        """Open it for reading.

        :raises OSError: the file cannot be read.
        """
        content = self.content
        return io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")


@dataclass
class Finder:
    """Finds the pictures that one post shows.

    :param root: the folder that is imported.
    :param post: the post's path below it.
    :ivar addresses: where each address in the post is served, by the name that `remembered` gives it.
    """

    root: Path
    post: str
    pixels_left: int = MOST_PIXELS
    found: dict[str, Attachment] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def __call__(self, address: str) -> str | None:
        """Return where the picture will be served, or None where the archive does not have it.

        :param address: the address in the post; below the root where it begins with a slash (as
            Jekyll's are), else beside the post. A `data:` address is the picture itself.
        """
        key = remembered(address)
        if key in self.addresses:
            return self.addresses[key]
        try:
            attachment = self._inner(address) if key != address else self._beside(address)
        except (pictures.PictureError, OSError) as error:
            if len(self.warnings) < MOST_WARNINGS:
                self.warnings.append(f"the picture {address[:80]!r} was not taken: {error}")
            return None
        if attachment is None:
            return None
        self.found[attachment.url] = attachment
        self.addresses[key] = attachment.url
        return attachment.url

    def _beside(self, address: str) -> Attachment | None:
        """Return the picture that lies where an address says, or None where there is no file."""
        path = self._path(address)
        if path is None:
            return None
        if path.stat().st_size > pictures.MAX_BYTES:  # before it is read
            raise pictures.PictureError(f"it has more than {pictures.MAX_BYTES:,} bytes")
        return _attachment(path, pictures.verify(path.read_bytes()))

    def _inner(self, address: str) -> Attachment | None:
        """Return the picture that an address holds, or None where it only makes room."""
        if self.pixels_left <= 0:
            raise pictures.PictureError("those before it in the post are large enough")
        data = _bytes_of(address)
        try:
            verified = pictures.verify(data)
        except pictures.PictureError:
            self.pixels_left -= BROKEN_PIXELS
            raise
        self.pixels_left -= verified.width * verified.height
        is_small = min(verified.width, verified.height) < SMALLEST
        return None if is_small else _attachment(data, verified)

    def _path(self, address: str) -> Path | None:
        """Return the file that an address means, where it is one inside of the archive."""
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return None
        if parts.scheme or parts.netloc or not parts.path or "\0" in unquote(parts.path):
            return None
        relative = unquote(parts.path)
        base = self.root if relative.startswith("/") else (self.root / self.post).parent
        path = Path(os.path.realpath(base / relative.lstrip("/")))
        inside = os.path.commonpath([path, os.path.realpath(self.root)]) == os.path.realpath(
            self.root
        )
        # `Path.is_file` raises an error for a name that is too long.
        return path if inside and os.path.isfile(path) else None  # noqa: PTH113


@dataclass(frozen=True, slots=True)
class Remembered:
    """Finds the pictures that an original came with, when it is read again without its archive.

    :param addresses: where each address in the post is served, by the name that `remembered` gives it.
    """

    addresses: dict[str, str]
    found: dict[str, Attachment] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def __call__(self, address: str) -> str | None:
        """Return where the picture is served, or None where the archive did not have it."""
        return self.addresses.get(remembered(address))


@dataclass(frozen=True, slots=True)
class Named:
    """Finds the pictures of a file of our own form, which says whose they are.

    :param finder: finds the files; None where there is no archive.
    :param urls: by the address in the post, the identity of the picture: it holds without the file too.
    """

    finder: Finder | Remembered | None
    urls: dict[str, str]
    _found: dict[str, Attachment] = field(default_factory=dict)

    def __call__(self, address: str) -> str | None:
        """Return the identity of a picture, or None where neither post nor archive knows it."""
        kept = self.finder(address) if self.finder else None
        url = self.urls.get(address, kept)
        if url and kept and self.finder and kept in self.finder.found:
            self._found[url] = replace(self.finder.found[kept], url=url)
        return url

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that were found, each under the identity of its picture."""
        return tuple(self._found.values())


def remembered(address: str) -> str:
    """Return the name under which an address is kept: one that holds a picture would fill a table."""
    return f"{_DATA}{digest(address)}" if address.startswith(_DATA) else address


def _bytes_of(address: str) -> bytes:
    """Return what a `data:` address holds (RFC 2397).

    :raises PictureError: it holds nothing that can be read.
    """
    kind, comma, data = address.removeprefix(_DATA).partition(",")
    if not comma:
        raise pictures.PictureError("it is broken: it has no data")
    if "svg" in kind.lower():
        raise pictures.PictureError("it is a drawing (SVG), which can hold programs")
    if not kind.rstrip().lower().endswith(";base64"):
        return unquote_to_bytes(data)
    try:
        packed = "".join(unquote(data).split()).rstrip("=")
        return base64.b64decode(packed + "=" * (-len(packed) % 4))
    except ValueError as error:  # binascii.Error is one
        raise pictures.PictureError(f"it is broken: {error}") from None


def _attachment(content: Path | bytes, verified: pictures.Verified) -> Attachment:
    """Return what the storage will be told of a picture."""
    name = f"originals/{verified.name}"
    return Attachment(
        url=ADDRESS + name,
        name=name,
        content=content,
        sha256=verified.sha256,
        width=verified.width,
        height=verified.height,
    )
