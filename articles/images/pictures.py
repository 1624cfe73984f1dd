"""Bytes that claim to be a picture: verified and bounded before anything trusts them.

Pure, and the only user of Pillow. The type is what the content says, never a name or a header.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000  # 200 MB decoded: a newspaper's largest photographs have 24 million
# The kinds that every browser shows, with the extension under which they are kept. SVG is not among
# them: it is a program.
EXTENSIONS = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif"}


class PictureError(ValueError):
    """The bytes are no picture that we keep; the message says why, to a person."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A picture that was decoded to its end; sizes in pixels."""

    format: str
    extension: str
    width: int
    height: int
    sha256: str

    @property
    def name(self) -> str:
        """Where it is kept below the originals: by content, so that the same bytes are kept once."""
        return f"{self.sha256[:2]}/{self.sha256}{self.extension}"


def verify(data: bytes) -> Verified:
    """Decode a picture and say what it is.

    :param data: untrusted bytes.
    :raises PictureError: it is too large, of a kind that is not kept, broken or cut off.
    """
    if len(data) > MAX_BYTES:
        raise PictureError(f"it has {len(data):,} bytes; at most {MAX_BYTES:,} are kept")
    try:
        with warnings.catch_warnings(action="error"):
            return _decode(data)
    except PictureError:
        raise
    except UnidentifiedImageError:
        raise PictureError("it is not a JPEG, PNG, GIF, WebP or AVIF picture") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(f"it has more than {MAX_PIXELS:,} pixels") from None
    # Decoders raise whatever their formats make them: all of it means a broken file.
    except Exception as error:
        raise PictureError(f"it is broken: {error}") from error


def _decode(data: bytes) -> Verified:
    with Image.open(io.BytesIO(data), formats=list(EXTENSIONS)) as picture:
        kind = picture.format or ""
        width, height = picture.size
        # Only the header has been read so far.
        if width * height > MAX_PIXELS:
            raise PictureError(f"it is {width}×{height}; at most {MAX_PIXELS:,} pixels are kept")
        picture.load()
    return Verified(kind, EXTENSIONS[kind], width, height, hashlib.sha256(data).hexdigest())
