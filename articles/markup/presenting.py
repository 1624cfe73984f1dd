"""A clean body from the database to the body of a page: which pictures load, where links lead.

Bodies keep original addresses for ever; what is stored here today is decided when a page is made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.markup.players import MARK, is_still, player_of


@dataclass(frozen=True, slots=True)
class LocalPicture:
    """Where a stored picture is served, and its size in pixels where that is known."""

    url: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class Copy:
    """Where the copy of a page is found here, and its title."""

    url: str
    title: str


# Addresses in, the copies of those that the archive has.
FindCopies = Callable[[Sequence[str]], Mapping[str, Copy]]
_LOWER = ("<h3", "<h4", "<h5", "<h6")  # headings that may skip a level
MOST_LINKS = 200  # of a body whose copies are looked for
# No line begins with it (U+2060), and no phone draws a coloured picture of it (U+FE0E).
_ARROW = "\u2060\u2197\ufe0e"


def present(
    html: str,
    stored: Mapping[str, LocalPicture],
    *,
    hotlink: bool,
    find_copies: FindCopies | None = None,
    original: str = "",
) -> str:
    """Return a body for a page.

    :param html: a body as `articles.markup.render` made it.
    :param stored: the pictures that are kept here, by original address.
    :param hotlink: whether the others may load from the outlet; a quiet link stands in their place
        otherwise, with the alternative text. Stills of players and posters never do: a stranger would
        learn what is read before anybody asked to see it.
    :param find_copies: asked once, for the first MOST_LINKS links, and only where there are any.
    :param original: what the link to an original is called, beside the one that leads to its copy.
    """
    has_links = find_copies is not None and 'href="http' in html
    signs = ("<img", MARK, " poster=", "<table", *_LOWER)
    if not has_links and not any(sign in html for sign in signs):
        return html
    body = LexborHTMLParser(html).body
    assert body is not None
    _show_pictures(body, stored, hotlink=hotlink)
    if MARK in html:
        for link in body.css("p > a[href]"):
            if link.prev is None and link.next is None:
                _draw_player(link, stored)
    if find_copies is not None and has_links:
        _lead_to_copies(body, find_copies, original)
    for table in body.css("table"):
        table.attrs["tabindex"] = "0"  # one that is wider than the page is scrolled by keys as well
    _close_headings(body)
    return body.inner_html or ""


def present_elsewhere(
    html: str, stored: Mapping[str, LocalPicture], *, hotlink: bool, site_url: str
) -> str:
    """Return a body for a reader elsewhere, as in a feed: addresses below our site are whole.

    Players stay links with their words. The other parameters are those of `present`.

    :param site_url: scheme and host, without a slash at the end.
    """
    if not any(sign in html for sign in ("<img", " poster=", '="/')):
        return html
    body = LexborHTMLParser(html).body
    assert body is not None
    _show_pictures(body, stored, hotlink=hotlink)
    for name in ("src", "href", "poster"):
        for node in body.css(f'[{name}^="/"]'):
            node.attrs[name] = site_url + (node.attributes[name] or "")
    return body.inner_html or ""


def moved(html: str, addresses: Mapping[str, str]) -> str:
    """Return a body whose pictures and posters lie elsewhere.

    :param html: a body as `articles.markup.render` made it.
    :param addresses: where they are now -> where they shall be; others stay.
    """
    if not addresses:
        return html
    body = LexborHTMLParser("<body>" + html).body
    assert body is not None
    for selector, name in (("img", "src"), ("video[poster]", "poster")):
        for node in body.css(selector):
            address = node.attributes.get(name) or ""
            if address in addresses:
                node.attrs[name] = addresses[address]
    return body.inner_html or ""


def _show_pictures(body: LexborNode, stored: Mapping[str, LocalPicture], *, hotlink: bool) -> None:
    """Let pictures and posters load from here where they are kept, else as `present` says."""
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
        elif hotlink and not is_still(url):
            image.attrs["referrerpolicy"] = "no-referrer"
        else:
            _stand_in(image, url)
    for video in body.css("video[poster]"):
        url = video.attributes.get("poster") or ""
        if url in stored:
            video.attrs["poster"] = stored[url].url
        elif not url.startswith("/"):
            del video.attrs["poster"]


def _draw_player(link: LexborNode, stored: Mapping[str, LocalPicture]) -> None:
    """Make a player of a link to one: its still where it is kept here, and its words."""
    mark, _, label = (link.text(deep=True) or "").partition(MARK)
    address = link.attributes.get("href") or ""
    player = None if mark or not label else player_of(address)
    if player is None:
        return
    drawn, still = _link("player", address, label), stored.get(player.still)
    if still is not None:
        picture = LexborHTMLParser('<img src="" alt="" loading="lazy" decoding="async">').css_first(
            "img"
        )
        words = drawn.first_child
        assert picture is not None
        assert words is not None
        _set(picture, still)
        words.insert_before(picture)
    link.replace_with(drawn)


def _lead_to_copies(body: LexborNode, find_copies: FindCopies, original: str) -> None:
    """Let links lead to the copies of the archive, each with a small one to the original behind it."""
    links = body.css('a[href^="http"]:not(.player)')[:MOST_LINKS]
    copies = find_copies([*dict.fromkeys(link.attributes["href"] or "" for link in links)])
    for link in links if copies else ():
        address = link.attributes["href"] or ""
        copy = copies.get(address)
        if copy is None:
            continue
        link.attrs["href"] = copy.url
        link.attrs["title"] = copy.title
        link.attrs["class"] = "archived"
        if "rel" in link.attributes:
            del link.attrs["rel"]
        name = f"{original}: {urlsplit(address).hostname or ''}"
        link.insert_after(_link("archived-original", address, _ARROW, name))


def _close_headings(body: LexborNode) -> None:
    """Let no heading skip a level below the title, which is the first: outlets choose them by size.

    Who hears a page goes by its headings (WCAG 2.2, technique G141).
    """
    above: list[
        int
    ] = []  # the levels of the headings that this one is below, as the outlet has them
    for heading in body.css("h2, h3, h4, h5, h6"):
        level = int((heading.tag or "h2")[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        closed = len(above) + 1
        if closed != level:
            drawn = LexborHTMLParser(f"<h{closed}>{heading.inner_html}</h{closed}>").css_first(
                f"h{closed}"
            )
            assert drawn is not None
            for name, value in heading.attributes.items():
                drawn.attrs[name] = value or ""
            heading.replace_with(drawn)


def _set(image: LexborNode, local: LocalPicture) -> None:
    image.attrs["src"] = local.url
    if local.width and local.height:
        image.attrs["width"] = str(local.width)
        image.attrs["height"] = str(local.height)


def _stand_in(image: LexborNode, url: str) -> None:
    """Put a link to the original in the place of a picture that is not kept here."""
    host = urlsplit(url).hostname or ""
    label = (image.attributes.get("alt") or "").strip() or host
    image.replace_with(_link("picture-missing", url, label))


def _link(kind: str, address: str, words: str, name: str = "") -> LexborNode:
    """Return a link to a stranger.

    :param name: what it is called where the words are but a sign.
    """
    named = f' aria-label="{escape(name)}" title="{escape(address)}"' if name else ""
    link = LexborHTMLParser(
        f'<a class="{kind}" href="{escape(address)}" rel="nofollow noopener noreferrer"{named}>'
        f"{escape(words)}</a>"
    ).css_first("a")
    assert link is not None
    return link


# Between texts that are converted together; no text of a clean body holds it.
_BREAK = "\x1f"


def with_words(html: str, convert: Callable[[str], str]) -> str:
    """Return a clean body with other words in it: its texts, and what pictures and links say beside them.

    :param convert: changes all texts in one call, and leaves control characters as they are.
    """
    body = LexborHTMLParser(html).body
    assert body is not None
    texts = [node for node in body.traverse(include_text=True) if node.is_text_node]
    named = [
        (node, name)
        for name in ("alt", "title")
        for node in body.css(f"[{name}]")
        if node.attributes[name]
    ]
    if not texts and not named:
        return html
    before = [node.text_content or "" for node in texts]
    before += [node.attributes[name] or "" for node, name in named]
    after = convert(_BREAK.join(before)).split(_BREAK)
    for node, text in zip(texts, after, strict=False):
        node.replace_with(text)
    for (node, name), text in zip(named, after[len(texts) :], strict=True):
        node.attrs[name] = text
    return body.inner_html or ""
