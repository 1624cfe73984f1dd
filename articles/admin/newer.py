"""A post that an editor changed and then the outlet: three states side by side, and the decision.

What differs is for `articles.versions` to say, how the outlet's words come in for
`articles.importing.taking`.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from articles.importing.taking import TakingError, take
from articles.models import Original, Post
from articles.versions import Difference, difference, newest_first, words_of, words_of_post

KEEP, TAKE = "keep", "take"
# What an editor may decide, what is asked before, and what the history says of it.
QUESTIONS: dict[str, str] = {
    KEEP: gettext_noop(
        "The post stays as it is edited here. The outlet's newer version stays an original."
    ),
    TAKE: gettext_noop(
        "The outlet's newer version replaces title, text, date, author, tags and lead picture. "
        "The history keeps title and text as they were edited here."
    ),
}
REASONS: dict[str, str] = {
    KEEP: gettext_noop("kept as edited here; the outlet had changed it"),
    TAKE: gettext_noop("the outlet's newer version was taken"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One of the three states; the words are marked against those of the first.

    :ivar words: None where they are not known.
    """

    name: str
    original: Original | None
    words: Difference | None


def review(admin: ModelAdmin, request: HttpRequest, post: Post) -> HttpResponse:
    """Show the three states; or ask whether the editor is sure; or do what was decided."""
    columns = columns_of(post)
    newest = columns[-1].original
    form = reverse("admin:articles_post_change", args=[post.pk])
    if not post.newer_original or newest is None:
        admin.message_user(request, gettext("There is nothing to decide about this post."))
        return HttpResponseRedirect(form)
    choice = request.POST.get("choice", "")
    if choice not in QUESTIONS:
        choice = ""
    elif request.POST.get("newest") != str(newest.pk):
        choice = ""
        message = gettext("The outlet has changed the post once more: look at it again.")
        admin.message_user(request, message, messages.WARNING)
    if choice and "sure" in request.POST:
        _do(admin, request, post, choice, newest)
        return HttpResponseRedirect(form)
    context = {
        **admin.admin_site.each_context(request),
        "title": gettext("The outlet changed it since"),
        "opts": admin.opts,
        "post": post,
        "columns": columns,
        "newest": newest,
        "choice": choice,
        "question": gettext(QUESTIONS[choice]) if choice else "",
    }
    return TemplateResponse(request, "admin/articles/post/newer.html", context)


def _do(admin: ModelAdmin, request: HttpRequest, post: Post, choice: str, newest: Original) -> None:
    assert isinstance(request.user, User)
    try:
        decide(post, choice, newest, request.user)
    except TakingError as error:
        message = gettext("The outlet's newer version cannot be read: %s") % error
        admin.message_user(request, message, messages.ERROR)
    else:
        admin.log_change(request, post, gettext(REASONS[choice]))
        admin.message_user(
            request, gettext("Done: %s") % gettext(REASONS[choice]), messages.SUCCESS
        )


def columns_of(post: Post) -> list[Column]:
    """Return the outlet's earlier state, the post as it is here, and the outlet's newer state."""
    originals = newest_first(post)
    newest, earlier = next(iter(originals), None), _earlier(post, originals)
    theirs, base = (
        words_of(post, [original])[0] if original else None for original in (newest, earlier)
    )
    ours = words_of_post(post)
    first = base or ours
    states = (
        (gettext("The outlet's earlier version"), earlier, base),
        (gettext("As edited here"), None, ours),
        (gettext("The outlet's newer version"), newest, theirs),
    )
    return [
        Column(name, original, difference(first, words, whole=True) if first and words else None)
        for name, original, words in states
    ]


def _earlier(post: Post, originals: list[Original]) -> Original | None:
    """Return what the outlet had when the post was last edited; else what it had before the newest."""
    last_edit = post.history.values_list("history_date", flat=True).first()
    before = originals[1:]
    known = [o for o in before if last_edit is None or o.created_at <= last_edit]
    return next(iter(known or before), None)


@transaction.atomic
def decide(post: Post, choice: str, newest: Original, user: User) -> None:
    """Keep a post as it was edited or take the outlet's words, and leave a trace in its history.

    :raises TakingError: the outlet's words are asked for and cannot be read; nothing was changed.
    """
    if choice == TAKE:
        take(post, newest)
    else:
        Post.objects.filter(pk=post.pk).update(newer_original=False)
    now = Post.objects.get(pk=post.pk)
    Post.history.bulk_history_create(
        [now], update=True, default_user=user, default_change_reason=gettext(REASONS[choice])
    )
