"""A post that was saved by somebody else while a form was open: what they made of it, beside what was typed."""

import copy
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from articles.admin.marking import differing
from articles.models import Post
from articles.versions import Difference, difference, words_of_post


@dataclass(frozen=True, slots=True)
class Conflict:
    """What stands against a save.

    :ivar by: who saved the post meanwhile; empty where an import did.
    :ivar difference: from the post as it is now to what was typed; None where it is too long to be compared.
    :ivar fields: what the other fields that differ are called.
    """

    by: str
    at: dt.datetime
    difference: Difference | None
    fields: list[str]


def version_of(post: Post) -> str:
    """Return what tells the present state of a post from others; empty for one that is not saved.

    The row is locked until the transaction ends, so that two who save at once come one after the other.
    """
    rows = Post.objects.filter(pk=post.pk)
    if connection.in_atomic_block:
        rows = rows.select_for_update()
    moment = rows.values_list("updated_at", flat=True).first()
    return moment.isoformat() if moment else ""


def conflict(post: Post, typed: dict[str, Any]) -> Conflict | None:
    """Return what stands against saving `typed` over a post; None where both are the same.

    :param typed: the values of the form, by the names of the fields.
    """
    now = Post.objects.get(pk=post.pk)
    wanted = copy.copy(now)
    for name, value in typed.items():
        if name != "tags" and hasattr(Post, name):
            setattr(wanted, name, value)
    differs = differing(now, wanted)
    if not differs:
        return None
    last = now.history.select_related("history_user").first()
    ours, theirs = words_of_post(wanted), words_of_post(now)
    differs -= {"title", "byline", "body", "published_at"}  # which the difference shows
    return Conflict(
        by=str(last.history_user or "") if last else "",
        at=now.updated_at,
        difference=difference(theirs, ours) if ours and theirs else None,
        fields=[str(f.verbose_name) for f in Post._meta.concrete_fields if f.name in differs],
    )
