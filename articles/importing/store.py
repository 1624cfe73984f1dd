"""Drafts to rows: a batch lands in one transaction, with its tags, pictures and search terms.

Nothing here reads a file's text. A post is what its newest original says, unless an editor has
changed it; then a newer original only asks for review.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from articles import markup, search
from articles.addresses import PATH_LENGTH
from articles.images.keeping import keep
from articles.importing import bulk
from articles.importing.catalogue import Catalogue
from articles.importing.draft import Draft, Known, Version, version
from articles.importing.own_form import State
from articles.importing.standing import (
    ATTRIBUTES,
    OVERWRITTEN,
    Made,
    Standing,
    standing,
    stands,
    write_belongings,
)
from articles.models import (
    BYLINE_LENGTH,
    TAG_LENGTH,
    TITLE_LENGTH,
    ImportRun,
    OldAddress,
    Original,
    Post,
    PostTag,
    Source,
    Tag,
    number_slug,
    search_entry,
    slug_or_digest,
    utc_day,
)
from articles.names import fitting_name

_CHANGING = (*map(ATTRIBUTES.__getitem__, OVERWRITTEN), "pk")
_DATED_NAME = re.compile(r"(?:.*/)?([0-9]{4}-[0-9]{2}-[0-9]{2})-([^/]+)\.\w+", re.DOTALL)
NEW, CHANGED, UNCHANGED, DUPLICATE = "new", "changed", "unchanged", "duplicate"


class Settled(NamedTuple):
    """What became of a file: new, changed, unchanged or duplicate, and the post that it belongs to."""

    outcome: str
    post_id: int | None  # None where a dry run would have made one


class _Shown(NamedTuple):
    """The original whose words a post shows."""

    version: Version
    hash: str


class _Written(NamedTuple):
    """The post of a new original (primary key), and whether the original made it."""

    post_id: int
    is_new: bool


@dataclass
class Store:
    """Writes batches of Drafts.

    :param run: the import run that new originals belong to; None where there are none.
    :param default_source: name of the outlet for posts whose file names none.
    """

    run: ImportRun | None
    default_source: str
    _seen: set[str] = field(default_factory=set)  # hashes that this run has written
    _keys: set[str] = field(default_factory=set)  # posts that a preview knows of
    _catalogue: Catalogue = field(init=False)

    def __post_init__(self) -> None:
        self._catalogue = Catalogue(self.default_source)

    def known_hashes(self) -> set[str]:
        """Return the hashes of all contents imported so far."""
        return set(Original.objects.values_list("hash", flat=True).iterator(chunk_size=20_000))

    def save(self, results: Sequence[Draft | Known], *, force: bool = False) -> list[Settled]:
        """Write one batch, whole or not at all.

        :param results: what the workers made of the files.
        :param force: make posts again whose newest original is among those known.
        :returns: what became of each result.
        :raises DatabaseError: the database takes one of them not; nothing of the batch was written.
        """
        try:
            with transaction.atomic():
                return self._save(results, force=force)
        except Exception:
            # What was remembered of rows may be undone with them.
            self._catalogue.forget()
            self._seen.difference_update(result.hash for result in results)
            raise

    def preview(self, results: Sequence[Draft | Known]) -> list[Settled]:
        """Return what `save` would say of a batch, writing nothing."""
        hashes = [result.hash for result in results]
        known = dict(Original.objects.filter(hash__in=hashes).values_list("hash", "post_id"))
        keys = {result.key for result in results if isinstance(result, Draft)}
        posts = dict(Post.objects.filter(key__in=keys).values_list("key", "pk"))
        self._keys.update(posts)
        settled: list[Settled] = []
        for result in results:
            outcome, post_id = self._look(result, known), known.get(result.hash)
            if outcome == NEW and isinstance(result, Draft):
                outcome, post_id = (
                    CHANGED if result.key in self._keys else NEW,
                    posts.get(result.key),
                )
                self._keys.add(result.key)
            settled.append(Settled(outcome, post_id))
        return settled

    def _look(self, result: Draft | Known, known: Container[str]) -> str:
        """Return whether a content is new, unchanged since an earlier run, or a copy within this one.

        :param known: the hashes of the batch that earlier runs imported.
        """
        if result.hash in self._seen:
            return DUPLICATE
        if result.hash in known or isinstance(result, Known):
            return UNCHANGED
        self._seen.add(result.hash)
        return NEW

    def _save(self, results: Sequence[Draft | Known], *, force: bool) -> list[Settled]:
        paths = _paths_by_hash(results)
        known = self._add_paths(paths)
        outcomes: list[str] = []
        fresh: dict[str, Draft] = {}
        again: dict[str, Draft] = {}
        for result in results:
            outcomes.append(self._look(result, known))
            if isinstance(result, Draft) and outcomes[-1] == NEW:
                fresh[result.hash] = result
            elif isinstance(result, Draft) and outcomes[-1] == UNCHANGED and force:
                again[result.hash] = result
        drafts = [*fresh.values(), *again.values()]
        if drafts:
            self._keep_files(drafts)
            made = self._write(list(fresh.values()), list(again.values()), paths)
            known |= {content: post for content, (post, _) in made.items()}
            for place, result in enumerate(results):
                if outcomes[place] == NEW and not made[result.hash].is_new:
                    outcomes[place] = CHANGED
        return [
            Settled(outcome, known.get(result.hash))
            for result, outcome in zip(results, outcomes, strict=True)
        ]

    def _keep_files(self, drafts: Iterable[Draft]) -> None:
        """Store the pictures of the archive that these posts show, each content once."""
        for attachment in {a.name: a for draft in drafts for a in draft.attachments}.values():
            with attachment.open() as file:
                keep(attachment.name, File(file))

    def _add_paths(self, paths: dict[str, list[str]]) -> dict[str, int]:
        """Note new paths of known contents; return the posts (primary keys) of those, by hash."""
        stale = []
        known = {}
        found = Original.objects.filter(hash__in=paths)
        for pk, content, post, noted in found.values_list("pk", "hash", "post_id", "paths"):
            known[content] = post
            missing = [path for path in paths[content] if path not in noted]
            if missing:
                stale.append(([*noted, *missing], pk))
        bulk.update(Original, ["paths"], stale)
        return known

    def _write(
        self, fresh: list[Draft], again: list[Draft], paths: dict[str, list[str]]
    ) -> dict[str, _Written]:
        """Write new originals, and the posts that they or `again` make or change.

        :returns: by the hash of each new original, its post.
        """
        keys = {draft.key for draft in (*fresh, *again)}
        # Locked, since an editor may be about to save one (PostgreSQL; in SQLite one writes at a time).
        found = Post.objects.filter(key__in=keys).order_by("pk").select_for_update()
        posts = {post.key: post for post in found}
        shown = self._shown_versions(found)
        new: list[tuple[Post, Draft]] = []
        newer: list[tuple[Post, Draft]] = []
        for draft in _newest_of_each(fresh):
            post = posts.get(draft.key)
            if post is None:
                posts[draft.key] = post = Post(key=draft.key)
                new.append((post, draft))
            elif draft.version > shown[post.pk].version:
                newer.append((post, draft))
        outdated = {post.pk for post, _ in newer}
        same = [
            (post, draft)
            for draft in again
            if (post := posts.get(draft.key)) is not None
            and draft.hash == shown[post.pk].hash
            and post.pk not in outdated
        ]
        asking = [post.pk for post, draft in newer if post.edited and not stands(post, draft)]
        Post.objects.filter(pk__in=asking).update(newer_original=True)
        self._write_posts(new, [pair for pair in newer + same if not pair[0].edited])
        self._write_originals(fresh, posts, paths)
        _write_old_addresses([(posts[draft.key], draft) for draft in (*fresh, *again)])
        making = {draft.hash for _, draft in new}
        return {
            draft.hash: _Written(posts[draft.key].pk, is_new=draft.hash in making)
            for draft in fresh
        }

    def _shown_versions(self, posts: Iterable[Post]) -> Mapping[int, _Shown]:
        """Return for each post the newest original that it has."""
        shown: defaultdict[int, _Shown] = defaultdict(lambda: _Shown(version(None, 0, ""), ""))
        rows = Original.objects.filter(post__in=[post.pk for post in posts])
        for post, crawled_at, pk, content, exported in rows.values_list(
            "post_id", "crawled_at", "pk", "hash", "exported"
        ):
            told = version(crawled_at, pk, content, exported=exported)
            shown[post] = max(_Shown(told, content), shown[post])
        return shown

    def _write_posts(self, new: list[tuple[Post, Draft]], found: list[tuple[Post, Draft]]) -> None:
        """Write posts with their tags, pictures, old addresses and search terms.

        :param found: posts that there are; one that comes out as it was is left alone.
        """
        pairs = new + found
        if not pairs:
            return
        images = self._catalogue.pictures(draft for _, draft in pairs)
        tags = self._catalogue.tags(draft for _, draft in pairs)
        made = [
            Made(
                post,
                draft,
                of_post,
                [images[picture.url] for picture in draft.pictures],
                images[draft.lead.url] if draft.lead else None,
            )
            for (post, draft), of_post in zip(pairs, tags, strict=True)
        ]
        before = standing([post for post, _ in found])
        taken = _taken_slugs(draft for _, draft in pairs)
        for one in made:
            self._fill(one, taken)
        changed = [one for one in made[len(new) :] if one.standing != before[one.post.pk]]
        self._write_made(made[: len(new)], changed)
        _write_moved(changed, before)
        again = Post.objects.filter(pk__in=before)
        again.exclude(rendered_by=markup.RENDERED_BY).update(rendered_by=markup.RENDERED_BY)

    def _write_made(self, new: list[Made], changed: list[Made]) -> None:
        """Write what is new or another, and count it."""
        pks, made = [one.post.pk for one in changed], new + changed
        counted = _counts(pks)
        for one, pk in zip(new, bulk.reserve(Post, len(new)), strict=True):
            one.post.pk = pk
        bulk.insert(Post, [*ATTRIBUTES], (_values(one, ATTRIBUTES.values()) for one in new))
        bulk.update(Post, OVERWRITTEN, (_values(one, _CHANGING) for one in changed))
        write_belongings(made, pks)
        search.index([_entry(one) for one in made])
        now = _Counts(Counter(), Counter())
        for one in made:
            if one.post.is_public:
                now.sources[one.post.source_id] += 1
                now.tags.update(one.tags)
        Source.objects.count_more(_difference(now.sources, counted.sources))
        Tag.objects.count_more(_difference(now.tags, counted.tags))

    def _fill(self, made: Made, taken: dict[dt.date | None, set[str]]) -> None:
        """Copy a Draft into a post."""
        post, draft = made.post, made.draft
        # A newer file without a date says nothing of it: the date of the earlier one holds.
        published_at = draft.published_at or post.published_at
        day = utc_day(published_at)
        if draft.public and (not post.pk or _is_undecided(post)):
            post.status = Post.Status.PUBLISHED
        if not post.slug or post.day != day:
            chosen = draft.slug if draft.state else ""
            post.slug = number_slug(chosen or slug_or_digest(draft.slug or draft.title), taken[day])
            taken[day].add(post.slug)
        post.title = draft.title[:TITLE_LENGTH]
        post.day = day
        post.summary = draft.summary
        post.language = draft.language[:16]
        post.byline = draft.byline[:BYLINE_LENGTH]
        post.source_id = self._catalogue.source(draft).pk
        post.source_url = draft.source_url
        post.published_at = published_at
        post.allow_comments = draft.allow_comments
        post.lead_image_id = made.lead
        post.extra = draft.extra | _too_long(draft)
        post.rendered_by = markup.RENDERED_BY
        post.body = draft.body
        post.updated_at = timezone.now()
        if draft.state and not post.pk:
            _restore(post, draft.state)
        post.created_at = post.created_at or post.updated_at

    def _write_originals(
        self, drafts: list[Draft], posts: dict[str, Post], paths: dict[str, list[str]]
    ) -> None:
        """Keep what the files said."""
        now, run = timezone.now(), self.run.pk if self.run else None
        bulk.insert(
            Original,
            (
                "created_at",
                "run",
                "post",
                "hash",
                "size",
                "crawled_at",
                "paths",
                "pictures",
                "zone",
                "exported",
                "packed",
            ),
            (
                (
                    now,
                    run,
                    posts[draft.key].pk,
                    draft.hash,
                    draft.size,
                    draft.crawled_at,
                    paths[draft.hash],
                    draft.addresses,
                    draft.zone,
                    draft.state is not None,
                    draft.packed,
                )
                for draft in drafts
            ),
        )


def _values(made: Made, attributes: Iterable[str]) -> list[Any]:
    return [getattr(made.post, attribute) for attribute in attributes]


def _entry(made: Made) -> search.Entry:
    draft = made.draft
    return search_entry(made.post, draft.title_terms, draft.byline_terms, draft.body_terms)


def _write_moved(changed: list[Made], before: Mapping[int, Standing]) -> None:
    """Keep the addresses that posts had here."""
    old = [(one, before[one.post.pk].address) for one in changed]
    bulk.insert(
        OldAddress,
        ("path", "post"),
        (
            (unquote(Post(day=day, slug=slug).get_absolute_url()), one.post.pk)
            for one, (day, slug) in old
            if day and (day, slug) != one.standing.address
        ),
        ignore_conflicts=True,
    )


def _write_old_addresses(pairs: list[tuple[Post, Draft]]) -> None:
    """Keep the addresses that files had on the site they were mirrored from."""
    bulk.insert(
        OldAddress,
        ("path", "post"),
        (
            (path, post.pk)
            for post, draft in pairs
            for path in (*draft.permalinks, _jekyll_address(post, draft))
            if 0 < len(path) <= PATH_LENGTH
        ),
        ignore_conflicts=True,
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many of some posts are public, by the primary key of their outlets and of their tags."""

    sources: Counter[int]
    tags: Counter[int]


def _counts(pks: list[int]) -> _Counts:
    """Return what the counts of outlets and tags owe to these posts (primary keys)."""
    public = Post.objects.published().filter(pk__in=pks)
    listed = PostTag.objects.filter(content_object__in=pks, listed_at__isnull=False)
    return _Counts(
        Counter(public.values_list("source_id", flat=True)),
        Counter(listed.values_list("tag_id", flat=True)),
    )


def _difference(now: Counter[int], before: Counter[int]) -> dict[int, int]:
    return {pk: now[pk] - before[pk] for pk in now | before}


def _paths_by_hash(results: Iterable[Draft | Known]) -> dict[str, list[str]]:
    """Return the paths at which each content was found."""
    paths: defaultdict[str, list[str]] = defaultdict(list)
    for result in results:
        paths[result.hash].append(result.path)
    return paths


def _newest_of_each(drafts: Iterable[Draft]) -> Iterable[Draft]:
    """Return the newest Draft of each post, in the order in which the posts first come."""
    newest: dict[str, Draft] = {}
    for draft in drafts:
        other = newest.setdefault(draft.key, draft)
        if draft.version >= other.version:
            newest[draft.key] = draft
    return newest.values()


def _taken_slugs(drafts: Iterable[Draft]) -> dict[dt.date | None, set[str]]:
    """Return the slugs that the days of these posts have already."""
    days = {utc_day(draft.published_at) for draft in drafts}
    taken: defaultdict[dt.date | None, set[str]] = defaultdict(set)
    for day, slug in Post.objects.filter(day__in=days - {None}).values_list("day", "slug"):
        taken[day].add(slug)
    return taken


def _jekyll_address(post: Post, draft: Draft) -> str:
    """Return where Jekyll showed a file, by its name; empty where our own address tells it."""
    named = _DATED_NAME.fullmatch(draft.path)
    if named is None or draft.state:  # a file of our own form has all addresses that there are
        return ""
    day, name = named.groups()
    is_told = post.day and post.day.isoformat() == day and slug_or_digest(name) == post.slug
    return "" if is_told else f"/{day}/{name}/"


def _restore(post: Post, state: State) -> None:
    """Give a post that comes back from an export what editors had decided."""
    post.status = Post.Status(state.status)
    post.withdrawal_note = state.withdrawal_note
    post.edited = state.edited
    post.created_at = state.archived_at or post.created_at


def _is_undecided(post: Post) -> bool:
    """Return whether a post is a draft because its file was one, not because an editor said so."""
    return post.status == Post.Status.DRAFT and not post.history.exists()


def _too_long(draft: Draft) -> dict[str, Any]:
    """Return the front matter that its column had to cut, whole, so that nothing is lost."""
    limits = (("title", draft.title, TITLE_LENGTH), ("author", draft.byline, BYLINE_LENGTH))
    cut: dict[str, Any] = {name: value for name, value, length in limits if len(value) > length}
    if any(fitting_name(name, TAG_LENGTH) != name for name in draft.tags):
        cut["tags"] = list(draft.tags)
    return cut
