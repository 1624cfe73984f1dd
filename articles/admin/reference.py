"""Outlets, pictures and tags at the desk."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.addresses import digest, slugify
from articles.admin.filters import AltFilter, SilentFilter, StoredFilter
from articles.admin.lists import BoundedAdmin, thumbnail
from articles.admin.rules import AtWorkForm, RulesForm, shown
from articles.images import pictures
from articles.images.keeping import is_kept
from articles.markup import RENDERED_BY
from articles.markup.rules import KINDS
from articles.models import Image, Post, PostTag, Source, Tag
from articles.names import name_key


@admin.register(Source)
class SourceAdmin(BoundedAdmin):
    """Outlets. One that has posts is not deleted, and a deletion is a matter of one by one."""

    form = RulesForm
    list_display = ("name", "posts", "shown_hosts", "created_at")
    list_filter = (SilentFilter,)
    search_fields = ("name", "homepage")
    ordering = ("-post_count", "name")
    readonly_fields = ("posts", "shown_hosts")
    # Of an address that is typed without a scheme. From Django 6 on it is the default.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = (
        (None, {"fields": ("name", "slug", "homepage", "description", "posts", "shown_hosts")}),
        (
            _("Cleaning rules"),
            {
                "fields": KINDS,
                "description": _(
                    "CSS selectors, one a line. At the end of a line, /* a comment */ may say what "
                    "it is for."
                ),
            },
        ),
    )

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return the actions of the list, without that which deletes."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """Whether this outlet may go: one with posts may not, whatever their status."""
        may: bool = super().has_delete_permission(request, obj)
        return may and (obj is None or not obj.posts.exists())

    @admin.display(description=_("posts"), ordering="post_count")
    def posts(self, source: Source) -> str:
        """How many posts are public, and the way to all of them."""
        address = reverse("admin:articles_post_changelist") + f"?source={source.pk}"
        return format_html('<a href="{}">{}</a>', address, source.post_count)

    @admin.display(description=_("hosts"))
    def shown_hosts(self, source: Source) -> str:
        """The hosts that its posts came from."""
        return ", ".join(source.hosts) or "—"

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:  # noqa: FBT001
        """Save, and say how many posts wait to be made again by other rules."""
        before = Source.objects.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        if before and before.rules != obj.rules:
            waiting = Post.objects.from_source(obj).filter(edited=False).stale(RENDERED_BY).count()
            message = _("Posts that wait for “manage.py render_posts” to use the new rules: %d")
            self.message_user(request, message % waiting, messages.WARNING)

    # The rules at work

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the admin, and that of the rules."""
        view = self.admin_site.admin_view(self.rules)
        return [path("<int:pk>/rules/", view, name="articles_source_rules"), *super().get_urls()]

    def rules(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what rules make of posts of the outlet before they are saved, or save them."""
        source = get_object_or_404(Source, pk=pk)
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        form = AtWorkForm(request.POST or None, instance=source)
        is_valid = form.is_valid()
        if is_valid and "_save" in request.POST:
            self.save_model(request, form.instance, form, change=True)
            self.log_change(request, source, [{"changed": {"fields": form.changed_data}}])
            return HttpResponseRedirect(reverse("admin:articles_source_change", args=[pk]))
        previews = []
        if is_valid or not form.is_bound:
            previews = shown(source, form.instance.rules, form["posts"].value() or "")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Cleaning rules at work"),
            "subtitle": source,
            "opts": self.opts,
            "source": source,
            "form": form,
            "previews": previews,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/articles/source/rules.html", context)


class ImageForm(forms.ModelForm):
    """The form of a picture; an upload passes the same checks as everything else."""

    class Meta:
        model = Image
        fields = ("file", "alt", "caption", "credit")
        # Django's own would open a file of any kind that Pillow knows before ours says which are kept.
        field_classes = {"file": forms.FileField}
        widgets = {
            name: forms.Textarea(attrs={"rows": 2, "cols": 80})
            for name in ("alt", "caption", "credit")
        }

    def clean_file(self) -> Any:
        """Take a picture that our own decoder has read to its end, under a name by its content."""
        file = self.cleaned_data.get("file")
        if not isinstance(file, UploadedFile):
            if not file:
                self.instance.sha256 = ""
            return file
        if (file.size or 0) > pictures.MAX_BYTES:
            raise forms.ValidationError(_("The file is too large."))
        file.seek(0)
        data = file.read()
        try:
            verified = pictures.verify(data)
        except pictures.PictureError as error:
            raise forms.ValidationError(str(error)) from None
        self.instance.sha256 = verified.sha256
        kept = Image.file.field.generate_filename(self.instance, verified.name)
        # The same bytes are kept once: a storage would give the second copy a name of its own.
        return kept if is_kept(kept, len(data)) else ContentFile(data, verified.name)

    def clean(self) -> dict[str, Any]:
        """Ask for a file where there is no address either."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "file" in cleaned and not cleaned["file"] and not self.instance.host:
            self.add_error("file", _("Choose a file."))
        return cleaned


@admin.register(Image)
class ImageAdmin(BoundedAdmin):
    """Pictures."""

    form = ImageForm
    list_display = ("preview", "__str__", "host", "stored", "created_at")
    list_display_links = ("__str__",)  # the picture says nothing to those who do not see it
    list_filter = (StoredFilter, AltFilter)
    sortable_by = ()  # any other order sorts the whole table
    search_fields = ("caption", "alt", "url")
    search_help_text = _("Words of the caption or the alternative text, or the original address")
    readonly_fields = ("preview", "url", "size", "shown_in")
    fields = ("preview", "file", "alt", "caption", "credit", "url", "size", "shown_in")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Image], search_term: str
    ) -> tuple[QuerySet[Image], bool]:
        """Return the picture with a pasted address, else those that the words are found in."""
        known = queryset.filter(key=digest(search_term.strip()))
        if known.exists():
            return known, False
        found: tuple[QuerySet[Image], bool] = super().get_search_results(
            request, queryset, search_term
        )
        return found

    def get_fields(self, request: HttpRequest, obj: Image | None = None) -> Any:
        """Return the fields; which posts show a picture is for who may see all posts."""
        fields = super().get_fields(request, obj)
        may_see_all = request.user.has_perm("articles.view_post")
        return [name for name in fields if may_see_all or name != "shown_in"]

    @admin.display(description=_("picture"))
    def preview(self, image: Image) -> str:
        """The picture."""
        return thumbnail(image, 96) or "—"

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


class TagForm(forms.ModelForm):
    """The form of a tag; two spellings of one name are one tag."""

    slug = forms.CharField(
        label=Tag._meta.get_field("slug").verbose_name,
        max_length=90,
        required=False,
        help_text=_("Left empty, it is made from the name."),
    )

    class Meta:
        model = Tag
        fields = ("name", "slug")

    def clean_name(self) -> str:
        """Refuse a name that another tag has in another width, case or spacing."""
        name: str = self.cleaned_data["name"]
        key = name_key(name)
        if len(key) > Tag._meta.get_field("key").max_length:
            raise forms.ValidationError(_("The name is too long."))
        other = Tag.objects.filter(key=key).exclude(pk=self.instance.pk).first()
        if other:
            message = _("The tag “%(name)s” is the same. Tags are made one in their list.")
            raise forms.ValidationError(message, params={"name": other})
        return name

    def clean_slug(self) -> str:
        """Return what was typed as a slug; nothing typed keeps that of a tag that has one."""
        return slugify(self.cleaned_data["slug"]) or str(self.instance.slug)


@admin.register(Tag)
class TagAdmin(BoundedAdmin):
    """Tags. No form of tagged posts: the largest has tens of thousands."""

    form = TagForm

    list_display = ("name", "slug", "post_count")
    search_fields = ("name", "slug")
    ordering = ("-post_count", "name")
    fields = ("name", "slug", "post_count")
    readonly_fields = ("post_count",)
    actions = ("merge",)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Whether tags may be made one: both change and delete are asked (Django asks for any)."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    @admin.action(description=_("Merge into one…"), permissions=["merge"])
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
