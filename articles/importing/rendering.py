"""Bodies that older rules made, made again: from their originals, or what an editor wrote from itself.

How a file is read is for `articles.importing.reading`, how a Draft becomes rows for
`articles.importing.store`. Each batch is a transaction: the site stays up, and a run that was stopped
goes on where it was.
"""

import time
from collections.abc import Iterator

from django.db import transaction

from articles import markup, turns
from articles.importing.draft import Draft, Site
from articles.importing.originals import kept, newest
from articles.importing.outlet_rules import rules_by_outlet
from articles.importing.reading import Kept, read_originals, start
from articles.importing.run import BATCH, Listener
from articles.importing.store import Store
from articles.importing.summary import Summary
from articles.importing.workers import in_order
from articles.models import Post


def render_posts(jobs: int, default_source: str, listener: Listener) -> Summary:
    """Make all bodies again that rules older than `markup.RENDERED_BY` made.

    :param jobs: worker processes; 1 works in this process.
    :param default_source: name of the outlet for posts whose file names none.
    :returns: the summary; its counts are `rendered`, from originals, and `cleaned`, from the body
        where an editor changed it, there is no original or the original cannot be read any more.
    """
    summary = Summary()
    began = time.monotonic()
    stale = Post.objects.stale(markup.RENDERED_BY)
    listener.start(stale.count())
    pks = list(stale.filter(edited=False).order_by("pk").values_list("pk", flat=True))
    store = Store(None, default_source)
    site = Site(outlet=default_source, rules=rules_by_outlet())
    for results in in_order(
        read_originals, _newest_originals(pks), jobs, start=start, given=(frozenset(), site)
    ):
        drafts = [result for result in results if isinstance(result, Draft)]
        store.save(drafts, force=True)
        turns.give_way()
        _note(summary, "rendered", len(drafts), began, listener)
    for pk in list(stale.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            post = Post.objects.get(pk=pk)
            post.skip_history_when_saving = True  # type: ignore[attr-defined]  # simple_history's
            post.save()
        _note(summary, "cleaned", 1, began, listener)
    return summary


def _note(summary: Summary, what: str, number: int, began: float, listener: Listener) -> None:
    summary.count(what, number, began)
    listener.batch(summary, [])


def _newest_originals(pks: list[int]) -> Iterator[list[Kept]]:
    """Give the original that each post shows, a batch of posts at a time."""
    for first in range(0, len(pks), BATCH):
        yield [kept(original) for original in newest(pks[first : first + BATCH]).values()]
