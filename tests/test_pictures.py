"""Bytes that claim to be pictures: real ones are known by content, all others are refused."""

import hashlib
import io
import struct
import zlib

import pytest
from PIL import Image

from articles.images.pictures import MAX_BYTES, PictureError, verify


def drawn(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    file = io.BytesIO()
    Image.effect_mandelbrot(size, (-2, -1, 1, 1), 20).convert("RGB").save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "extension"),
    [("JPEG", ".jpg"), ("PNG", ".png"), ("GIF", ".gif"), ("WEBP", ".webp"), ("AVIF", ".avif")],
)
def test_a_picture_is_known_by_its_content(kind: str, extension: str) -> None:
    data = drawn(kind)
    verified = verify(data)
    assert (verified.format, verified.extension) == (kind, extension)
    assert (verified.width, verified.height) == (40, 30)
    assert verified.sha256 == hashlib.sha256(data).hexdigest()


def huge_png(width: int, height: int) -> bytes:
    """Return a PNG whose header promises far more pixels than its bytes could hold."""

    def chunk(name: bytes, content: bytes) -> bytes:
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "not a JPEG"),
        (b"GIF89a", "broken|not a JPEG"),
        (drawn("JPEG", (300, 300))[:-2000], "broken"),
        (drawn("PNG", (300, 300))[:400], "broken"),
        (drawn("BMP"), "not a JPEG"),
        (drawn("TIFF"), "not a JPEG"),
        (huge_png(50_000, 50_000), "pixels"),
        (huge_png(9_000, 9_000), "pixels"),
        (b"\xff\xd8" + b"\0" * MAX_BYTES, "bytes"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(PictureError, match=reason):
        verify(data)
