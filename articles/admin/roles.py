"""Who may do what at the desk: three roles as a table, and the rules about single posts and accounts.

The groups are made by migrations, which must come to what the table says. A superuser, such as the account that
`ensure_editor` makes, may do everything and needs no role.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from articles.models import Post

WRITER, EDITOR, ADMINISTRATOR = (
    gettext_noop("Writer"),
    gettext_noop("Editor"),
    gettext_noop("Administrator"),
)
_PICTURES = {"articles.add_image", "articles.view_image"}
_EDITING = (
    {f"articles.{verb}_post" for verb in ("add", "change", "delete", "view", "publish")}
    | {f"articles.{verb}_image" for verb in ("add", "change", "delete", "view")}
    | {f"articles.{verb}_tag" for verb in ("add", "change", "delete", "view")}
    | {"articles.view_source"}
)
ROLES: dict[str, set[str]] = {
    # No `view_post`: who may change posts and neither see nor publish all has those of their own.
    WRITER: {"articles.add_post", "articles.change_post", "articles.view_source", *_PICTURES},
    EDITOR: _EDITING,
    # The rules of an outlet are in its form, and change what all of its posts say.
    ADMINISTRATOR: _EDITING
    | {f"articles.{verb}_source" for verb in ("add", "change", "delete")}
    | {f"articles.{verb}_importrun" for verb in ("add", "view")}
    | {f"auth.{verb}_user" for verb in ("add", "change", "delete", "view")},
}
# What of a post a writer does not decide; it stays as it is whatever a form sends.
DECIDED_BY_EDITORS = ("status", "withdrawal_note")


def may_publish(user: Any) -> bool:
    """Return whether somebody publishes, withdraws and changes the posts of all."""
    return bool(user.has_perm("articles.publish_post"))


def seen_by(user: Any, posts: QuerySet[Post]) -> QuerySet[Post]:
    """Return those of some posts that somebody may see: all, or those that they began themselves."""
    return posts if _sees_all(user) else posts.filter(pk__in=_begun_by(user))


def may_see(user: Any, post: Post) -> bool:
    """Return whether somebody may see a post at the desk."""
    return _sees_all(user) or _begun_by(user).filter(id=post.pk).exists()


def may_change(user: Any, post: Post) -> bool:
    """Return whether somebody may change a post as it stands: an editor any, a writer a draft of their own."""
    if may_publish(user):
        return True
    now = Post.objects.filter(pk=post.pk, status=Post.Status.DRAFT)
    return now.exists() and _begun_by(user).filter(id=post.pk).exists()


def may_manage(user: Any, account: Any) -> bool:
    """Return whether somebody may change an account: that of a superuser is for superusers alone."""
    return bool(user.is_superuser or not account.is_superuser)


def _sees_all(user: Any) -> bool:
    return may_publish(user) or bool(user.has_perm("articles.view_post"))


def _begun_by(user: Any) -> QuerySet[Any]:
    """Return the primary keys of the posts that somebody began; their history says who did."""
    begun = Post.history.filter(history_type="+", history_user=user.pk)
    keys: QuerySet[Any] = begun.order_by().values("id")
    return keys
