"""What would change in a post: the newest original that the archive has against a file, line by line.

Both are read by the rules of today, so that a difference is one of the files and not of the rules.
"""

import difflib
import json
from collections.abc import Sequence

from articles.importing.draft import Draft
from articles.importing.originals import newest, read_again, version_of
from articles.importing.reading import Result
from articles.importing.store import CHANGED, Settled
from articles.models import Original

MOST_LINES = 2000  # of each side: comparing takes time by the square of them
_SHOWN = ("title", "published_at", "byline", "source", "source_url", "language", "tags", "public",
          "allow_comments", "summary")  # fmt: skip


def differences(settled: Sequence[tuple[Result, Settled]]) -> dict[str, list[str]]:
    """Return what the files of a batch would change in posts that there are.

    :param settled: what a dry run said of each file.
    :returns: by hash, the lines of a unified difference.
    """
    changed = {
        result.hash: (result, became.post_id)
        for result, became in settled
        if isinstance(result, Draft) and became.outcome == CHANGED and became.post_id
    }
    shown = newest({pk for _, pk in changed.values()})
    return {
        content: _compared(shown[pk], draft)
        for content, (draft, pk) in changed.items()
        if pk in shown
    }


def _compared(original: Original, draft: Draft) -> list[str]:
    if draft.version < version_of(original):
        return ["  an earlier state than the archive has: it is kept, and the post stays"]
    (before,) = read_again([original])
    old = _lines(before) if isinstance(before, Draft) else [before.reason]
    lines = list(
        difflib.unified_diff(old, _lines(draft), "in the archive", draft.path, lineterm="", n=1)
    )
    if original.post.edited:
        lines.append("  an editor has changed this post: it stays, and asks for review")
    return lines


def _lines(draft: Draft) -> list[str]:
    """Return the fields and the words of a post, a line each."""
    fields = [f"{name}: {_written(getattr(draft, name))}" for name in _SHOWN]
    extra = [f"{name}: {_written(value)}" for name, value in sorted(draft.extra.items())]
    text = [line for line in draft.text.splitlines() if line.strip()]
    return [*fields, *extra, "", *text][:MOST_LINES]


def _written(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
