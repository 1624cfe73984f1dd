"""One post file in, one frozen Draft or the reason why not out. Pure, so that workers can do it.

A Draft holds all that the database will: fields, clean body, pictures, search terms and the packed
original. How Drafts become rows is for `articles.importing.store`.
"""

import datetime as dt
import hashlib
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from articles import markup
from articles.addresses import host_of, post_key, slugify
from articles.importing import body, encoding, frontmatter, language, own_form
from articles.importing.attachments import Attachment, Finder, Named, Remembered
from articles.importing.dates import from_name
from articles.importing.fields import CATEGORIES, TAGS, Fields, clean_title
from articles.importing.permalinks import NO_PERMALINKS, Facts, Permalinks, address
from articles.importing.shortcodes import page_address
from articles.markup.rules import NO_RULES, Rules
from articles.names import name_key
from articles.search.terms import index_terms

# The largest post of the archives seen has 0.7 MB. Reading one takes up to 40 bytes of memory for each.
MAX_BYTES = 4 * 1024 * 1024
# An HTML5 tree takes time by the square of its depth, and so does the wall: 20,000 open elements 2 s,
# 100,000 a minute. The posts seen have up to 8,000 of these signs.
MAX_TAGS = 40_000
_DRAFTS = "_drafts"  # Jekyll's folder of posts that are not to be seen yet


@dataclass(frozen=True, slots=True)
class Site:
    """What a file does not say of itself and the site that it comes from does.

    :ivar name: the archive's name, where one was given; paths are told apart by it.
    :ivar outlet: of posts whose file names none.
    :ivar rules: the cleaning rules of outlets, by the key of their name.
    :ivar zone: of a time of day that names none.
    :ivar permalinks: how the site made the addresses of its posts.
    """

    name: str = ""
    outlet: str = ""
    rules: Mapping[str, Rules] = field(default_factory=dict)
    zone: dt.tzinfo = dt.UTC
    permalinks: Permalinks = NO_PERMALINKS

    def rules_of(self, outlet: str) -> Rules:
        """Return the cleaning rules of an outlet, given by its name."""
        return self.rules.get(name_key(outlet or self.outlet), NO_RULES)


NO_SITE = Site()
Version = tuple[dt.datetime, int, str]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file that is no post, and why."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """A file whose content had been imported before it was read."""

    path: str
    hash: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A post file, read and cleaned."""

    path: str
    hash: str
    size: int  # bytes
    packed: bytes  # the file, zlib
    crawled_at: dt.datetime | None
    key: str
    title: str
    language: str
    byline: str
    source: str  # the outlet's name; empty where the file names none
    host: str
    source_url: str
    published_at: dt.datetime | None
    public: bool
    allow_comments: bool
    tags: tuple[str, ...]
    permalinks: tuple[str, ...]  # paths under which it was found before, each with its first slash
    extra: dict[str, Any]
    body: str
    text: str
    summary: str
    pictures: tuple[markup.Picture, ...]
    title_terms: str
    byline_terms: str
    body_terms: str
    attachments: tuple[Attachment, ...] = ()
    addresses: dict[str, str] = field(default_factory=dict)  # of attachments: as written, as served
    warnings: tuple[str, ...] = ()
    slug: str = ""  # that the author chose, in our form; empty where there is none
    zone: str = ""  # the site's, by which times of day were read; empty where it is UTC
    state: own_form.State | None = None  # of a file of our own form: all that it says

    @property
    def version(self) -> Version:
        """What says which of two originals of a post is the newer: crawl time, then the hash."""
        return version(self.crawled_at, sys.maxsize, self.hash, exported=self.state is not None)

    @property
    def lead(self) -> markup.Picture | None:
        """The picture that leads: the one that an editor chose, else the first of the body."""
        if self.state and self.state.lead:
            return _with_words(markup.Picture(self.state.lead), self.state)
        return next(iter(self.pictures), None)


def version(
    crawled_at: dt.datetime | None, came: int, content_hash: str, *, exported: bool = False
) -> Version:
    """Return the order of originals of one post: by crawl time, equal ones by their hash.

    One without a crawl time is older than all that have one; among such ones the later file holds, as
    for whoever edits a blog and imports what a pull brought. So it does among exports of one state: who edits
    one by hand does not count the milliseconds.

    :param came: which one came later: the primary key, for a file that is only coming the most there is.
    :param exported: whether it is a file of our own form.
    """
    if crawled_at is None:
        return dt.datetime.min.replace(tzinfo=dt.UTC), came, ""
    return (crawled_at, came, "") if exported else (crawled_at, 0, content_hash)


def _packed(data: bytes) -> bytes:
    """Return the bytes of a file as an Original keeps them."""
    return zlib.compress(data, 3)


def content_hash(data: bytes) -> str:
    """Return the 32 hexadecimal digits by which a file's content is known (BLAKE2b-128)."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def read(
    data: bytes,
    path: str,
    finder: Finder | Remembered | None = None,
    site: Site = NO_SITE,
    outlet: str | None = None,
    found: markup.Found | None = None,
) -> Draft | Rejected:
    """Read one post file.

    :param data: the bytes of the file.
    :param path: where it lies in the archive; its name gives date or title where the fields do not.
    :param finder: finds the pictures that lie in the archive itself; None where there is none.
    :param site: what is known of the site that the file comes from.
    :param outlet: the name of the outlet, where that is not for the file to say.
    :param found: takes what the rules of the outlet found.
    :returns: the Draft, or why the file was rejected.
    """
    if len(data) > MAX_BYTES:
        return Rejected(
            path, 0, f"{len(data):,} bytes are more than a post can have ({MAX_BYTES:,})"
        )
    if data.count(b"<") > MAX_TAGS:
        return Rejected(path, 0, f"it has more than {MAX_TAGS:,} tags")
    decoded = encoding.decode(data)
    try:
        parts = frontmatter.split(decoded.text.replace("\0", ""))
    except frontmatter.FrontMatterError as error:
        return Rejected(path, error.line, error.reason)
    state = own_form.read(parts.fields)
    if state:
        return _build_own(data, path, parts.body, state, finder, outlet)
    return _build(data, path, parts, finder, [*decoded.warnings], site, outlet, found)


def _build(
    data: bytes,
    path: str,
    parts: frontmatter.FrontMatter,
    finder: Finder | Remembered | None,
    warnings: list[str],
    site: Site,
    outlet: str | None,
    found: markup.Found | None,
) -> Draft:
    """Return the Draft of a file that could be split."""
    fields = Fields(parts.fields)
    title = fields.title() or clean_title(from_name(path).title) or clean_title(path)
    source_url = fields.text("from")
    categories = fields.names(CATEGORIES)
    source = categories[0] if source_url and categories else ""
    rules = site.rules_of(source if outlet is None else outlet)
    article = body.read(parts.body, title, path, fields.excerpt_separator())
    shown = "".join(f'<p><img src="{escape(photo)}"></p>\n' for photo in fields.photos())
    rendered = markup.render(
        shown + article.markup,
        base_url=source_url,
        title=title,
        find_picture=finder,
        video=source_url,
        rules=rules,
        found=found,
        tree=None if shown else article.tree,
    )
    published_at = _date(fields, path, warnings, site.zone)
    slug = fields.slug()
    byline = fields.author() or rendered.byline
    if article.removed:
        warnings.append(
            f"template tags that mean nothing here were removed: {', '.join(article.removed)}"
        )
    tags = fields.names(TAGS)
    return Draft(
        path=path,
        hash=content_hash(data),
        size=len(data),
        packed=_packed(data),
        crawled_at=article.crawled_at,
        key=post_key(source_url, path, site.name),
        title=title,
        language=fields.language() or language.detect(title, rendered.text),
        byline=byline,
        source=(source if outlet is None else outlet) or site.outlet,
        host=host_of(source_url) if source else "",
        source_url=source_url,
        published_at=published_at,
        public=not _is_draft(fields, path, warnings) and published_at is not None,
        allow_comments=fields.allows_comments(),
        # An ordinary blog's categories are tags too.
        tags=tuple(dict.fromkeys([*tags, *(() if source else categories)])),
        permalinks=_permalinks(
            fields,
            site,
            Facts(path, published_at, title, slug, tuple(categories)) if published_at else None,
            path,
        ),
        summary=fields.summary() or _opening(article, rendered, rules),
        extra=_extra(fields, categories, has_source=bool(source)),
        body=rendered.html,
        text=rendered.text,
        pictures=rendered.pictures,
        title_terms=index_terms(title),
        byline_terms=index_terms(byline),
        body_terms=index_terms(rendered.text),
        attachments=tuple(finder.found.values()) if finder else (),
        addresses=finder.addresses if finder else {},
        warnings=(*warnings, *(finder.warnings if finder else ())),
        slug=slugify(slug),
        zone="" if site.zone is dt.UTC else str(site.zone),
    )


def _build_own(
    data: bytes,
    path: str,
    text: str,
    state: own_form.State,
    finder: Finder | Remembered | None,
    outlet: str | None,
) -> Draft:
    """Return the Draft of a file of our own form: what it says is taken to the letter.

    No cleaning rules of an outlet and no template tags: its body has been through them.
    """
    article = body.read_own(text)
    named = Named(finder, {one.src: one.url for one in state.pictures if one.src})
    rendered = markup.render(
        article.markup, find_picture=named, video=state.source_url, tree=article.tree
    )
    if state.lead:
        state = replace(state, lead=named(state.lead) or state.lead)
    title = clean_title(from_name(path).title) if not state.title.strip() else state.title
    return Draft(
        path=path,
        hash=content_hash(data),
        size=len(data),
        packed=_packed(data),
        crawled_at=article.crawled_at,
        key=state.key,
        title=" ".join(title.splitlines()).strip(),
        language=state.language or language.detect(title, rendered.text),
        byline=state.byline,
        source=outlet or state.source,
        host=host_of(state.source_url) if state.source else "",
        source_url=state.source_url,
        published_at=state.published_at,
        public=state.status == "published" and state.published_at is not None,
        allow_comments=state.allow_comments,
        tags=state.tags,
        permalinks=state.old_addresses,
        extra=state.extra,
        body=rendered.html,
        text=rendered.text,
        summary=state.summary or rendered.summary,
        pictures=tuple(_with_words(picture, state) for picture in rendered.pictures),
        title_terms=index_terms(title),
        byline_terms=index_terms(state.byline),
        body_terms=index_terms(rendered.text),
        attachments=named.attachments,
        addresses=finder.addresses if finder else {},
        warnings=tuple(finder.warnings) if finder else (),
        slug=state.slug,
        state=state,
    )


def _with_words(picture: markup.Picture, state: own_form.State) -> markup.Picture:
    """Return a picture with the words that the library has for it, where the file says them."""
    words = next((one.words for one in state.pictures if one.url == picture.url), None)
    if words is None:
        return picture
    alt, caption, credit = words
    return replace(picture, alt=alt, caption=caption, credit=credit)


def _date(fields: Fields, path: str, warnings: list[str], zone: dt.tzinfo) -> dt.datetime | None:
    """Return when the post was published: as the front matter says, else as the file is named."""
    moment = fields.date(warnings, zone) or from_name(path).date
    if moment is None:
        warnings.append("there is no date: imported as a draft")
    return moment


def _is_draft(fields: Fields, path: str, warnings: list[str]) -> bool:
    """Return whether the author had not published the post, and say so."""
    is_draft = fields.is_draft() or _DRAFTS in path.split("/")
    if is_draft:
        warnings.append("it was not published: imported as a draft")
    return is_draft


def _permalinks(fields: Fields, site: Site, facts: Facts | None, path: str) -> tuple[str, ...]:
    """Return the old addresses of a post: those it names, those that its site gave it.

    :param facts: what an address may tell of it; None where it has no date.
    """
    found = fields.addresses()
    if not fields.has_address() and facts:
        found.append(address(site.permalinks, facts.seen_in(site.zone)))
    if "content" in path.split("/"):  # Hugo's and Zola's
        found += [page_address(path), page_address(path, undated=True)]
        if facts and facts.slug:
            found.append(f"{page_address(path).rstrip('/').rpartition('/')[0]}/{facts.slug}/")
    return tuple(dict.fromkeys(filter(None, found)))


def _opening(article: body.Body, rendered: markup.Rendered, rules: Rules) -> str:
    """Return the summary that the text gives: up to the author's mark, else its first words."""
    if not article.opening:
        return rendered.summary
    return markup.render(article.opening, rules=rules).summary or rendered.summary


def _extra(fields: Fields, categories: list[str], *, has_source: bool) -> dict[str, Any]:
    """Return the front matter that no column holds, so that nothing of it is lost."""
    extra = fields.extra()
    if has_source and len(categories) > 1:
        extra["categories"] = categories
    return extra
