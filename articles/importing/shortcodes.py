"""What the template tags of the tools become: a table of names. Pure.

Where tags stand in a text is for `articles.importing.templating` to find; what the markup made here may
hold is for `articles.markup`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: what stands in it, and what stands between it and its end."""

    words: list[str]
    named: dict[str, str]
    path: str  # of the post
    inner: str = ""

    def get(self, *names: str) -> str:
        """Return the first of these named arguments that says anything."""
        return next((self.named[name] for name in names if self.named.get(name)), "")

    def first(self, *names: str) -> str:
        """Return a named argument, else the first word."""
        return self.get(*names) or (self.words[0] if self.words else "")


def _code(tag: Tag) -> str:
    """Code as HTML: a fence would be none in a body that is HTML."""
    return f"<pre><code>{escape(tag.inner.strip(chr(10)), quote=False)}</code></pre>"


def _quote(tag: Tag) -> str:
    by = escape(" ".join([*tag.words, tag.get("author")]).strip(), quote=False)
    end = f"<footer>{by}</footer>\n" if by else ""
    return f"<blockquote>\n\n{tag.inner.strip()}\n\n{end}</blockquote>\n"


def _figure(tag: Tag) -> str | None:
    """A picture: Hugo names what it is told, Hexo has `[class] address [width height] [title] [alt]`."""
    place = next((n for n, word in enumerate(tag.words) if _FILE.search(word)), len(tag.words))
    words = [word for word in tag.words[place + 1 :] if not word.isdecimal()]
    source = tag.get("src") or "".join(tag.words[place : place + 1])
    if not source:
        return None
    alt = tag.get("alt") or (words[-1] if len(words) == 2 else " ".join(words))
    picture = f'<img src="{escape(source)}" alt="{escape(alt)}">'
    title, caption = tag.get("title"), tag.get("caption", "attr")
    caption = " ".join(filter(None, (f"<strong>{title}</strong>" if title else "", caption)))
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>" if caption else picture


def _asset(tag: Tag) -> str | None:
    """A picture in the folder of a Hexo post, which has the name of the post's file."""
    folder = PurePosixPath(tag.path).stem
    words = [f"{folder}/{word}" if _FILE.search(word) else word for word in tag.words]
    return _figure(Tag(words, tag.named, tag.path))


def _asset_link(tag: Tag) -> str | None:
    if not tag.words:
        return None
    address = f"{PurePosixPath(tag.path).stem}/{tag.words[0]}"
    return f'<a href="{escape(address)}">{escape(" ".join(tag.words[1:]) or tag.words[0])}</a>'


def _player(address: str) -> Callable[[Tag], str | None]:
    def player(tag: Tag) -> str | None:
        name = tag.first("id", "bvid")
        return f'<iframe src="{address.format(name)}"></iframe>' if _ID.fullmatch(name) else None

    return player


def _link(tag: Tag) -> str | None:
    """An address of this site (Jekyll), or words and where they lead (Hexo)."""
    if len(tag.words) > 1 and _FILE.search(tag.words[1]):
        return f'<a href="{escape(tag.words[1])}">{escape(tag.words[0])}</a>'
    return dated_address(tag.words[0]) if tag.words else None


def _ref(tag: Tag) -> str | None:
    """An address of this site, from the path below `content` or beside this post (Hugo)."""
    page, mark, fragment = tag.first("path").partition("#")
    if not page:
        return mark + fragment or None
    home = PurePosixPath(tag.path)
    home = home.parent.parent if home.stem in _BUNDLES else home.parent
    return page_address(page if "/" in page else f"{home}/{page}") + mark + fragment


def _gist(tag: Tag) -> str | None:
    address = tag.get("url") or "https://gist.github.com/" + "/".join(tag.words[:2])
    return f'<a href="{escape(address)}">{escape(address)}</a>' if tag.words or tag.named else None


def _frame(tag: Tag) -> str | None:
    return (
        f'<iframe src="{escape(tag.first("src", "url"))}"></iframe>' if tag.first("src") else None
    )


_BUNDLES = frozenset({"index", "_index"})  # a folder is the post, this the file with its text
_DATED = re.compile(r"(\d{4}-\d\d-\d\d)-(.+)", re.DOTALL)
_PAGES = frozenset({"", ".md", ".markdown", ".html"})
_FILE = re.compile(r"\.[A-Za-z]{2,5}(?:$|[?#])|^/|://")
_ID = re.compile(r"[\w-]+", re.ASCII)
# Name -> what it becomes; None where its arguments make no sense. All tools' names in one table: where
# two tools have the same name they mean the same.
TAGS: dict[str, Callable[[Tag], str | None]] = {
    "figure": _figure,
    "img": _figure,
    "image": _figure,
    "asset_img": _asset,
    "asset_link": _asset_link,
    "asset_path": lambda tag: f"{PurePosixPath(tag.path).stem}/{tag.first()}",
    "youtube": _player("https://www.youtube.com/embed/{}"),
    "vimeo": _player("https://player.vimeo.com/video/{}"),
    "bilibili": _player("https://player.bilibili.com/player.html?bvid={}"),
    "iframe": _frame,
    "gist": _gist,
    "post_url": _link,
    "link": _link,
    "ref": _ref,
    "relref": _ref,
}
# Tags with an end -> what they become. `raw` and `verbatim` keep what is in them as it stands.
BLOCKS: dict[str, Callable[[Tag], str | None]] = {
    "highlight": _code,
    "codeblock": _code,
    "code": _code,
    "raw": lambda tag: tag.inner,
    "verbatim": lambda tag: tag.inner,
    "blockquote": _quote,
    "quote": _quote,
    "comment": lambda _: "",  # no reader ever saw it
}
_ARGUMENT = re.compile(
    r"""(?:(?P<name>[\w-]+)\s*=\s*)?"""
    r"""(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>[^']*)'|`(?P<back>[^`]*)`|(?P<bare>[^\s,"'`=]+))""",
    re.DOTALL,
)


def parsed(args: str, path: str, inner: str) -> Tag:
    """Return a tag with its arguments: words in quotes or not, some of them with names."""
    words: list[str] = []
    named: dict[str, str] = {}
    for argument in _ARGUMENT.finditer(args.strip().removesuffix("/")):
        value = next(v for v in argument.group("double", "single", "back", "bare") if v is not None)
        value = value.replace('\\"', '"')
        if argument["name"]:
            named[argument["name"].lower()] = value
        else:
            words.append(value)
    return Tag(words, named, path, inner)


def dated_address(page: str) -> str:
    """Return where a file of Jekyll's is found: a dated one at `/2024-01-02/name/`, which we answer."""
    path = PurePosixPath("/" + page.removeprefix("/"))
    dated = _DATED.fullmatch(path.stem if path.suffix in _PAGES else "")
    return f"/{dated[1]}/{dated[2]}/" if dated else str(path)


def page_address(page: str, *, undated: bool = False) -> str:
    """Return where Hugo serves a file by default: `content/news/tide.md` at `/news/tide/`.

    :param undated: leave out a date before the name, as Zola does.
    """
    path = PurePosixPath("/" + page.removeprefix("/").rpartition("content/")[2])
    if path.suffix not in _PAGES:
        return str(path)
    name = path.with_suffix("").name if path.name else ""
    dated = _DATED.fullmatch(name)
    if dated and undated:
        name = dated[2]
    folder = path.parent if name in _BUNDLES else path.parent / name
    return f"{folder}/".replace("//", "/").replace(" ", "-").lower()
