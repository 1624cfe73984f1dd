"""A clean body from the database to the body of a page: which pictures load, and from where.

Bodies keep original addresses for ever; what is stored here today is decided when a page is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode


@dataclass(frozen=True, slots=True)
class LocalPicture:
    """Where a stored picture is served, and its size in pixels where that is known."""

    url: str
    width: int | None
    height: int | None


def present(html: str, stored: Mapping[str, LocalPicture], *, hotlink: bool) -> str:
    """Return a body for a page.

    :param html: a body as `articles.markup.render` made it.
    :param stored: the pictures that are kept here, by original address.
    :param hotlink: whether the others may load from the outlet; a quiet link stands in their place
        otherwise, with the alternative text.
    """
    if "<img" not in html:
        return html
    body = LexborHTMLParser(html).body
    assert body is not None
    for number, image in enumerate(body.css("img")):
        url = image.attributes.get("src") or ""
        if number:  # the first one is in sight at once
            image.attrs["loading"] = "lazy"
            image.attrs["decoding"] = "async"
        local = stored.get(url)
        if local is not None:
            _set(image, local)
        elif url.startswith("/"):
            continue
        elif hotlink:
            image.attrs["referrerpolicy"] = "no-referrer"
        else:
            _stand_in(image, url)
    return body.inner_html or ""


def _set(image: LexborNode, local: LocalPicture) -> None:
    image.attrs["src"] = local.url
    if local.width and local.height:
        image.attrs["width"] = str(local.width)
        image.attrs["height"] = str(local.height)


def _stand_in(image: LexborNode, url: str) -> None:
    """Put a link to the original in the place of a picture that is not kept here."""
    host = urlsplit(url).hostname or ""
    label = (image.attributes.get("alt") or "").strip() or host
    link = LexborHTMLParser(
        f'<a class="picture-missing" href="{escape(url)}" rel="nofollow noopener noreferrer">'
        f"{escape(label)}</a>"
    ).css_first("a")
    assert link is not None
    image.replace_with(link)


def absolute_links(html: str, site_url: str) -> str:
    """Return a clean body for a reader elsewhere: addresses below our site made whole.

    :param site_url: scheme and host, without a slash at the end.
    """
    if '="/' not in html:
        return html
    body = LexborHTMLParser(html).body
    assert body is not None
    for name in ("src", "href"):
        for node in body.css(f'[{name}^="/"]'):
            node.attrs[name] = site_url + (node.attributes[name] or "")
    return body.inner_html or ""
