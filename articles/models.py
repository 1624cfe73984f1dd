"""What the archive holds: outlets, posts, pictures, tags, originals and import runs.

The words are those of the field: a Source is the outlet that published, a Post one article, an
Image one picture known by its original address, an Original what one file said, byte for byte.
Questions live in `articles.querysets`; how files become rows in `articles.importing.store`.
"""

from __future__ import annotations

import datetime as dt
import math
import uuid
import zlib
from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from articles import markup, search
from articles.addresses import (
    PATH_LENGTH,
    SLUG_LENGTH,
    YEARS,
    digest,
    new_post_key,
    normalise,
    post_key,
    slugify,
)
from articles.markup.rules import KINDS, Rules
from articles.names import fitting_name, name_key
from articles.querysets import (
    AT_DESK,
    SHORT,
    ImageQuerySet,
    ImportRunQuerySet,
    OldAddressQuerySet,
    PostQuerySet,
    PostTagQuerySet,
    SourceQuerySet,
    TagQuerySet,
)
from articles.search import terms

TITLE_LENGTH = 1000
SOURCE_LENGTH = 200
RULES_LENGTH = 20_000  # of each kind: all selectors that are taken, and as many comments
TAG_LENGTH = 100
BYLINE_LENGTH = 500
SILENT_AT_MOST = dt.timedelta(minutes=5)  # a batch of the worst files takes one or two


def slug_or_digest(name: str, length: int = SLUG_LENGTH) -> str:
    """Return a slug for `name`, or part of its digest where it has no letter (`【】`, emoji)."""
    return slugify(name, length) or digest(name)[:8]


class Source(models.Model):
    """An outlet: who published, not where a file lay. Spellings are one as those of a tag are."""

    name = models.CharField(_("name"), max_length=SOURCE_LENGTH, unique=True)
    key = models.CharField(max_length=SOURCE_LENGTH, unique=True, editable=False)
    # Not a SlugField, here and in posts: its rule refuses the marks of Indic and Arabic letters.
    slug = models.CharField(_("slug"), max_length=200, unique=True, blank=True)
    homepage = models.URLField(_("homepage"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    hosts = models.JSONField(_("hosts"), default=list, blank=True, editable=False)
    # Cleaning rules: selectors, one a line, as `articles.markup.rules` takes them.
    remove = models.TextField(
        _("elements to remove"), max_length=RULES_LENGTH, blank=True, default=""
    )
    bylines = models.TextField(
        _("where the author stands"), max_length=RULES_LENGTH, blank=True, default=""
    )
    captions = models.TextField(
        _("captions of pictures"), max_length=RULES_LENGTH, blank=True, default=""
    )
    credits = models.TextField(
        _("credits of pictures"), max_length=RULES_LENGTH, blank=True, default=""
    )
    post_count = models.PositiveIntegerField(_("posts"), default=0, editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        indexes = [models.Index(fields=["-post_count", "name"], name="source_by_size")]

    def __str__(self) -> str:
        return self.name

    @property
    def rules(self) -> Rules:
        """The cleaning rules of its posts."""
        return Rules.of({kind: getattr(self, kind) for kind in KINDS})

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with a slug made of what was typed, else of the name.

        Posts that other rules made are then stale, until `render_posts` makes them again.
        """
        self.slug = unique_slug(Source, self.slug or self.name, self.pk)
        self.key = name_key(self.name)
        saves_rules = self.pk and kwargs.get("update_fields") is None
        before = Source.objects.filter(pk=self.pk).first() if saves_rules else None
        super().save(*args, **kwargs)
        if before and before.rules != self.rules:
            Post.objects.from_source(self).outdate()

    def clean(self) -> None:
        """Refuse a name that another outlet has in another spelling, or one that is too long.

        :raises ValidationError: it is one of these.
        """
        key = name_key(self.name)
        if fitting_name(self.name, SOURCE_LENGTH) != self.name.strip():
            raise ValidationError({"name": _("The name is too long.")})
        other = Source.objects.filter(key=key).exclude(pk=self.pk).first()
        if other:
            message = _("The outlet “%(name)s” has this name already.")
            raise ValidationError({"name": ValidationError(message, params={"name": other})})

    def get_absolute_url(self) -> str:
        """Return the address of the outlet's page."""
        return reverse("source", args=[self.slug])


class Tag(TagBase):
    """A subject. Two spellings that differ in width, case or spaces are one tag."""

    key = models.CharField(max_length=TAG_LENGTH, unique=True, editable=False)
    post_count = models.PositiveIntegerField(_("posts"), default=0, editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        indexes = [models.Index(fields=["-post_count", "name"], name="tag_by_size")]

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Return the slug for a tag's name; taggit asks again with `i` where one is taken."""
        slug = slug_or_digest(tag, 90)
        return slug if i is None else f"{slug}-{i}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the key by which spellings are compared."""
        self.key = name_key(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the address of the tag's page."""
        return reverse("tag", args=[self.slug])


class PostTag(ItemBase):
    """A post carries a tag. `listed_at` makes a tag's page one walk of an index."""

    # Both keys begin an index below, so neither needs one of its own.
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="post_tags", db_index=False)
    content_object = models.ForeignKey(
        "Post", models.CASCADE, related_name="post_tags", db_column="post_id", db_index=False
    )
    listed_at = models.DateTimeField(null=True, editable=False)  # published_at; null: not public

    objects = PostTagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag of a post")
        verbose_name_plural = _("tags of posts")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="post_tag_once")
        ]
        indexes = [
            models.Index(fields=["tag", "-listed_at", "-content_object"], name="post_tag_listed")
        ]

    def __str__(self) -> str:
        return f"{self.tag} · {self.content_object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, listed under the tag if the post is public."""
        post: Post = self.content_object
        self.listed_at = post.published_at if post.is_public else None
        super().save(*args, **kwargs)


class Image(models.Model):
    """A picture, known by its original address. The words are those it came with first."""

    url = models.TextField(_("original address"))
    key = models.CharField(max_length=32, unique=True, editable=False)
    alt = models.TextField(_("alternative text"), blank=True)
    caption = models.TextField(_("caption"), blank=True)
    credit = models.TextField(_("credit"), blank=True)
    file = models.ImageField(
        _("file"),
        upload_to="originals",
        blank=True,
        width_field="width",
        height_field="height",
        max_length=200,
    )
    width = models.PositiveIntegerField(_("width (pixels)"), null=True, blank=True, editable=False)
    height = models.PositiveIntegerField(
        _("height (pixels)"), null=True, blank=True, editable=False
    )
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["-id"], condition=Q(file=""), name="picture_not_stored"),
            models.Index(fields=["-id"], condition=Q(alt=""), name="picture_without_alt"),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or self.url

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the key that the address gives; an upload is known by its own address."""
        self.url = self.url or f"upload:{uuid.uuid4().hex}"
        self.key = digest(self.url)
        super().save(*args, **kwargs)

    @property
    def host(self) -> str:
        """The host of the original address, empty for a picture that came with the archive."""
        return urlsplit(self.url).hostname or ""

    @property
    def may_hotlink(self) -> bool:
        """Whether a page may load it from its outlet: never the still of a player."""
        return bool(self.host) and not markup.is_still(self.url)


class PostImage(models.Model):
    """A post shows a picture, at a place counted from 0."""

    post = models.ForeignKey(  # the constraint's index begins with it
        "Post", models.CASCADE, related_name="post_images", db_index=False
    )
    image = models.ForeignKey(Image, models.CASCADE, related_name="post_images")
    position = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("picture of a post")
        verbose_name_plural = _("pictures of posts")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["post", "position"], name="post_image_position")
        ]

    def __str__(self) -> str:
        return f"{self.post_id} · {self.position}"


class Post(models.Model):  # type: ignore[django-manager-missing]  # taggit has no types
    """One article, as readers see it. What the files said stays in its originals."""

    class Status(models.TextChoices):
        """How far a post is on its way; only `PUBLISHED` is public."""

        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        SCHEDULED = "scheduled", _("scheduled")  # public when its date has come
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    slug = models.CharField(_("slug"), max_length=140, blank=True)
    day = models.DateField(editable=False, null=True)  # the UTC date of published_at
    summary = models.TextField(_("summary"), blank=True)
    language = models.CharField(_("language"), max_length=16, default="zh-Hans")
    byline = models.CharField(_("byline"), max_length=BYLINE_LENGTH, blank=True)
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        verbose_name=_("source"),
        related_name="posts",
        db_index=False,  # the index post_source begins with it
    )
    source_url = models.TextField(_("original address"), blank=True)
    key = models.CharField(max_length=32, unique=True, default=new_post_key, editable=False)
    published_at = models.DateTimeField(pgettext_lazy("time", "published"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    withdrawal_note = models.TextField(_("why it was withdrawn"), blank=True)
    allow_comments = models.BooleanField(_("letters to the editors"), default=False)
    lead_image = models.ForeignKey(
        Image,
        models.SET_NULL,
        verbose_name=_("lead picture"),
        null=True,
        blank=True,
        related_name="leads",
    )
    images = models.ManyToManyField(Image, through=PostImage, related_name="posts")
    extra = models.JSONField(_("other front matter"), default=dict, blank=True)
    edited = models.BooleanField(_("edited here"), default=False, editable=False)
    newer_original = models.BooleanField(
        _("the outlet changed it since"), default=False, editable=False
    )
    rendered_by = models.PositiveSmallIntegerField(default=0, editable=False)  # 0: never
    created_at = models.DateTimeField(_("archived"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    body = models.TextField(_("body"), blank=True)

    tags = TaggableManager(through=PostTag, blank=True, verbose_name=_("tags"))
    # The reason of a change is also where writers and editors talk of a draft.
    history = HistoricalRecords(
        excluded_fields=["updated_at"], history_change_reason_field=models.TextField(null=True)
    )
    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        permissions = [("publish_post", "Can publish, withdraw and change all posts")]
        constraints = [models.UniqueConstraint(fields=["day", "slug"], name="post_slug_once_a_day")]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="post_listed"),
            models.Index(fields=["source", "status", "-published_at", "-id"], name="post_source"),
            models.Index(fields=["byline", "status", "-published_at", "-id"], name="post_author"),
            # Covers the archive's counts and the sitemap's months: neither reads a row.
            models.Index(fields=["status", "day", "published_at", "updated_at"], name="post_day"),
            models.Index(fields=["rendered_by"], name="post_rendered_by"),
            # The lists of the desk, and those of its rare marks.
            models.Index(*AT_DESK, name="post_desk"),
            models.Index("status", *AT_DESK, name="post_desk_status"),
            models.Index("source", *AT_DESK, name="post_desk_source"),
            models.Index("language", *AT_DESK, name="post_desk_language"),
            models.Index(*AT_DESK, condition=Q(edited=True), name="post_desk_edited"),
            models.Index(*AT_DESK, condition=Q(newer_original=True), name="post_desk_newer"),
            models.Index(*AT_DESK, condition=SHORT, name="post_desk_short"),
            models.Index(fields=["created_at", "source"], name="post_archived"),
        ]

    # A change of the text settles that a newer original asks for review.
    TEXT_FIELDS: ClassVar[frozenset[str]] = frozenset(
        {"title", "summary", "byline", "body", "language", "published_at", "source_url", "source"}
    )
    # What a newer original would overwrite: where an editor changed any of it, it asks for review.
    OVERWRITTEN_FIELDS: ClassVar[frozenset[str]] = TEXT_FIELDS | {
        "lead_image",
        "allow_comments",
        "tags",
    }

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """Whether anyone may read it."""
        return self.status == self.Status.PUBLISHED and self.published_at is not None

    @property
    def has_page(self) -> bool:
        """Whether its address answers: with the post, or that it was withdrawn and why."""
        return self.day is not None and self.status in {
            self.Status.PUBLISHED,
            self.Status.WITHDRAWN,
        }

    def get_absolute_url(self) -> str:
        """Return the address of the page; the date in it is UTC, whatever TIME_ZONE says."""
        if self.day is None:
            return reverse("home")
        return reverse("post", args=[*self.day.isoformat().split("-"), self.slug])

    def get_changes_url(self) -> str:
        """Return the address of the page that shows what the outlet changed."""
        return f"{self.get_absolute_url()}changes/"

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save what an editor wrote: cleaned, addressed, listed and searchable in one transaction.

        The import writes in batches instead (`articles.importing.store`) and comes to the same.
        """
        # Locked, since an import may be about to write it (PostgreSQL; in SQLite one writes at a time).
        before = Post.objects.select_for_update().filter(pk=self.pk).first()
        # Without a base: the import has made the outlet's addresses whole, so what is relative is ours.
        rendered = markup.render(self.body, title=self.title, video=self.source_url)
        self.title = " ".join(self.title.splitlines()).strip()[:TITLE_LENGTH]
        self.summary = self._summary(rendered.summary, before)
        self.body, self.rendered_by = rendered.html, markup.RENDERED_BY
        self.key = self._identity()
        self.status = self._status(before)
        self.day = utc_day(self.published_at)
        self.slug = free_slug(self.day, self.slug or self.title, self.pk)
        images = _images(rendered.pictures)
        self.lead_image = self._lead(images, before)
        super().save(*args, **kwargs)
        if before:
            OldAddress.objects.keep(before.get_absolute_url(), self)
        self._save_images(images)
        self.relist(rendered.text)
        sources = {self.source_id, before.source_id if before else self.source_id}
        Source.objects.filter(pk__in=sources).recount()

    def clean(self) -> None:
        """Refuse a second post of one original address, and a date that no page can show.

        :raises ValidationError: another post has this address, or the year is not one of YEARS.
        """
        if self.published_at and self.published_at.year not in YEARS:
            raise ValidationError({"published_at": _("Give a year from 1000 to 9998.")})
        other = Post.objects.filter(key=self._identity()).exclude(pk=self.pk).first()
        if other:
            message = _("The post “%(title)s” has this address already.")
            raise ValidationError({"source_url": ValidationError(message, params={"title": other})})

    def _identity(self) -> str:
        """Return the key: that of the import stays, so that a newer original finds its post."""
        if not self.source_url or (self.pk and self.originals.exists()):
            return self.key
        return post_key(self.source_url) if normalise(self.source_url) else self.key

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the post with its place in search and in the counts."""
        with transaction.atomic():
            tags = list(self.tags.values_list("pk", flat=True))
            search.remove([self.pk])
            deleted = super().delete(*args, **kwargs)
            Source.objects.filter(pk=self.source_id).recount()
            Tag.objects.filter(pk__in=tags).recount()
        return deleted

    def relist(self, text: str | None = None) -> None:
        """Bring the post's places in tag pages and in search up to its present state.

        :param text: the visible text of the body, where the caller has it.
        """
        if text is None:
            text = markup.render(self.body).text
        PostTag.objects.filter(content_object=self).relist()
        Tag.objects.filter(post_tags__content_object=self.pk).recount()
        search.index([search_entry(self, *map(terms.index_terms, (self.title, self.byline, text)))])

    def _status(self, before: Post | None) -> str:
        """Return the status: whether what is to be published is so now or later, its date says.

        A date in the future that an import brought is a fault of the outlet's, and hides nothing.
        """
        if self.status not in {self.Status.PUBLISHED, self.Status.SCHEDULED}:
            return self.status
        stays = before is not None and before.is_public and before.published_at == self.published_at
        if stays and self.status == self.Status.PUBLISHED:
            return self.status
        is_later = self.published_at is not None and self.published_at > timezone.now()
        return self.Status.SCHEDULED if is_later else self.Status.PUBLISHED

    def _summary(self, first_words: str, before: Post | None) -> str:
        """Return an editor's summary, else the first words of the body as it is now."""
        is_own = self.summary and not (
            before
            and self.summary == before.summary
            and self.summary == markup.render(before.body, title=before.title).summary
        )
        return self.summary if is_own else first_words

    def _lead(self, images: list[Image], before: Post | None) -> Image | None:
        """Return the picture that an editor chose, else the first of the body as it is now."""
        chosen = self.lead_image
        left_the_body = (
            chosen is not None
            and before is not None
            and before.lead_image_id == chosen.pk
            and chosen not in images
            and before.images.filter(pk=chosen.pk).exists()
        )
        return next(iter(images), None) if chosen is None or left_the_body else chosen

    def _save_images(self, images: list[Image]) -> None:
        """Hold the rows of PostImage to the pictures that the body shows."""
        PostImage.objects.filter(post=self).delete()
        PostImage.objects.bulk_create(
            PostImage(post=self, image=image, position=position)
            for position, image in enumerate(images)
        )


def _images(pictures: Iterable[markup.Picture]) -> list[Image]:
    """Return the rows of the pictures that a body shows, made where they are not known yet."""
    return [
        Image.objects.get_or_create(
            key=digest(picture.url),
            defaults={
                "url": picture.url,
                "alt": picture.alt,
                "caption": picture.caption,
                "credit": picture.credit,
            },
        )[0]
        for picture in pictures
    ]


class Original(models.Model):
    """What one file said, byte for byte: kept for ever and never changed."""

    # Kept for ever: a post that came from the archive is withdrawn, never deleted.
    post = models.ForeignKey(Post, models.PROTECT, related_name="originals")
    run = models.ForeignKey(  # an index below begins with it
        "ImportRun", models.SET_NULL, null=True, related_name="originals", editable=False,
        db_index=False,
    )  # fmt: skip
    hash = models.CharField(max_length=32, unique=True, editable=False)
    size = models.PositiveIntegerField(_("size (bytes)"))
    crawled_at = models.DateTimeField(_("crawled"), null=True)
    paths = models.JSONField(_("found at"), default=list)
    created_at = models.DateTimeField(_("imported"), auto_now_add=True)
    # Where the pictures are served that lay beside it: what it takes to read it again without them.
    pictures = models.JSONField(default=dict, editable=False)
    # The zone of its site, by which times of day that name none are read; empty where it is UTC.
    zone = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    # Whether it is an export of ours: of those of one state the later holds.
    exported = models.BooleanField(default=False, db_default=False, editable=False)
    packed = models.BinaryField()  # zlib (RFC 1950)

    class Meta:
        verbose_name = _("original")
        verbose_name_plural = _("originals")
        ordering = ["-crawled_at", "-id"]
        # The posts of a run are found without reading a row: these are the widest that there are.
        indexes = [models.Index(fields=["run", "post"], name="original_run")]

    def __str__(self) -> str:
        return str(self.paths[0]) if self.paths else self.hash

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return zlib.decompress(bytes(self.packed))


class ImportRun(models.Model):
    """One call of the import command, with what it found and what it refused."""

    class Outcome(models.TextChoices):
        """How a run ended; one that was killed is `RUNNING` until the next one settles it."""

        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        STOPPED = "stopped", _("stopped")
        KILLED = "killed", _("stopped without an end")

    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(pgettext_lazy("time", "finished"), null=True)
    # When it last wrote its counts: one that has not for a while was killed.
    seen_at = models.DateTimeField(default=timezone.now, editable=False)
    started_by = models.CharField(_("started by"), max_length=150, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.RUNNING
    )
    reason = models.TextField(_("why it stopped"), blank=True)
    dry_run = models.BooleanField(_("looked only"), default=False)
    paths = models.JSONField(_("paths"), default=list)
    report = models.CharField(_("report"), max_length=1000, blank=True)  # path of its file
    total = models.PositiveIntegerField(_("files found"), default=0)
    files = models.PositiveIntegerField(_("files"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    duplicate = models.PositiveIntegerField(_("duplicate"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    warned = models.PositiveIntegerField(_("with warnings"), default=0)
    rejections = models.JSONField(_("rejected files"), default=list)
    warnings = models.JSONField(_("warnings"), default=list)
    outlets = models.JSONField(
        _("by outlet"), default=list
    )  # [name, {outcome: files}], largest first

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["-id"], condition=~Q(outcome="finished"), name="run_not_finished")
        ]

    def __str__(self) -> str:
        return f"#{self.pk} · {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        """Whether it goes on: one that was killed says nothing any more."""
        silent = timezone.now() - self.seen_at
        return self.outcome == self.Outcome.RUNNING and silent < SILENT_AT_MOST


class OldAddress(models.Model):
    """A path under which a post was once found, here or on the site it was mirrored from."""

    path = models.CharField(max_length=PATH_LENGTH, unique=True)
    post = models.ForeignKey(Post, models.CASCADE, related_name="old_addresses")

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")

    def __str__(self) -> str:
        return self.path


class OpenForm(models.Model):
    """A form of a post that somebody has open, and what they typed in it and did not save.

    :ivar post: None where it is not saved yet.
    :ivar typed: by the names of the form's fields; empty where nothing waits to be saved.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="open_forms")
    seen_at = models.DateTimeField()
    typed = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("open form")
        verbose_name_plural = _("open forms")
        constraints = [
            models.UniqueConstraint(fields=["user", "post"], name="open_form_once"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(post__isnull=True), name="open_form_of_a_new_post_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.post_id}"


def utc_day(moment: dt.datetime | None) -> dt.date | None:
    """Return the UTC date of a moment."""
    return moment.astimezone(dt.UTC).date() if moment else None


def number_slug(slug: str, taken: set[str]) -> str:
    """Return `slug`, or `slug-2`, `slug-3` … where it is taken."""
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"


def free_slug(day: dt.date | None, text: str, pk: Any) -> str:
    """Return a slug for `text` that no other post of the day has."""
    slug = slug_or_digest(text)
    others = Post.objects.filter(day=day, slug__startswith=slug).exclude(pk=pk)
    return number_slug(slug, set(others.values_list("slug", flat=True)))


def unique_slug(model: type[Source], name: str, pk: Any = None) -> str:
    """Return a slug for `name` that no other row of `model` has."""
    slug = slug_or_digest(name, 180)
    others = model.objects.filter(slug__startswith=slug).exclude(pk=pk)
    taken = others.values_list("slug", flat=True)
    return number_slug(slug, set(taken))


def search_entry(post: Post, title: str, byline: str, body: str) -> search.Entry:
    """Return what the search index holds of a post: its place, and the terms of its words."""
    return search.Entry(
        post_id=post.pk,
        moment=math.floor(post.published_at.timestamp()) if post.published_at else 0,
        public=post.is_public,
        source_id=post.source_id,
        title=title,
        byline=byline,
        body=body,
    )
