"""Drafts to rows: a batch lands in one transaction, with its tags, pictures and search terms.

Nothing here reads a file's text. A post is what its newest original says, unless an editor has
changed it; then a newer original only asks for review.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from articles import markup, search
from articles.addresses import digest
from articles.importing.attachments import Attachment
from articles.importing.draft import Draft, Known, version
from articles.models import (
    TITLE_LENGTH,
    Image,
    ImportRun,
    OldAddress,
    Original,
    Post,
    PostImage,
    PostTag,
    Source,
    Tag,
    name_key,
    number_slug,
    search_entry,
    slug_or_digest,
    unique_slug,
    utc_day,
)

# What a newer original overwrites. Slug and status stay: links and decisions of editors hold.
_OVERWRITTEN = (
    "title", "slug", "day", "summary", "language", "byline", "source", "source_url",
    "published_at", "allow_comments", "lead_image", "extra", "rendered_by", "body", "updated_at",
)  # fmt: skip
NEW, CHANGED, UNCHANGED, DUPLICATE = "new", "changed", "unchanged", "duplicate"


@dataclass
class Store:
    """Writes batches of Drafts; remembers outlets and tags from one batch to the next.

    :param run: the import run that new originals belong to; None where there are none.
    :param default_source: name of the outlet for posts whose file names none.
    """

    run: ImportRun | None
    default_source: str
    _sources: dict[str, Source] = field(default_factory=dict)
    _tags: dict[str, Tag] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def known_hashes(self) -> set[str]:
        """Return the hashes of all contents imported so far."""
        return set(Original.objects.values_list("hash", flat=True).iterator(chunk_size=20_000))

    @transaction.atomic
    def save(
        self, results: Sequence[Draft | Known], *, force: bool = False, keep_files: bool = True
    ) -> list[str]:
        """Write one batch.

        :param results: what the workers made of the files.
        :param force: make posts again whose newest original is among those known.
        :param keep_files: store the pictures that lie in the archive (not in a dry run).
        :returns: for each result whether it was new, changed, unchanged or duplicate.
        """
        paths = _paths_by_hash(results)
        known = self._add_paths(paths)
        outcomes: list[str] = []
        fresh: dict[str, Draft] = {}
        again: dict[str, Draft] = {}
        for result in results:
            if result.hash in fresh or result.hash in self._seen:
                outcomes.append(DUPLICATE)
            elif result.hash in known or isinstance(result, Known):
                outcomes.append(UNCHANGED)
                if force and isinstance(result, Draft):
                    again[result.hash] = result
            else:
                outcomes.append(NEW)
                fresh[result.hash] = result
        self._seen.update(fresh)
        drafts = [*fresh.values(), *again.values()]
        if drafts:
            if keep_files:
                self._keep_files(drafts)
            made = self._write(list(fresh.values()), list(again.values()), paths)
            for place, result in enumerate(results):
                if outcomes[place] == NEW and result.hash not in made:
                    outcomes[place] = CHANGED
        return outcomes

    def _keep_files(self, drafts: Iterable[Draft]) -> None:
        """Store the pictures of the archive that these posts show, each content once."""
        for attachment in {a.name: a for draft in drafts for a in draft.attachments}.values():
            if not default_storage.exists(attachment.name):
                with attachment.path.open("rb") as file:
                    default_storage.save(attachment.name, File(file))

    def _add_paths(self, paths: dict[str, list[str]]) -> set[str]:
        """Note new paths of known contents; return the hashes that are known."""
        stale = []
        known = set()
        for original in Original.objects.filter(hash__in=paths).defer("packed"):
            known.add(original.hash)
            missing = [path for path in paths[original.hash] if path not in original.paths]
            if missing:
                original.paths = [*original.paths, *missing]
                stale.append(original)
        Original.objects.bulk_update(stale, ["paths"])
        return known

    def _write(
        self, fresh: list[Draft], again: list[Draft], paths: dict[str, list[str]]
    ) -> set[str]:
        """Write new originals, and the posts that they or `again` make or change.

        :returns: the hashes of the originals that made a new post.
        """
        keys = {draft.key for draft in (*fresh, *again)}
        found = Post.objects.filter(key__in=keys).defer("body")
        posts = {post.key: post for post in found}
        shown = self._shown_versions(found)
        new: list[tuple[Post, Draft]] = []
        newer: list[tuple[Post, Draft]] = []
        for draft in _newest_of_each(fresh):
            post = posts.get(draft.key)
            if post is None:
                posts[draft.key] = post = Post(key=draft.key)
                new.append((post, draft))
            elif draft.version > shown[post.pk]:
                newer.append((post, draft))
        same = [
            (posts[draft.key], draft)
            for draft in again
            if draft.key in posts and draft.version == shown[posts[draft.key].pk]
        ]
        asking = [post.pk for post, _ in newer if post.edited]
        Post.objects.filter(pk__in=asking).update(newer_original=True)
        self._write_posts(new, [pair for pair in newer + same if not pair[0].edited])
        self._write_originals(fresh, posts, paths)
        return {draft.hash for _, draft in new}

    def _shown_versions(self, posts: Iterable[Post]) -> dict[int, tuple[dt.datetime, str]]:
        """Return for each post the version of the newest original that it has."""
        shown: dict[int, tuple[dt.datetime, str]] = {}
        rows = Original.objects.filter(post__in=[post.pk for post in posts])
        for pk, crawled_at, content_hash in rows.values_list("post_id", "crawled_at", "hash"):
            shown[pk] = max(version(crawled_at, content_hash), shown.get(pk, version(None, "")))
        return defaultdict(lambda: version(None, ""), shown)

    def _write_posts(
        self, new: list[tuple[Post, Draft]], changed: list[tuple[Post, Draft]]
    ) -> None:
        """Write posts with their tags, pictures, old addresses and search terms."""
        pairs = new + changed
        if not pairs:
            return
        images = self._images(draft for _, draft in pairs)
        counted = _counts(post.pk for post, _ in changed)
        moved: list[OldAddress] = []
        taken = _taken_slugs(draft for _, draft in pairs)
        for post, draft in pairs:
            before = post.get_absolute_url() if post.pk and post.day else ""
            self._fill(post, draft, images, taken)
            if before and before != post.get_absolute_url():
                moved.append(OldAddress(path=unquote(before), post=post))
        Post.objects.bulk_create([post for post, _ in new], batch_size=200)
        Post.objects.bulk_update([post for post, _ in changed], _OVERWRITTEN, batch_size=50)
        self._write_tags(pairs)
        PostImage.objects.filter(post__in=[post.pk for post, _ in changed]).delete()
        PostImage.objects.bulk_create(
            PostImage(post=post, image=images[digest(picture.url)], position=position)
            for post, draft in pairs
            for position, picture in enumerate(draft.pictures)
        )
        moved += [
            OldAddress(path=draft.permalink[:500], post=post)
            for post, draft in pairs
            if draft.permalink.startswith("/")
        ]
        OldAddress.objects.bulk_create(moved, ignore_conflicts=True)
        search.index(
            [search_entry(post, draft.title_terms, draft.body_terms) for post, draft in pairs]
        )
        now = _counts(post.pk for post, _ in pairs)
        Source.objects.count_more(_difference(now.sources, counted.sources))
        Tag.objects.count_more(_difference(now.tags, counted.tags))

    def _fill(
        self,
        post: Post,
        draft: Draft,
        images: dict[str, Image],
        taken: dict[dt.date | None, set[str]],
    ) -> None:
        """Copy a Draft into a post."""
        day = utc_day(draft.published_at)
        if not post.pk:
            post.status = Post.Status.PUBLISHED if draft.public else Post.Status.DRAFT
        if not post.slug or post.day != day:
            post.slug = number_slug(slug_or_digest(draft.title, 120), taken[day])
            taken[day].add(post.slug)
        post.title = draft.title[:TITLE_LENGTH]
        post.day = day
        post.summary = draft.summary
        post.language = draft.language[:16]
        post.byline = draft.byline[:500]
        post.source = self._source(draft)
        post.source_url = draft.source_url
        post.published_at = draft.published_at
        post.allow_comments = draft.allow_comments
        post.lead_image = images[digest(draft.pictures[0].url)] if draft.pictures else None
        post.extra = draft.extra | _too_long(draft)
        post.rendered_by = markup.RENDERED_BY
        post.body = draft.body
        post.updated_at = dt.datetime.now(dt.UTC)

    def _source(self, draft: Draft) -> Source:
        """Return the outlet of a post, made where it is not known yet."""
        name = (draft.source or self.default_source or draft.host)[:200]
        source = self._sources.get(name)
        if source is None:
            source, _ = Source.objects.get_or_create(
                name=name, defaults={"slug": unique_slug(Source, name)}
            )
            self._sources[name] = source
        if draft.host and draft.host not in source.hosts:
            source.hosts = [*source.hosts, draft.host]
            source.save(update_fields=["hosts"])
        return source

    def _images(self, drafts: Iterable[Draft]) -> dict[str, Image]:
        """Return the pictures that the posts show, by key, made where they are not known yet."""
        pictures: dict[str, markup.Picture] = {}
        kept: dict[str, Attachment] = {}
        for draft in drafts:
            kept |= {attachment.url: attachment for attachment in draft.attachments}
            for picture in draft.pictures:
                pictures.setdefault(digest(picture.url), picture)
        found = set(Image.objects.filter(key__in=pictures).values_list("key", flat=True))
        Image.objects.bulk_create(
            _image(key, picture, kept.get(picture.url))
            for key, picture in pictures.items()
            if key not in found
        )
        return {image.key: image for image in Image.objects.filter(key__in=pictures)}

    def _write_tags(self, pairs: list[tuple[Post, Draft]]) -> None:
        """Give the posts the tags that their files name, and those only."""
        names: dict[str, str] = {}  # the spelling that comes first is kept
        for name in (name for _, draft in pairs for name in draft.tags):
            names.setdefault(name_key(name), name)
        self._load_tags(names)
        posts = [post.pk for post, _ in pairs]
        PostTag.objects.filter(content_object__in=posts).delete()
        PostTag.objects.bulk_create(
            PostTag(
                content_object=post,
                tag=tag,
                listed_at=post.published_at if post.is_public else None,
            )
            for post, draft in pairs
            for tag in dict.fromkeys(self._tags[name_key(name)] for name in draft.tags)
        )

    def _load_tags(self, names: dict[str, str]) -> None:
        """Hold the tags with these keys ready, made where they are not known yet."""
        missing = [key for key in names if key not in self._tags]
        if not missing:
            return
        self._tags |= {tag.key: tag for tag in Tag.objects.filter(key__in=missing)}
        for key in missing:
            if key not in self._tags:
                tag = Tag(name=names[key][:100])
                tag.save()  # taggit finds a free slug; new tags are few
                self._tags[key] = tag

    def _write_originals(
        self, drafts: list[Draft], posts: dict[str, Post], paths: dict[str, list[str]]
    ) -> None:
        """Keep what the files said."""
        Original.objects.bulk_create(
            (
                Original(
                    post=posts[draft.key],
                    run=self.run,
                    hash=draft.hash,
                    size=draft.size,
                    crawled_at=draft.crawled_at,
                    paths=paths[draft.hash],
                    pictures=draft.addresses,
                    packed=draft.packed,
                )
                for draft in drafts
            ),
            batch_size=200,
        )


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many of some posts are public, by the primary key of their outlets and of their tags."""

    sources: Counter[int]
    tags: Counter[int]


def _counts(posts: Iterable[int]) -> _Counts:
    """Return what the counts of outlets and tags owe to these posts (primary keys)."""
    pks = list(posts)
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
        if draft.version > other.version:
            newest[draft.key] = draft
    return newest.values()


def _taken_slugs(drafts: Iterable[Draft]) -> dict[dt.date | None, set[str]]:
    """Return the slugs that the days of these posts have already."""
    days = {utc_day(draft.published_at) for draft in drafts}
    taken: defaultdict[dt.date | None, set[str]] = defaultdict(set)
    for day, slug in Post.objects.filter(day__in=days - {None}).values_list("day", "slug"):
        taken[day].add(slug)
    return taken


def _image(key: str, picture: markup.Picture, kept: Attachment | None) -> Image:
    """Return the row of a picture: stored already where it came with the archive."""
    return Image(
        key=key,
        url=picture.url,
        alt=picture.alt,
        caption=picture.caption,
        credit=picture.credit,
        file=kept.name if kept else "",
        sha256=kept.sha256 if kept else "",
        width=kept.width if kept else picture.width,
        height=kept.height if kept else picture.height,
    )


def _too_long(draft: Draft) -> dict[str, str]:
    """Return the front matter that its column had to cut, whole, so that nothing is lost."""
    limits = (("title", draft.title, TITLE_LENGTH), ("author", draft.byline, 500))
    return {name: value for name, value, length in limits if len(value) > length}
