"""Posts whose time comes: whoever asks for a page next makes them public, so that no clock has to run beside.

A process looks at most once a minute, as long as pages are kept by shared caches anyway.
"""

import threading
import time
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from articles.models import Post
from articles.turns import writing

GetResponse = Callable[[HttpRequest], HttpResponse]
PAUSE = 60.0  # seconds between two looks
_looked = {"at": -PAUSE}
_looking = threading.Lock()


def punctual(get_response: GetResponse) -> GetResponse:
    """Publish what is due before a request is answered; a middleware."""

    def answer(request: HttpRequest) -> HttpResponse:
        if _is_time():
            publish_due()
        return get_response(request)

    return answer


def _is_time() -> bool:
    """Return whether this thread is to look now."""
    with _looking:
        now = time.monotonic()
        if now - _looked["at"] < PAUSE:
            return False
        _looked["at"] = now
        return True


def publish_due() -> int:
    """Make the posts public whose time has come, with their places in lists, counts and search.

    :returns: how many they were.
    """
    published = 0
    for pk in list(Post.objects.due(timezone.now()).values_list("pk", flat=True)):
        with writing(), transaction.atomic():
            # Asked again under a lock: another process may have been quicker, or an editor.
            post = Post.objects.due(timezone.now()).select_for_update().filter(pk=pk).first()
            if post is None:
                continue
            post._change_reason = gettext("its time came")  # type: ignore[attr-defined]  # of simple_history
            post.status = Post.Status.PUBLISHED
            post.save()
            published += 1
    return published
