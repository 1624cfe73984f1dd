"""Where a site showed a post, by the pattern in its tool's configuration. Pure.

Words of a pattern stand for what a post says; one that is not in the tool's table gives no address,
since half an address leads nowhere. The folder that a site lay in (`baseurl`, `root`) is left out, as
the links between its posts leave it out here.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from articles.addresses import PATH_LENGTH, slugify

# https://jekyllrb.com/docs/permalinks/#built-in-formats
JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
HEXO_USUAL = ":year/:month/:day/:title/"
_POSTS = frozenset({"_posts", "_drafts"})
_BUNDLES = frozenset({"index", "_index"})
_DATED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-(?=.)", re.ASCII)
_WORD = re.compile(r":([a-z_]+)")
_UNKNOWN = re.compile(r":(?![a-z_])|\[")  # Hugo's layouts of dates and slices of sections


@dataclass(frozen=True, slots=True)
class Permalinks:
    """How the addresses of a site's posts were made.

    :ivar tool: jekyll, hexo or hugo; empty where no pattern is known.
    :ivar patterns: by section (Hugo), or one under the empty name.
    :ivar dated_names: whether the date in a file's name is no part of its title (Hexo).
    :ivar no_category: what stands for the category of a post that has none (Hexo).
    """

    tool: str = ""
    patterns: Mapping[str, str] = field(default_factory=dict)
    dated_names: bool = False
    no_category: str = "uncategorized"


NO_PERMALINKS = Permalinks()


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a post its address may tell.

    :ivar moment: when it was published.
    :ivar slug: as its author wrote it, or empty.
    """

    path: str
    moment: dt.datetime
    title: str
    slug: str
    categories: tuple[str, ...]

    def seen_in(self, zone: dt.tzinfo) -> "Facts":
        """Return the facts with the moment in the zone of a site.

        A bare date is midnight UTC, and its day that of the address whatever the zone.
        """
        is_bare = self.moment == self.moment.replace(hour=0, minute=0, second=0, microsecond=0)
        return self if is_bare else replace(self, moment=self.moment.astimezone(zone))


_Words = Mapping[str, Callable[[Facts], str]]


def address(links: Permalinks, facts: Facts) -> str:
    """Return the path at which a site showed a post, from its first slash; empty where unknown.

    :param facts: with the moment in the zone of the site (`Facts.seen_in`).
    """
    pattern, words = _pattern(links, facts), dict(_WORDS.get(links.tool, {}))
    if links.tool == "hexo":
        words["title"] = lambda facts: _hexo_title(facts, dated=links.dated_names)
        words["category"] = lambda facts: _hexo_category(facts) or links.no_category
    asked = [_known(word[1], words) for word in _WORD.finditer(pattern)]
    if not pattern or not all(asked) or _UNKNOWN.search(pattern):
        return ""
    path = "/" + _WORD.sub(lambda word: _value(word[1], words, facts), pattern)
    path = re.sub(r"/{2,}", "/", path)
    if links.tool == "hugo" and "." not in path.rpartition("/")[2]:
        path = path.rstrip("/") + "/"
    return path if path != "/" and path.isprintable() and len(path) <= PATH_LENGTH else ""


def _pattern(links: Permalinks, facts: Facts) -> str:
    if links.tool == "jekyll" and not _POSTS & set(PurePosixPath(facts.path).parts):
        return ""  # a page lies where its file does
    if links.tool == "hugo":
        return links.patterns.get(_section(facts), "")
    return links.patterns.get("", "")


def _known(word: str, words: _Words) -> str:
    """Return the longest known word that this one begins with: `:title_old` is `:title`, and `_old`."""
    while word and word not in words:
        word = word.rpartition("_")[0]
    return word


def _value(word: str, words: _Words, facts: Facts) -> str:
    name = _known(word, words)
    return words[name](facts) + word[len(name) :]


# What the words mean. Dates first: all tools share them.


def _time(form: str) -> Callable[[Facts], str]:
    return lambda facts: facts.moment.strftime(form)


def _number(form: str) -> Callable[[Facts], str]:
    return lambda facts: str(int(facts.moment.strftime(form)))


_DATES: _Words = {
    "year": _time("%Y"), "month": _time("%m"), "i_month": _number("%m"), "day": _time("%d"),
    "i_day": _number("%d"), "hour": _time("%H"), "minute": _time("%M"), "second": _time("%S"),
}  # fmt: skip


def _name(facts: Facts) -> str:
    """Return the name of a post's file, or of its folder where it is a bundle."""
    path = PurePosixPath(facts.path)
    return path.parent.name if path.stem in _BUNDLES and path.parent.name else path.stem


def _undated(facts: Facts) -> str:
    return _DATED.sub("", _name(facts), count=1)


def _jekyll_title(facts: Facts) -> str:
    """Jekyll's `slugify` in its mode "pretty", which keeps case."""
    name = facts.slug or _undated(facts)
    kept = "".join(c if c.isalnum() or c in "._~!$&'()+,;=@" else "-" for c in name)
    return re.sub(r"-{2,}", "-", kept).strip("-")


def _jekyll_categories(facts: Facts) -> list[str]:
    """Return the folders above `_posts`, then the categories that the post names."""
    parts = PurePosixPath(facts.path).parts
    above = parts[: next((n for n, part in enumerate(parts) if part in _POSTS), 0)]
    return list(dict.fromkeys(name.lower() for name in (*above, *facts.categories)))


def _hexo_title(facts: Facts, *, dated: bool) -> str:
    path = PurePosixPath(facts.path)
    parts = path.parts
    below = parts[next((n + 1 for n, part in enumerate(parts) if part in _POSTS), 0) : -1]
    name = facts.slug or (_DATED.sub("", path.stem, count=1) if dated else path.stem)
    return "/".join((*below, name))


def _hexo_category(facts: Facts) -> str:
    return "/".join(map(_dashed, facts.categories))


def _dashed(text: str) -> str:
    """Hexo's `slugize`: signs and spaces become hyphens, case stays."""
    return re.sub(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+", "-", text).strip("-")


def _urlized(text: str) -> str:
    """Hugo's `urlize`: lower case, spaces to hyphens, and few signs stay."""
    text = "-".join(text.lower().split())
    return "".join(c for c in text if c.isalnum() or c in "-_.~+")


def _sections(facts: Facts) -> list[str]:
    parts = PurePosixPath(facts.path).parts
    inside = parts[parts.index("content") + 1 :] if "content" in parts else parts
    bundle = PurePosixPath(facts.path).stem in _BUNDLES
    return list(inside[: -2 if bundle else -1])


def _section(facts: Facts) -> str:
    return next(iter(_sections(facts)), "")


_WORDS: dict[str, _Words] = {
    "jekyll": {
        **_DATES,
        "short_year": _time("%y"), "short_month": _time("%b"), "long_month": _time("%B"),
        "y_day": _time("%j"), "week": _time("%V"), "w_year": _time("%G"), "w_day": _time("%u"),
        "short_day": _time("%a"), "long_day": _time("%A"),
        "title": _jekyll_title,
        "slug": lambda facts: slugify(facts.slug or _undated(facts), 200),
        "categories": lambda facts: "/".join(_jekyll_categories(facts)),
        "slugified_categories": lambda facts: "/".join(map(slugify, _jekyll_categories(facts))),
        "output_ext": lambda _: ".html",
    },
    "hexo": {
        **_DATES,
        "name": lambda facts: PurePosixPath(facts.path).stem,
        "post_title": lambda facts: _dashed(facts.title),
        "timestamp": lambda facts: str(int(facts.moment.timestamp())),
        "title": _name, "category": _hexo_category,  # as the site's configuration has them
    },
    "hugo": {
        **_DATES,
        "monthname": _time("%B"), "weekday": _time("%w"), "weekdayname": _time("%A"),
        "yearday": _number("%j"),
        "title": lambda facts: _urlized(facts.title),
        "slug": lambda facts: facts.slug or _urlized(facts.title),
        "slugorfilename": lambda facts: facts.slug or _urlized(_name(facts)),
        "slugorcontentbasename": lambda facts: facts.slug or _urlized(_name(facts)),
        "filename": lambda facts: _urlized(_name(facts)),
        "contentbasename": lambda facts: _urlized(_name(facts)),
        "section": _section,
        "sections": lambda facts: "/".join(_sections(facts)),
    },
}  # fmt: skip
