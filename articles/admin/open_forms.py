"""Forms that are open: who else has one of a post, and what was typed in one and not saved.

What was typed is kept on the server, a row for each person and post: it is there on another machine too,
and nothing of a draft stays behind in a browser that others use.
"""

import datetime as dt

from django.contrib.auth.models import User
from django.forms import ModelForm
from django.utils import timezone

from articles.models import OpenForm, Post

# The form says every 30 seconds that it is open (static/desk/form.js).
OPEN = dt.timedelta(seconds=90)
KEPT = dt.timedelta(days=30)
# The fields in which there is something to lose, and the state of the post that they were typed over.
TYPED = ("title", "body", "summary", "byline", "source_url", "tags", "withdrawal_note", "version")


def keep(user: User, post: Post | None, form: ModelForm) -> None:
    """Note that somebody has a form open, and what in it differs from the post."""
    OpenForm.objects.filter(seen_at__lt=timezone.now() - KEPT).delete()
    differs = set(form.changed_data) & (set(TYPED) - {"version"})
    typed = {name: form.data.get(name, "") for name in TYPED} if differs else {}
    OpenForm.objects.update_or_create(
        user=user, post=post, defaults={"seen_at": timezone.now(), "typed": typed}
    )


def see(user: User, post: Post | None) -> None:
    """Note that somebody has a form open, and leave what is kept of it as it is."""
    OpenForm.objects.filter(user=user, post=post).update(seen_at=timezone.now())


def unsaved(user: User, post: Post | None) -> OpenForm | None:
    """Return what somebody typed the last time and did not save, or None."""
    return OpenForm.objects.filter(user=user, post=post).exclude(typed={}).first()


def forget(user: User, post: Post | None) -> None:
    """Forget a form that was saved, or what was typed in it."""
    OpenForm.objects.filter(user=user, post=post).delete()


def beside(user: User, post: Post | None) -> tuple[list[str], OpenForm | None]:
    """Return who else has a post open, and what somebody typed and did not save, by one query."""
    if post is None:
        return [], unsaved(user, None)
    now = timezone.now()
    rows = list(OpenForm.objects.filter(post=post).select_related("user"))
    names = [str(row.user) for row in rows if row.user != user and row.seen_at >= now - OPEN]
    return names, next((row for row in rows if row.user == user and row.typed), None)
