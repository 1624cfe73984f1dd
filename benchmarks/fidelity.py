"""Holds what the import keeps of a folder against what a browser would show of its files.

    python -m benchmarks.fidelity FOLDER

Each body is read a second time, by an HTML5 parser alone; characters are counted (not spaces), whatever
their order. What a named rule removes is counted under its name, and is no loss. Prints four tables:
files, text, rules, pictures; and the posts of which less than 98 % is kept.
"""

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.importing import body, frontmatter
from articles.importing.draft import Draft, Site, read
from articles.importing.outlets import shipped_rules
from articles.importing.sources import PostFile, post_files
from articles.importing.workers import in_order
from articles.markup import pictures, tables
from articles.markup.titles import Title

BATCH = 200
# Words in a player are for browsers that have none.
NEVER_SHOWN = "script, style, template, head, title, link, meta, noscript, iframe, video, audio"
LEAST_KEPT = 0.98
_RULES = [*tables.DROPPED.split(", "), *tables.BOILERPLATE]
_SITE = Site(rules=shipped_rules())


@dataclass
class Count:
    """What was seen of some files."""

    files: Counter[str] = field(default_factory=Counter)
    text: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    pictures: Counter[str] = field(default_factory=Counter)
    poor: list[tuple[float, str]] = field(default_factory=list)
    contents: dict[str, str] = field(default_factory=dict)  # hash -> key of the post

    def add(self, other: "Count") -> None:
        """Add what was seen of other files."""
        for name in ("files", "text", "rules", "pictures"):
            getattr(self, name).update(getattr(other, name))
        self.poor += other.poor
        self.files["duplicate"] += len(self.contents.keys() & other.contents.keys())
        self.contents |= other.contents


def measure(files: Sequence[PostFile]) -> Count:
    """Read a batch of files twice and count."""
    count = Count()
    for file in files:
        data = (file.root / file.path).read_bytes()
        draft = read(data, file.path, site=_SITE)
        count.files["files"] += 1
        if not isinstance(draft, Draft):
            count.files["rejected"] += 1
        elif draft.hash in count.contents:
            count.files["duplicate"] += 1
        else:
            count.contents[draft.hash] = draft.key
            _compare(data.decode("utf-8", "replace"), draft, count)
    return count


def _compare(text: str, draft: Draft, count: Count) -> None:
    """Count the text and the pictures of one post."""
    article = body.read(frontmatter.split(text.replace("\0", "")).body, draft.title)
    tree = LexborHTMLParser(f"<body>{article.markup}").body
    kept = LexborHTMLParser(f"<body>{draft.body}").body
    assert tree is not None
    assert kept is not None
    for node in tree.css(NEVER_SHOWN):
        node.decompose()
    _count_pictures(tree, draft, count)
    for rule in (*_RULES, *_SITE.rules_of(draft.source).remove):
        for node in tree.css(rule):
            count.rules[rule] += _characters(node).total()
            node.decompose()
    before, after = _characters(tree), _characters(kept)
    title = Title(draft.title)
    for node in tree.css("h1, h2, p"):
        if title.is_repeated([node.text(deep=True) or ""], heading=node.tag != "p"):
            count.rules["the repeated title"] += _characters(node).total()
            before -= _characters(node)
    words = Counter("".join(draft.title.split()))
    if before - after == words:  # it stood between the elements
        count.rules["the repeated title"] += words.total()
        before -= words
    lost, added = before - after, after - before
    count.text.update(shown=before.total(), kept=(before & after).total(), added=added.total())
    share = (before & after).total() / (before.total() or 1)
    if before and share < LEAST_KEPT:
        count.poor.append((share, f"{draft.path}: {''.join(lost.elements())[:60]}"))


def _characters(node: LexborNode) -> Counter[str]:
    return Counter("".join((node.text(deep=True) or "").split()))


def _count_pictures(tree: LexborNode, draft: Draft, count: Count) -> None:
    """Count what became of each picture of a body."""
    kept = {picture.url for picture in draft.pictures}
    seen: set[str] = set()
    for image in tree.css("img"):
        address = pictures.true_address(image, draft.source_url, None)
        if pictures.is_spacer(image):
            what = "dropped: one pixel wide or high"
        elif not address:
            named = (image.attributes.get("src") or "").startswith("data:")
            what = "dropped: an address in it" if named else "dropped: tracker, icon or no address"
        elif pictures.is_character(image, address):
            what = "written as a character"
        elif address in seen:
            what = "shown again"
        else:
            seen.add(address)
            what = "kept" if address in kept else "in what a rule removes"
        count.pictures[what] += 1
    count.pictures["(with a caption)"] += sum(bool(p.caption) for p in draft.pictures)
    count.pictures["(with a credit)"] += sum(bool(p.credit) for p in draft.pictures)
    count.pictures["(with words in their place)"] += sum(bool(p.alt) for p in draft.pictures)


def table(name: str, rows: dict[str, object]) -> None:
    """Print a table of two columns."""
    print(f"\n| {name} | |\n| --- | ---: |")
    for what, number in rows.items():
        print(f"| {what} | {number:,} |" if isinstance(number, int) else f"| {what} | {number} |")


def main(folder: str) -> None:
    """Measure a folder and print."""
    files = list(post_files(Path(folder)))
    batches = (files[start : start + BATCH] for start in range(0, len(files), BATCH))
    total = Count()
    for count in in_order(measure, batches, os.cpu_count() or 1):
        total.add(count)
    posts = len(set(total.contents.values()))
    more = {"posts": posts, "extra originals": len(total.contents) - posts}
    table("files", {**total.files, **more})
    text = total.text
    share = f"{100 * text['kept'] / (text['shown'] or 1):.4f} %"
    table("visible characters", {**text, "kept, of those shown": share})
    table("removed by rule (characters)", dict(total.rules.most_common()))
    table("pictures", dict(total.pictures.most_common()))
    print(f"\nPosts of which less than {LEAST_KEPT:.0%} is kept: {len(total.poor)}")
    for share_kept, line in sorted(total.poor)[:50]:
        print(f"- {share_kept:.1%} {line}")


if __name__ == "__main__":
    main(*sys.argv[1:])
