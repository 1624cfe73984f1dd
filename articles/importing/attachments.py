"""Pictures that lie in the archive beside the posts: found, verified and named by content. Pure.

An archive is untrusted: nothing outside of its folder is read, whatever a post or a link says.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from articles.images import pictures

ADDRESS = "/images/"  # where stored pictures are served (settings.MEDIA_URL)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture of the archive.

    :ivar url: the address in bodies and the identity of the Image.
    :ivar name: where the storage keeps it: by content, so the same picture is kept once.
    :ivar path: the file, until the run ends.
    """

    url: str
    name: str
    path: Path
    sha256: str
    width: int
    height: int


@dataclass
class Finder:
    """Finds the pictures that one post shows.

    :param root: the folder that is imported.
    :param post: the post's path below it.
    :ivar addresses: where each address in the post is served.
    """

    root: Path
    post: str
    found: dict[str, Attachment] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def __call__(self, address: str) -> str | None:
        """Return where the picture will be served, or None where the archive does not have it.

        :param address: the address in the post; below the root where it begins with a slash (as
            Jekyll's are), else beside the post.
        """
        path = self._path(address)
        if path is None:
            return None
        try:
            attachment = _verify(path)
        except (pictures.PictureError, OSError) as error:
            self.warnings.append(f"the picture {address!r} was not taken: {error}")
            return None
        self.found[attachment.url] = attachment
        self.addresses[address] = attachment.url
        return attachment.url

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

    :param addresses: where each address in the post is served.
    """

    addresses: dict[str, str]
    found: dict[str, Attachment] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def __call__(self, address: str) -> str | None:
        """Return where the picture is served, or None where the archive did not have it."""
        return self.addresses.get(address)


def _verify(path: Path) -> Attachment:
    """Return what the storage will be told of a picture.

    :raises PictureError: it is none that we serve.
    :raises OSError: it cannot be read.
    """
    if path.stat().st_size > pictures.MAX_BYTES:  # before it is read
        raise pictures.PictureError(f"it has more than {pictures.MAX_BYTES:,} bytes")
    verified = pictures.verify(path.read_bytes())
    name = f"originals/{verified.name}"
    return Attachment(
        url=ADDRESS + name,
        name=name,
        path=path,
        sha256=verified.sha256,
        width=verified.width,
        height=verified.height,
    )
