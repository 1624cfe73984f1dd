"""Outlets, pictures, tags and import runs at the desk."""

import hashlib
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.admin.lists import BoundedPaginator
from articles.images import pictures
from articles.models import Image, ImportRun, PostTag, Source, Tag


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    """Outlets."""

    list_display = ("name", "posts", "shown_hosts", "created_at")
    search_fields = ("name", "homepage")
    ordering = ("-post_count", "name")
    readonly_fields = ("posts", "shown_hosts")
    fields = ("name", "slug", "homepage", "description", "posts", "shown_hosts")

    @admin.display(description=_("posts"), ordering="post_count")
    def posts(self, source: Source) -> str:
        """How many posts are public, and the way to all of them."""
        address = reverse("admin:articles_post_changelist") + f"?source={source.pk}"
        return format_html('<a href="{}">{}</a>', address, source.post_count)

    @admin.display(description=_("hosts"))
    def shown_hosts(self, source: Source) -> str:
        """The hosts that its posts came from."""
        return ", ".join(source.hosts) or "—"


class ImageForm(forms.ModelForm):
    """The form of a picture; an upload passes the same checks as everything else."""

    class Meta:
        model = Image
        fields = ("file", "alt", "caption", "credit")
        widgets = {
            name: forms.Textarea(attrs={"rows": 2, "cols": 80})
            for name in ("alt", "caption", "credit")
        }

    def clean_file(self) -> Any:
        """Take a picture that our own decoder has read to its end, under a name by its content."""
        file = self.cleaned_data.get("file")
        if not isinstance(file, UploadedFile):
            return file
        if (file.size or 0) > pictures.MAX_BYTES:
            raise forms.ValidationError(_("The file is too large."))
        file.seek(0)
        data = file.read()
        try:
            verified = pictures.verify(data)
        except pictures.PictureError as error:
            raise forms.ValidationError(str(error)) from None
        self.instance.sha256 = hashlib.sha256(data).hexdigest()
        name = f"{verified.sha256[:2]}/{verified.sha256}{verified.extension}"
        return ContentFile(data, name)


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    """Pictures."""

    form = ImageForm
    paginator = BoundedPaginator
    show_full_result_count = False
    list_display = ("preview", "__str__", "host", "stored", "created_at")
    list_display_links = ("preview", "__str__")
    search_fields = ("caption", "alt", "url")
    readonly_fields = ("preview", "url", "size", "shown_in")
    fields = ("preview", "file", "alt", "caption", "credit", "url", "size", "shown_in")

    @admin.display(description=_("picture"))
    def preview(self, image: Image) -> str:
        """The picture, where it is stored here."""
        if not image.file:
            return "—"
        return format_html('<img src="{}" alt="" height="96" loading="lazy">', image.file.url)

    @admin.display(description=_("stored"), boolean=True)
    def stored(self, image: Image) -> bool:
        """Whether its file is kept here."""
        return bool(image.file)

    @admin.display(description=_("size (pixels)"))
    def size(self, image: Image) -> str:
        """Width and height."""
        return f"{image.width} × {image.height}" if image.width and image.height else "—"

    @admin.display(description=_("posts"))
    def shown_in(self, image: Image) -> str:
        """The posts that show it, the first twenty."""
        if not image.pk:
            return "—"
        posts = image.posts.only("title")[:20]
        rows = ((reverse("admin:articles_post_change", args=[post.pk]), post) for post in posts)
        return format_html_join("", '<div><a href="{}">{}</a></div>', rows) or "—"


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """Tags. No form of tagged posts: the largest has tens of thousands."""

    list_display = ("name", "slug", "post_count")
    search_fields = ("name", "slug")
    ordering = ("-post_count", "name")
    fields = ("name", "slug", "post_count")
    readonly_fields = ("post_count",)
    actions = ("merge",)

    @admin.action(description=_("Merge into one…"), permissions=["change", "delete"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Tag]) -> HttpResponse | None:
        """Give the posts of several tags the one that the editor chooses, and delete the others."""
        tags = list(queryset)
        target = next((tag for tag in tags if str(tag.pk) == request.POST.get("target")), None)
        if target is None:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Merge tags"),
                "tags": tags,
                "opts": self.model._meta,
            }
            return TemplateResponse(request, "admin/articles/tag/merge.html", context)
        merge_tags(target, [tag for tag in tags if tag != target])
        self.message_user(request, _("The tags are one now: %s") % target, messages.SUCCESS)
        return None


@transaction.atomic
def merge_tags(target: Tag, others: list[Tag]) -> None:
    """Move all posts of `others` to `target` and delete `others`."""
    rows = PostTag.objects.filter(tag__in=others)
    has_target = PostTag.objects.filter(tag=target).values("content_object")
    rows.filter(content_object__in=has_target).delete()
    # A post that has two of the others keeps one row; the rest goes with its tag.
    first: dict[int, int] = {}
    for pk, post in rows.order_by("pk").values_list("pk", "content_object"):
        first.setdefault(post, pk)
    kept = list(first.values())
    for start in range(0, len(kept), 500):
        PostTag.objects.filter(pk__in=kept[start : start + 500]).update(tag=target)
    Tag.objects.filter(pk__in=[tag.pk for tag in others]).delete()
    Tag.objects.filter(pk=target.pk).recount()


@admin.register(ImportRun)
class ImportRunAdmin(admin.ModelAdmin):
    """Import runs: read, never written."""

    list_display = (
        "__str__", "outcome", "files", "new", "changed", "unchanged", "duplicate", "rejected",
    )  # fmt: skip
    list_filter = ("outcome",)
    fields = (
        "started_at", "finished_at", "outcome", "paths", "files", "new", "changed", "unchanged",
        "duplicate", "rejected", "refused",
    )  # fmt: skip
    readonly_fields = fields

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Runs are made by the command alone."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: ImportRun | None = None) -> bool:
        """What happened does not change."""
        return False

    @admin.display(description=_("rejected files"))
    def refused(self, run: ImportRun) -> str:
        """Each file that was rejected: where, and why."""
        rows = ((row["path"], row["line"], row["reason"]) for row in run.rejections)
        lines = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", rows)
        return format_html("<table>{}</table>", lines) if lines else "—"
