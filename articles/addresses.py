"""Addresses: normal forms, identities and slugs. Text in, text out; no Django.

What belongs here is how a post, a picture or an outlet is named in an address. Which picture of
several is the true one is for `articles.markup` to say.
"""

import functools
import hashlib
import re
import string
import unicodedata
import uuid
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

# Parameters that say where a reader came from, never which page is meant.
TRACKING_PARAMETERS = frozenset(
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid li_fat_id mc_cid mc_eid igshid igsh "
    "yclid ysclid wickedid _ga _gl _hsenc _hsmi __twitter_impression ref_src ref_url cmpid ncid "
    "ocid spm share_token share_source share_medium feedType feedName is_from_webapp".split()
)
TRACKING_PREFIXES = ("utm_", "at_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "__hs")
DEFAULT_PORTS = {"http": 80, "https": 443}
# 26 bits a character and 3 bytes in UTF-8: 120 keeps a quoted Chinese address under 1,100 bytes.
SLUG_LENGTH = 120
PATH_LENGTH = 500  # characters of an old address that is kept
YEARS = range(1000, 9999)  # four digits in every time zone, as addresses have
# But for those that are in their normal form, as nearly all in a Chinese address are.
_ESCAPE = re.compile("%(?![89A-F][0-9A-F])([0-9A-Fa-f]{2})?")
_STRAY = re.compile("%(?![0-9A-Fa-f]{2})")
_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)?([^#]*)(?:(#)(.*))?", re.DOTALL)
_ESCAPED_LETTERS = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")
_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")  # RFC 3986 §2.3
_PATH = "/%!$&'()*+,;=:@"  # what stands in a path as it is, and the sign of an escape


@functools.lru_cache(maxsize=256)  # of one post the host and the identity are asked for
def split_address(address: str) -> SplitResult | None:
    """Return the parts of an absolute http(s) address, or None where it is not one."""
    try:
        parts = urlsplit(address.strip())
        parts.port  # noqa: B018  (raises ValueError for a port that is no number)
    except ValueError:
        return None
    return parts if parts.scheme.lower() in DEFAULT_PORTS and parts.hostname else None


def host_of(address: str) -> str:
    """Return the host of an address in lower case without `www.`, or an empty string."""
    parts = split_address(address)
    return (parts.hostname or "").lower().removeprefix("www.") if parts else ""


def normalise(address: str) -> str:
    """Return the form of an address by which two spellings of one page are equal.

    Follows RFC 3986 §6.2: scheme and host in lower case, default port and fragment dropped, an
    empty path becomes `/`, escapes in upper case, and only where a character needs one; what is not
    ASCII is escaped as UTF-8 (RFC 3987 §3.1). Beyond it, http and https are one, `www.` is dropped,
    repeated and trailing slashes fold, and parameters that only track a reader are removed.

    :returns: the normal form, or an empty string where this is no http(s) address.
    """
    parts = split_address(address)
    if parts is None:
        return ""
    port = f":{parts.port}" if parts.port not in (None, *DEFAULT_PORTS.values()) else ""
    path = re.sub(r"/{2,}", "/", _escaped(parts.path)).rstrip("/") or "/"
    query = _query(parts.query)
    return f"https://{host_of(address)}{port}{path}" + (f"?{query}" if query else "")


def _escaped(path: str) -> str:
    """Return a path with its escapes in their normal form (RFC 3986 §6.2.2)."""
    plain = _ESCAPE.sub(_unescaped, path)
    # Lone surrogates have no UTF-8.
    return quote(plain.encode("utf-8", "replace"), safe=_PATH)


def _query(query: str) -> str:
    """Return a query without what tracks a reader, its escapes in their normal form."""
    # Not all outlets write UTF-8: bytes that are none stay the bytes that they are.
    named = parse_qsl(
        query.encode("utf-8", "replace").decode(), keep_blank_values=True, errors="surrogateescape"
    )
    return urlencode(
        [
            (name, value)
            for name, value in named
            if name not in TRACKING_PARAMETERS and not name.startswith(TRACKING_PREFIXES)
        ],
        errors="surrogateescape",
    )


def _unescaped(escape: re.Match[str]) -> str:
    if not escape[1]:
        return "%25"  # a percent sign that escapes nothing
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def as_uri(address: str) -> str:
    """Return an address in ASCII (RFC 3987 §3.1), where a percent sign that escapes nothing is escaped too."""
    # Lone surrogates have no UTF-8.
    whole = _STRAY.sub("%25", address).encode("utf-8", "replace").decode()
    match = _PARTS.fullmatch(whole)
    assert match is not None  # all its parts may be empty
    # Brackets stand around the number of a host only (RFC 3986 §3.2.2).
    authority, path, sign, fragment = match.groups(default="")
    return (
        quote(authority, safe=_PATH + "[]~")
        + quote(path, _PATH + "?~")
        + sign
        + quote(fragment, _PATH + "?~")
    )


def readable(address: str) -> str:
    """Return an address with its letters as letters (RFC 3987 §3.2), all else as it is escaped."""
    return _ESCAPED_LETTERS.sub(_letters, address)


def _letters(escaped: re.Match[str]) -> str:
    try:
        text = unquote_to_bytes(escaped[0]).decode()
    except UnicodeDecodeError:  # not all outlets write UTF-8
        return escaped[0]
    return "".join(c if c.isprintable() else quote(c) for c in text)


def digest(text: str) -> str:
    """Return 32 hexadecimal digits that stand for `text` in a unique index."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def post_key(source_url: str, path: str = "", site: str = "") -> str:
    """Return the identity of a post: its normalised address, else its path in its archive.

    :param site: what tells one archive from another where both have a file of this name.
    """
    normal = normalise(source_url)
    return digest(normal or f"path:{site}:{unicodedata.normalize('NFC', path)}")


def new_post_key() -> str:
    """Return the identity of a post that was written here and has no source address."""
    return uuid.uuid4().hex


def slugify(text: str, length: int = SLUG_LENGTH) -> str:
    """Return `text` as a slug: letters of any script, their marks and digits, the rest as hyphens.

    :param length: the most characters to return.
    :returns: the slug; empty where the text has no letter or digit at all.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    return "-".join(_slug_word().findall(folded))[:length].strip("-")


@functools.cache  # to look at 125,000 characters takes longer than a worker needs to start
def _slug_word() -> re.Pattern[str]:
    """Return what a word of a slug is.

    The vowel signs of Indic scripts and of Arabic are marks on a letter, and belong to it; marks that only
    choose a glyph do not.
    """
    marks = "".join(
        character
        for character in map(chr, range(0x300, 0x1F000))
        if unicodedata.category(character) in {"Mn", "Mc"} and not "\ufe00" <= character <= "\ufe0f"
    )
    return re.compile(rf"[^\W_]+(?:[{marks}]+[^\W_]*)*")
