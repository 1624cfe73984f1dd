"""What cleaning rules would make of posts, before anybody saves them. Nothing is written.

A post is read from its newest original, as `render_posts` does it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from articles import markup
from articles.importing.attachments import Remembered
from articles.importing.draft import Draft, Site
from articles.importing.originals import newest
from articles.importing.reading import parsed
from articles.markup.rules import Rules
from articles.models import Original, Post


@dataclass(frozen=True, slots=True)
class Preview:
    """A post without the rules of its outlet, and with them.

    :ivar found: what the rules took out, each element by itself, and the author that they name.
    """

    post: Post
    before: Draft
    after: Draft
    found: markup.Found

    @property
    def removes_all(self) -> bool:
        """Whether the rules leave no word of a post that has some."""
        return bool(self.before.text.strip()) and not self.after.text.strip()


def preview(posts: Iterable[Post], rules: Rules) -> list[Preview]:
    """Return previews of those posts that came from a file which can still be read."""
    shown = [*posts]
    originals = newest(post.pk for post in shown)
    found = (_preview(post, originals[post.pk], rules) for post in shown if post.pk in originals)
    return [seen for seen in found if seen is not None]


def _preview(post: Post, original: Original, rules: Rules) -> Preview | None:
    found = markup.Found()
    before = _read(original, post, Site(), None)
    after = _read(original, post, Site(rules={post.source.key: rules}), found)
    if before is None or after is None:
        return None
    return Preview(post, before, after, found)


def _read(original: Original, post: Post, site: Site, found: markup.Found | None) -> Draft | None:
    finder = Remembered(original.pictures)
    draft = parsed(original.content, original.paths[0], finder, site, post.source.name, found)
    return draft if isinstance(draft, Draft) else None
