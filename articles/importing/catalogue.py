"""What posts of an archive share: outlets, pictures and tags, found or made for a batch of Drafts.

Which posts a batch makes or changes is for `articles.importing.store`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from articles import markup
from articles.addresses import digest
from articles.importing import bulk
from articles.importing.attachments import Attachment
from articles.importing.draft import Draft
from articles.importing.outlets import shipped
from articles.models import (
    SOURCE_LENGTH,
    TAG_LENGTH,
    Image,
    Source,
    Tag,
    unique_slug,
)
from articles.names import fitting_name, name_key


@dataclass
class Catalogue:
    """Remembers outlets and tags from one batch to the next.

    :param default_source: name of the outlet for posts whose file names none.
    """

    default_source: str
    _sources: dict[str, Source] = field(default_factory=dict)
    _tags: dict[str, int] = field(default_factory=dict)  # primary keys, by the tag's key

    def forget(self) -> None:
        """Forget what may have been undone with a batch."""
        self._sources.clear()
        self._tags.clear()

    def source(self, draft: Draft) -> Source:
        """Return the outlet of a post, made where it is not known yet."""
        name = fitting_name(draft.source or self.default_source or draft.host, SOURCE_LENGTH)
        key = name_key(name)
        source = self._sources.get(key)
        if source is None:
            # The first spelling of a name is kept.
            source, _ = Source.objects.get_or_create(
                key=key, defaults={"name": name, "slug": unique_slug(Source, name), **shipped(key)}
            )
            self._sources[key] = source
        if draft.host and draft.host not in source.hosts:
            source.hosts = [*source.hosts, draft.host]
            source.save(update_fields=["hosts"])
        return source

    def pictures(self, drafts: Iterable[Draft]) -> dict[str, int]:
        """Return the primary keys of the pictures that posts show, made where they are not known yet.

        :returns: by the address of the picture.
        """
        pictures: dict[str, markup.Picture] = {}
        kept: dict[str, Attachment] = {}
        for draft in drafts:
            kept |= {attachment.url: attachment for attachment in draft.attachments}
            for picture in (*draft.pictures, *([draft.lead] if draft.lead else ())):
                pictures.setdefault(picture.url, picture)
        keys = {digest(url): url for url in pictures}
        rows = Image.objects.filter(key__in=keys).values_list("key", "pk")
        found = {keys[key]: pk for key, pk in rows}
        missing = [url for url in pictures if url not in found]
        made = dict(zip(missing, bulk.reserve(Image, len(missing)), strict=True))
        now = timezone.now()
        bulk.insert(
            Image,
            ("id", "key", "created_at", *_PICTURE_FIELDS),
            (
                (pk, digest(url), now, *_picture_row(pictures[url], kept.get(url)))
                for url, pk in made.items()
            ),
        )
        return found | made

    def tags(self, drafts: Iterable[Draft]) -> list[list[int]]:
        """Return for each draft the primary keys of its tags, made where they are not known yet."""
        spelt: dict[str, str] = {}  # the spelling that comes first is kept
        of_drafts: list[list[str]] = []
        for draft in drafts:
            names = [name for tag in draft.tags if (name := fitting_name(tag, TAG_LENGTH))]
            of_drafts.append([name_key(name) for name in names])
            for key, name in zip(of_drafts[-1], names, strict=True):
                spelt.setdefault(key, name)
        self._load_tags(spelt)
        return [list(dict.fromkeys(self._tags[key] for key in keys)) for keys in of_drafts]

    def _load_tags(self, names: Mapping[str, str]) -> None:
        """Hold the tags with these keys ready, made where they are not known yet."""
        missing = [key for key in names if key not in self._tags]
        if not missing:
            return
        self._tags |= dict(Tag.objects.filter(key__in=missing).values_list("key", "pk"))
        for key in missing:
            if key not in self._tags:
                tag = Tag(name=names[key])
                tag.save()  # taggit finds a free slug; new tags are few
                self._tags[key] = tag.pk


_PICTURE_FIELDS = ("url", "alt", "caption", "credit", "file", "sha256", "width", "height")


def _picture_row(picture: markup.Picture, kept: Attachment | None) -> tuple[object, ...]:
    """Return the values of _PICTURE_FIELDS: stored already where it came with the archive."""
    return (
        picture.url,
        picture.alt,
        picture.caption,
        picture.credit,
        kept.name if kept else "",
        kept.sha256 if kept else "",
        kept.width if kept else picture.width,
        kept.height if kept else picture.height,
    )
