"""Drafts on their way: sent to review, sent back with a comment, published; and the queue of those that wait.

What is said of a post is the reason of a change in its history: who, when, what and why stand in one place.
"""

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from articles.admin import marking, roles
from articles.models import Post

_WAITING_SHOWN = 100
MOST_CHARACTERS = 5_000


class Step(NamedTuple):
    """What can be done of a post.

    :ivar name: of the button.
    :ivar becomes: the status, or None where it stays.
    :ivar may: who may do it.
    """

    name: Any
    becomes: str | None
    may: Callable[[Any, Post], bool]
    needs_words: bool = False


def _edits(user: Any, post: Post) -> bool:
    return roles.may_publish(user) and post.status == Post.Status.REVIEW


def _writes(user: Any, post: Post) -> bool:
    return post.status == Post.Status.DRAFT and roles.may_change(user, post)


STEPS: dict[str, Step] = {
    "send": Step(gettext_lazy("Send to review"), Post.Status.REVIEW, _writes),
    "publish": Step(gettext_lazy("Publish"), Post.Status.PUBLISHED, _edits),
    "back": Step(gettext_lazy("Send back to the author"), Post.Status.DRAFT, _edits, needs_words=True),
    "say": Step(gettext_lazy("Only comment"), None, roles.may_see, needs_words=True),
}  # fmt: skip


def said_of(post: Post) -> QuerySet[Any]:
    """Return what was said of a post, the oldest first: rows of its history."""
    said: QuerySet[Any] = post.history.exclude(history_change_reason=None)
    return said.select_related("history_user").order_by("history_date", "history_id")


def waiting(user: Any) -> QuerySet[Post]:
    """Return the posts in review that somebody may see, with `since`, `by` and `said`; the oldest first."""
    rows = Post.history.filter(id=OuterRef("pk")).order_by("-history_date", "-history_id")
    posts = roles.seen_by(user, Post.objects.filter(status=Post.Status.REVIEW))
    return posts.defer("body", "extra").select_related("source").annotate(
        since=Subquery(rows.values("history_date")[:1]),
        by=Subquery(rows.values("history_user__username")[:1]),
        said=Subquery(rows.values("history_change_reason")[:1]),
    ).order_by("since", "pk")[:_WAITING_SHOWN]  # fmt: skip


def queue(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the posts that wait for review."""
    context = {
        **admin.admin_site.each_context(request),
        "title": gettext("Waiting for review"),
        "opts": admin.opts,
        "posts": waiting(request.user),
    }
    return TemplateResponse(request, "admin/articles/post/queue.html", context)


def review(admin: ModelAdmin, request: HttpRequest, post: Post) -> HttpResponse:
    """Show what was said of a post and the steps that somebody may take, or take one.

    :raises PermissionDenied: the step is not theirs.
    """
    words, error = request.POST.get("words", "").strip()[:MOST_CHARACTERS], ""
    if request.method == "POST":
        step = STEPS.get(request.POST.get("step", ""))
        if step is None or not step.may(request.user, post):
            raise PermissionDenied
        if words or not step.needs_words:
            take(post, step, request.user, words)
            admin.message_user(request, gettext("Done: %s") % step.name, messages.SUCCESS)
            there = "admin:articles_post_review"
            return HttpResponseRedirect(reverse(there, args=[post.pk]))
        error = gettext("Say it in words.")
    context = {
        **admin.admin_site.each_context(request),
        "title": gettext("Review"),
        "subtitle": post,
        "opts": admin.opts,
        "post": post,
        "said": said_of(post),
        "steps": {name: step for name, step in STEPS.items() if step.may(request.user, post)},
        "error": error,
    }
    return TemplateResponse(request, "admin/articles/post/review.html", context)


@transaction.atomic
def take(post: Post, step: Step, user: Any, words: str) -> None:
    """Take a step, and leave in the history who did, when, and what they said."""
    if step.becomes is None:
        Post.history.bulk_history_create(
            [post], update=True, default_user=user, default_change_reason=words
        )
        return
    before = copy.copy(post)
    post.status = Post.Status(step.becomes)
    if post.status == Post.Status.PUBLISHED:
        post.published_at = post.published_at or timezone.now()
    marking.save(before, post, user, words)
