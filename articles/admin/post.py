"""Posts at the desk: found, written, published, withdrawn; nothing changes without a trace."""

import copy
import json
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from articles.admin import exporting, finding, marking, newer, open_forms, review, roles
from articles.admin.editing import Editing, user_of
from articles.admin.filters import (
    CameFilter,
    LanguageFilter,
    MineFilter,
    ProblemFilter,
    RunFilter,
    SourceFilter,
)
from articles.admin.history import LabelledChanges
from articles.admin.lists import BoundedAdmin, thumbnail
from articles.admin.post_form import PostForm
from articles.models import Original, Post
from articles.querysets import AT_DESK

_NAMED_AT_MOST = 100  # posts that a question before an action names


@admin.register(Post)
class PostAdmin(BoundedAdmin, SimpleHistoryAdmin):
    """Posts."""

    form = PostForm
    list_display = ("picture", "title", "source", "status", "published_at", "marks")
    list_display_links = ("title",)
    list_filter = (
        "status", MineFilter, ProblemFilter, CameFilter, SourceFilter, LanguageFilter,
        "edited", "newer_original", RunFilter,
    )  # fmt: skip
    list_select_related = ("lead_image",)
    ordering = AT_DESK
    sortable_by = ()  # any other order sorts the whole table
    search_fields = ("title",)  # shows the box; get_search_results decides what it means
    search_help_text = _("Words of the post, or its address here or at the outlet")
    autocomplete_fields = ("source",)
    raw_id_fields = ("lead_image",)
    actions = ("publish", "send_to_review", "withdraw", exporting.export)
    history_list_display = ("status",)
    readonly_fields = ("page", "marks", "pictures", "originals", "addresses", "extra_shown")
    fieldsets = (
        (None, {"fields": ("title", "body", "summary", "tags", "version")}),
        (
            _("Publication"),
            {"fields": ("status", "published_at", "slug", "page", "withdrawal_note")},
        ),
        (_("Origin"), {"fields": ("source", "byline", "source_url", "language", "allow_comments")}),
        (_("Pictures"), {"fields": ("lead_image", "pictures")}),
        (_("Archive"), {"fields": ("marks", "originals", "addresses", "extra_shown")}),
    )

    # Who may do what

    def has_view_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """Whether posts, or this one, may be seen."""
        may: bool = super().has_view_permission(request, obj)
        return may and (obj is None or roles.may_see(request.user, obj))

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """Whether posts, or this one as it stands now, may be changed."""
        may: bool = super().has_change_permission(request, obj)
        return may and (obj is None or roles.may_change(request.user, obj))

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether posts may be published and withdrawn."""
        return roles.may_publish(request.user)

    def get_readonly_fields(self, request: HttpRequest, obj: Post | None = None) -> Any:
        """Return what a form only shows."""
        fields = super().get_readonly_fields(request, obj)
        return fields if roles.may_publish(request.user) else (*fields, *roles.DECIDED_BY_EDITORS)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show a revision, or restore it: that is a change of the post as it stands now."""
        post = Post.objects.filter(pk=object_id).first()
        may = (
            self.has_publish_permission(request)
            if post is None
            else self.has_change_permission(request, post)
            or (request.method != "POST" and self.has_view_permission(request, post))
        )
        if not may:
            raise PermissionDenied
        response: HttpResponse = super().history_form_view(
            request, object_id, version_id, extra_context
        )
        return response

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        """Return the posts that somebody may see; lists never load bodies."""
        queryset: QuerySet[Post] = roles.seen_by(request.user, super().get_queryset(request))
        match = request.resolver_match
        is_list = match is not None and (match.url_name or "").endswith("_changelist")
        return queryset.defer("body", "extra") if is_list else queryset

    def get_search_results(
        self, _request: HttpRequest, queryset: QuerySet[Post], search_term: str
    ) -> tuple[QuerySet[Post], bool]:
        """Return the posts that the text of the search box means; none of them twice."""
        return finding.find(queryset, search_term), False

    def get_changelist(self, *_: Any, **__: Any) -> type[finding.FoundPosts]:
        """Return the list that a search is read into."""
        return finding.FoundPosts

    @admin.display(description="")
    def picture(self, post: Post) -> str:
        """The lead picture."""
        return thumbnail(post.lead_image, 48)

    @admin.display(description=_("marks"))
    def marks(self, post: Post) -> str:
        """What an editor should know at a glance."""
        marks = [_("edited here")] if post.edited else []
        marks += [_("the outlet changed it since")] if post.newer_original else []
        return " · ".join(map(str, marks)) or "—"

    # The history

    def status(self, revision: Post) -> str:
        """What the status of a revision is called. Lists of posts take the field of this name."""
        return revision.get_status_display()

    def get_historical_record_context_helper(
        self, _request: HttpRequest, historical_record: Any
    ) -> LabelledChanges:
        """Return what writes down the changes of a revision."""
        return LabelledChanges(self.model, historical_record)

    # The form

    @property
    def editing(self) -> Editing:
        """The views beside the form."""
        return Editing(self)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Post | None:
        """Return a post, with what was typed and not saved where that is taken up again."""
        post: Post | None = super().get_object(request, object_id, from_field)
        if post and request.method == "GET" and "unsaved" in request.GET:
            row = open_forms.unsaved(user_of(request), post)
            post.unsaved = row.typed if row else {}  # type: ignore[attr-defined]
        return post

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return the values of a new post, with those that were typed and not saved."""
        row = open_forms.unsaved(user_of(request), None) if "unsaved" in request.GET else None
        return row.typed if row else super().get_changeform_initial_data(request)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the form, with what there is to say of the post."""
        post = kwargs.get("obj")
        may = self.has_change_permission(request, post) if post else True
        if may and "revert_url" not in context:  # not beside an old revision
            context |= self.editing.said(request, post, context["adminform"].form.instance)
            context["stored"] = self.editing.stored(post)
            if request.method != "GET" or "unsaved" in request.GET:
                context["unsaved"] = None
        shown: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return shown

    @admin.display(description=_("page"))
    def page(self, post: Post) -> str:
        """Where it can be seen."""
        if not post.pk:
            return "—"
        links = [
            (reverse("admin:articles_post_preview", args=[post.pk]), _("Preview")),
            (reverse("admin:articles_post_review", args=[post.pk]), _("Review")),
        ]
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
        rows = (
            (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
            for name, value in post.extra.items()
        )
        return format_html_join("", "<div>{}: {}</div>", rows) or "—"

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Post, form: Any, change: bool) -> None:  # noqa: FBT001
        """Save what differs from the row; a form that was only opened and saved writes nothing.

        The form cannot say what differs: that of an old revision shows no change when it is sent.
        """
        open_forms.forget(user_of(request), obj if change else None)
        before = Post.objects.filter(pk=obj.pk).first() if change else None
        if not roles.may_publish(request.user):
            for name in roles.DECIDED_BY_EDITORS:
                setattr(obj, name, getattr(before or Post(), name))
        if before:  # a revision can be restored whose post was deleted since
            changed = marking.differing(before, obj) | ({"tags"} & set(form.changed_data))
            if not changed:
                return
            marking.mark(before, obj, changed)
        super().save_model(request, obj, form, change)

    def get_deleted_objects(
        self, objs: Iterable[Post], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Return what a deletion takes; what came from the archive is protected from it."""
        posts = list(objs)
        names, counts, needed, _protected = super().get_deleted_objects(posts, request)
        rows = Original.objects.filter(post__in=[post.pk for post in posts])
        archived = set(rows.values_list("post_id", flat=True))
        return names, counts, needed, [str(post) for post in posts if post.pk in archived]

    def delete_queryset(self, _request: HttpRequest, queryset: QuerySet[Post]) -> None:
        """Delete one by one, so that search and counts follow."""
        with transaction.atomic():
            for post in queryset:
                post.delete()

    # Actions

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Post],
        change: Callable[[Post], None],
        reason: str = "",
    ) -> None:
        """Change posts one by one, in one transaction; those that somebody may not change stay."""
        changed = 0
        with transaction.atomic():
            for post in queryset.defer(None):
                before = copy.copy(post)
                change(post)
                if marking.differing(before, post) and roles.may_change(request.user, before):
                    marking.save(before, post, request.user, reason)
                    changed += 1
        self.message_user(request, _("%d posts were changed.") % changed, messages.SUCCESS)

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        """Make posts public; one without a date, or whose date was still to come, gets the present."""

        def change(post: Post) -> None:
            was_to_come = post.status == Post.Status.SCHEDULED
            post.status = Post.Status.PUBLISHED
            post.published_at = (not was_to_come and post.published_at) or timezone.now()

        self._each(request, queryset, change)

    @admin.action(description=_("Send to review"), permissions=["change"])
    def send_to_review(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        """Put posts before the editors."""

        def change(post: Post) -> None:
            post.status = Post.Status.REVIEW

        self._each(request, queryset, change)

    @admin.action(description=_("Withdraw…"), permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Post]) -> HttpResponse | None:
        """Take posts off the site; their addresses answer with the reason."""
        reason = request.POST.get("reason", "").strip()
        if not reason:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Withdraw"),
                "posts": queryset[:_NAMED_AT_MOST],
                "opts": self.model._meta,
                "selected": queryset.values_list("pk", flat=True),
                "asked": "reason" in request.POST,
            }
            return TemplateResponse(request, "admin/articles/post/withdraw.html", context)

        def change(post: Post) -> None:
            post.status, post.withdrawal_note = Post.Status.WITHDRAWN, reason

        self._each(request, queryset, change, reason)
        return None

    # Pages of our own

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the admin, and those of previews and originals."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", view(self.preview), name="articles_post_preview"),
            path("originals/<int:pk>/", view(self.original), name="articles_post_original"),
            path("<int:pk>/newer/", view(self.newer), name="articles_post_newer"),
            path("<int:pk>/review/", view(self.review), name="articles_post_review"),
            path("review/", view(self.queue), name="articles_post_queue"),
            *self.editing.urls(),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a post as readers will see it, whatever its status."""
        from articles.post_page import post_page

        post = get_object_or_404(Post.objects.select_related("source"), pk=pk)
        if not self.has_view_permission(request, post):
            raise PermissionDenied
        return post_page(request, post)

    def queue(self, request: HttpRequest) -> HttpResponse:
        """Show the posts that wait for review."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return review.queue(self, request)

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what was said of a post, and take the next step with it."""
        post = get_object_or_404(Post.objects.select_related("source"), pk=pk)
        if not self.has_view_permission(request, post):
            raise PermissionDenied
        return review.review(self, request, post)

    def newer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the states of a post that editor and outlet both changed, and take a decision."""
        post = get_object_or_404(Post.objects.select_related("source"), pk=pk)
        if not self.has_change_permission(request, post):
            raise PermissionDenied
        return newer.review(self, request, post)

    def original(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give what a file said, as bytes that no browser takes for a page."""
        original = get_object_or_404(Original, pk=pk)
        if not self.has_view_permission(request, original.post):
            raise PermissionDenied
        response = HttpResponse(original.content, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{original.hash}.md"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
