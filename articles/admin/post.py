"""Posts at the desk: found, written, published, withdrawn; nothing changes without a trace."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from articles import search
from articles.addresses import normalise, post_key
from articles.admin.lists import BoundedPaginator
from articles.admin.tags_field import TagsField
from articles.models import Original, Post, Source
from articles.querysets import AT_DESK

_OUR_ADDRESS = re.compile(r"^/\d{4}/\d\d/\d\d/[^/]+/?$")
_FOUND_AT_MOST = 2000  # hits that a list of the desk is made of


class PostForm(forms.ModelForm):
    """The form of a post; tags are split at commas alone."""

    tags = TagsField(label=_("tags"), required=False, help_text=_("Separate them by commas."))

    class Meta:
        model = Post
        fields = "__all__"
        widgets = {
            "title": forms.TextInput(attrs={"size": 80}),
            "source_url": forms.URLInput(attrs={"size": 80}),
            "byline": forms.TextInput(attrs={"size": 40}),
            "summary": forms.Textarea(attrs={"rows": 3, "cols": 80}),
            "withdrawal_note": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "body": forms.Textarea(attrs={"rows": 28, "cols": 100}),
        }

    def clean(self) -> dict[str, Any]:
        """Give a post that is published without a date the present one; ask why it is withdrawn."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        status = cleaned.get("status")
        if status == Post.Status.PUBLISHED and not cleaned.get("published_at"):
            cleaned["published_at"] = timezone.now()
        if status == Post.Status.WITHDRAWN and not cleaned.get("withdrawal_note"):
            self.add_error("withdrawal_note", _("Say why: readers of the old address see it."))
        return cleaned


class SourceFilter(admin.SimpleListFilter):
    """Outlets, the largest first; their counts are kept, so none is counted here."""

    title = _("source")
    parameter_name = "source"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        """Return the outlets to choose from."""
        sources = Source.objects.order_by("-post_count", "name")[:60]
        return [(str(source.pk), f"{source} ({source.post_count})") for source in sources]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        """Return the posts of the outlet that was chosen."""
        value = self.value()
        return queryset.filter(source=int(value)) if value and value.isdecimal() else queryset


@admin.register(Post)
class PostAdmin(SimpleHistoryAdmin):
    """Posts."""

    form = PostForm
    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    list_display = ("picture", "title", "source", "status", "published_at", "marks")
    list_display_links = ("title",)
    list_filter = ("status", SourceFilter, "language", "edited", "newer_original")
    list_select_related = ("source", "lead_image")
    ordering = AT_DESK
    search_fields = ("title",)  # shows the box; get_search_results decides what it means
    search_help_text = _("Words of the post, or its address here or at the outlet")
    autocomplete_fields = ("source",)
    raw_id_fields = ("lead_image",)
    actions = ("publish", "send_to_review", "withdraw")
    history_list_display = ("status",)
    readonly_fields = ("page", "marks", "pictures", "originals", "addresses", "extra_shown")
    fieldsets = (
        (None, {"fields": ("title", "body", "summary", "tags")}),
        (
            _("Publication"),
            {"fields": ("status", "published_at", "slug", "page", "withdrawal_note")},
        ),
        (_("Origin"), {"fields": ("source", "byline", "source_url", "language", "allow_comments")}),
        (_("Pictures"), {"fields": ("lead_image", "pictures")}),
        (_("Archive"), {"fields": ("marks", "originals", "addresses", "extra_shown")}),
    )

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        """Return the posts; lists never load bodies."""
        queryset: QuerySet[Post] = super().get_queryset(request)
        match = request.resolver_match
        is_list = match is not None and (match.url_name or "").endswith("_changelist")
        return queryset.defer("body", "extra") if is_list else queryset

    def get_search_results(
        self, _request: HttpRequest, queryset: QuerySet[Post], search_term: str
    ) -> tuple[QuerySet[Post], bool]:
        """Return the posts that a search finds, by the index that readers search too."""
        term = search_term.strip()
        if not term:
            return queryset, False
        by_address = self._by_address(queryset, term)
        if by_address is not None:
            return by_address, False
        found = search.find(term, public_only=False, limit=_FOUND_AT_MOST)
        return queryset.filter(pk__in=found.ids), False

    def _by_address(self, queryset: QuerySet[Post], term: str) -> QuerySet[Post] | None:
        """Return the post with a pasted address: the outlet's, ours of today or an older one."""
        here = unquote(urlsplit(term).path)
        if _OUR_ADDRESS.match(here):
            _, year, month, day, slug = here.rstrip("/").split("/")
            found = queryset.filter(day=f"{year}-{month}-{day}", slug=slug)
            if found:
                return found
        if normalise(term):
            found = queryset.filter(key=post_key(term))
            return found or queryset.filter(old_addresses__path=here)
        return None

    @admin.display(description="")
    def picture(self, post: Post) -> str:
        """The lead picture, where it is stored here."""
        if not post.lead_image or not post.lead_image.file:
            return ""
        url = post.lead_image.file.url
        return format_html('<img src="{}" alt="" width="64" height="48" loading="lazy">', url)

    @admin.display(description=_("marks"))
    def marks(self, post: Post) -> str:
        """What an editor should know at a glance."""
        marks = [_("edited here")] if post.edited else []
        marks += [_("the outlet changed it since")] if post.newer_original else []
        return " · ".join(map(str, marks)) or "—"

    # The form

    @admin.display(description=_("page"))
    def page(self, post: Post) -> str:
        """Where it can be seen."""
        if not post.pk:
            return "—"
        preview = reverse("admin:articles_post_preview", args=[post.pk])
        links = [(preview, _("Preview"))]
        if post.is_public:
            links.append((post.get_absolute_url(), _("On the site")))
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    @admin.display(description=_("pictures"))
    def pictures(self, post: Post) -> str:
        """The pictures that the body shows."""
        rows = (
            (reverse("admin:articles_image_change", args=[row.image_id]), row.image)
            for row in post.post_images.select_related("image")
        )
        return format_html_join("", '<div><a href="{}">{}</a></div>', rows) or "—"

    @admin.display(description=_("originals"))
    def originals(self, post: Post) -> str:
        """What the files said: each can be taken, byte for byte."""
        rows = (
            (
                reverse("admin:articles_post_original", args=[original.pk]),
                original.crawled_at or _("no crawl time"),
                f"{original.size:,}",
                ", ".join(original.paths),
            )
            for original in post.originals.defer("packed")
        )
        return format_html_join("", '<div><a href="{}">{}</a> · {} B · {}</div>', rows) or "—"

    @admin.display(description=_("old addresses"))
    def addresses(self, post: Post) -> str:
        """The paths that lead here."""
        return ", ".join(old.path for old in post.old_addresses.all()) or "—"

    @admin.display(description=_("other front matter"))
    def extra_shown(self, post: Post) -> str:
        """Front matter that no field holds."""
        return format_html_join("", "<div>{}: {}</div>", post.extra.items()) or "—"

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Post, form: Any, change: bool) -> None:  # noqa: FBT001
        """Save; the first change of an imported post keeps the state before it as a revision."""
        if change and Post.TEXT_FIELDS & set(form.changed_data):
            if not obj.history.exists():
                self._keep_state_before(obj)
            obj.edited, obj.newer_original = True, False
        super().save_model(request, obj, form, change)

    def _keep_state_before(self, post: Post) -> None:
        before: Any = Post.objects.get(pk=post.pk)  # simple_history reads two names off it
        before._change_reason = str(_("as it was imported"))
        before._history_date = before.updated_at
        Post.history.bulk_history_create([before])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Save the tags, which come after the post, and list the post under them."""
        super().save_related(request, form, formsets, change)
        form.instance.relist()

    def delete_queryset(self, _request: HttpRequest, queryset: QuerySet[Post]) -> None:
        """Delete one by one, so that search and counts follow."""
        with transaction.atomic():
            for post in queryset:
                post.delete()

    # Actions

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Post], change: Callable[[Post], None]
    ) -> None:
        """Change posts one by one, in one transaction."""
        with transaction.atomic():
            posts = list(queryset.defer(None))
            for post in posts:
                if not post.history.exists():
                    self._keep_state_before(post)
                change(post)
                post.save()
        self.message_user(request, _("%d posts were changed.") % len(posts), messages.SUCCESS)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        """Make posts public; one without a date gets the present."""

        def change(post: Post) -> None:
            post.status = Post.Status.PUBLISHED
            post.published_at = post.published_at or timezone.now()

        self._each(request, queryset, change)

    @admin.action(description=_("Send to review"), permissions=["change"])
    def send_to_review(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        """Put posts before the editors."""

        def change(post: Post) -> None:
            post.status = Post.Status.REVIEW

        self._each(request, queryset, change)

    @admin.action(description=_("Withdraw…"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Post]) -> HttpResponse | None:
        """Take posts off the site; their addresses answer with the reason."""
        reason = request.POST.get("reason", "").strip()
        if not reason:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Withdraw"),
                "posts": queryset[:100],
                "opts": self.model._meta,
                "selected": request.POST.getlist("_selected_action"),
                "asked": "reason" in request.POST,
            }
            return TemplateResponse(request, "admin/articles/post/withdraw.html", context)

        def change(post: Post) -> None:
            post.status, post.withdrawal_note = Post.Status.WITHDRAWN, reason

        self._each(request, queryset, change)
        return None

    # Pages of our own

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the admin, and those of previews and originals."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", view(self.preview), name="articles_post_preview"),
            path("originals/<int:pk>/", view(self.original), name="articles_post_original"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a post as readers will see it, whatever its status."""
        from articles.views import post_page

        post = get_object_or_404(Post.objects.select_related("source"), pk=pk)
        if not self.has_view_permission(request, post):
            raise PermissionDenied
        return post_page(request, post)

    def original(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give what a file said, as bytes that no browser takes for a page."""
        original = get_object_or_404(Original, pk=pk)
        if not self.has_view_permission(request, original.post):
            raise PermissionDenied
        response = HttpResponse(original.content, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{original.hash}.md"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
