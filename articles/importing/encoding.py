"""The encoding of a post file: bytes in, text out. Pure.

What is UTF-8 is UTF-8. What is not was either written before UTF-8 was usual, in one of the two
Chinese encodings below, or is UTF-8 with a few bytes spoilt; the characters that come out tell.
"""

import codecs
from dataclasses import dataclass

# Byte order marks (Unicode 16 §23.8), the longer before the shorter that it begins with.
_MARKS: tuple[tuple[bytes, str, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
# GB18030 holds GBK and GB 2312; the one with Hong Kong's characters holds Big5.
_CHINESE: tuple[tuple[str, str], ...] = (("gb18030", "GB18030"), ("big5hkscs", "Big5"))
# The most frequent characters of Chinese news in both scripts: half of all that is not ASCII, against
# 1 to 4 % of what comes out when a file is read in the wrong one of the two encodings.
_COMMON = frozenset(
    "，。、：；？！「」《》“”（）"
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种"
    "面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本"
    "去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比"
    "這為個國時來們於對會發動過說產種後學經進著電裡現實兩體機當點從業應開還無關內數線樣與間義"
)
# Of 1,164 posts of news written in each encoding, every one has at least 0.13 of these when read in
# the right one and less than in the wrong one; of their first 100 characters, 0.10 in 99 of 100.
_ENOUGH = 0.1


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and what should be said of how it was read."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Return the text of a file, without its byte order mark; no bytes at all raise an error.

    A byte that no encoding explains becomes U+FFFD, and is said with its line.
    """
    try:
        return Decoded(data.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        spoilt_at = error.start
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(codec, "replace")
            return Decoded(text, (f"read as {name}", *_spoilt(text)))
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    found = _as_chinese(data) if _is_mostly_spoilt(text) else None
    if found is None:
        line = data.count(b"\n", 0, spoilt_at) + 1
        return Decoded(text, (f"line {line}: a byte that is not UTF-8 was replaced",))
    name, text = found
    return Decoded(text, (f"read as {name}", *_spoilt(text)))


def _spoilt(text: str) -> tuple[str, ...]:
    """Return what is to be said where bytes had to be replaced."""
    place = text.find("\ufffd")
    if place < 0:
        return ()
    return (f"line {text.count(chr(10), 0, place) + 1}: a byte that cannot be read was replaced",)


def _is_mostly_spoilt(text: str) -> bool:
    """Return whether more was replaced than was read beyond ASCII: then this was never UTF-8."""
    beyond = sum(not character.isascii() for character in text)
    return text.count("\ufffd") * 2 > beyond


def _as_chinese(data: bytes) -> tuple[str, str] | None:
    """Return the Chinese encoding whose characters are the more common ones, and the text in it."""
    readings = [(name, data.decode(codec, "replace")) for codec, name in _CHINESE]
    name, text = max(readings, key=lambda reading: _share_of_common(reading[1]))
    return (name, text) if _share_of_common(text) >= _ENOUGH else None


def _share_of_common(text: str) -> float:
    """Return which share of what is not ASCII, spoilt characters too, are common ones."""
    beyond = [character for character in text if not character.isascii()]
    return sum(character in _COMMON for character in beyond) / len(beyond) if beyond else 0.0
