"""What an editor's change of a post means, and the trace that it leaves."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.models import Post


def differing(before: Post, post: Post) -> set[str]:
    """Return the names of the fields of an editor in which two states of a post differ."""
    fields = (field for field in Post._meta.concrete_fields if field.editable)
    return {
        field.name
        for field in fields
        if getattr(before, field.attname) != getattr(post, field.attname)
    }


def mark(before: Post, post: Post, changed: set[str]) -> None:
    """Note on a post what an editor's change means, and keep its first state as a revision.

    A revision that is restored brings its own marks along: those of the present row count.
    """
    post.edited = before.edited or bool(Post.OVERWRITTEN_FIELDS & changed)
    post.newer_original = before.newer_original and not Post.TEXT_FIELDS & changed
    if not post.history.exists():
        first: Any = before  # simple_history reads three names off it
        first._change_reason = str(_("as it was imported"))
        first._history_date, first._history_user = before.updated_at, None
        Post.history.bulk_history_create([first])


def save(before: Post, post: Post, user: Any, words: str) -> None:
    """Save a post that somebody changed beside its form; the history says who did and why."""
    mark(before, post, differing(before, post))
    changed: Any = post  # simple_history reads two names off it
    changed._history_user, changed._change_reason = user, words or None
    post.save()
