"""An outlet's newest state of a post put in the place of what an editor made of it.

How a Draft becomes rows is for `articles.importing.store`; who may ask for it, and that it can be
undone, for the desk.
"""

from django.db import transaction

from articles.importing.draft import Draft
from articles.importing.originals import read_again
from articles.importing.store import Store
from articles.models import Original, Post


class TakingError(Exception):
    """The original is no post by today's rules; the message says why."""


@transaction.atomic
def take(post: Post, newest: Original) -> None:
    """Make a post what its newest original says, as if no editor had changed it.

    Slug, status and withdrawal stay as for every post that an import changes.

    :raises TakingError: the original is no post any more; nothing was written.
    """
    (draft,) = read_again([newest])
    if not isinstance(draft, Draft):
        raise TakingError(draft.reason)
    Post.objects.filter(pk=post.pk).update(edited=False, newer_original=False)
    Store(None, post.source.name).save([draft], force=True)
