"""Holds what the import keeps of a folder against what a browser would show of its files.

    python -m benchmarks.fidelity FOLDER

Each body is read a second time, by an HTML5 parser alone; characters are counted (not spaces), whatever
their order. What a named rule removes is counted under its name, and is no loss; the names of players,
which stand for what a browser would load, are counted by themselves. Prints five tables: files, text,
rules, pictures, players; and the posts of which less than 98 % is kept.
"""

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.importing import body, frontmatter
from articles.importing.attachments import Finder
from articles.importing.draft import Draft, Site, read
from articles.importing.outlets import shipped_rules
from articles.importing.sources import PostFile, post_files
from articles.importing.workers import in_order
from articles.markup import embeds, is_still, pictures, player_of, tables
from articles.markup.players import MARK, open_players
from articles.markup.titles import Title

BATCH = 200
# Words in a player are for browsers that have none.
NEVER_SHOWN = "script, style, template, head, title, link, meta, noscript"
PLAYERS = "iframe, video, audio"
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
    players: Counter[str] = field(default_factory=Counter)
    poor: list[tuple[float, str]] = field(default_factory=list)
    contents: dict[str, str] = field(default_factory=dict)  # hash -> key of the post

    def add(self, other: "Count") -> None:
        """Add what was seen of other files."""
        for name in ("files", "text", "rules", "pictures", "players"):
            getattr(self, name).update(getattr(other, name))
        self.poor += other.poor
        self.files["duplicate"] += len(self.contents.keys() & other.contents.keys())
        self.contents |= other.contents


def measure(files: Sequence[PostFile]) -> Count:
    """Read a batch of files twice and count."""
    count = Count()
    for file in files:
        data = (file.root / file.path).read_bytes()
        finder = Finder(file.root, file.path)
        draft = read(data, file.path, finder, _SITE)
        count.files["files"] += 1
        if not isinstance(draft, Draft):
            count.files["rejected"] += 1
        elif draft.hash in count.contents:
            count.files["duplicate"] += 1
        else:
            count.contents[draft.hash] = draft.key
            _compare(data.decode("utf-8", "replace"), draft, finder, count)
    return count


def _compare(text: str, draft: Draft, finder: Finder, count: Count) -> None:
    """Count the text and the pictures of one post."""
    article = body.read(frontmatter.split(text.replace("\0", "")).body, draft.title)
    tree = LexborHTMLParser(f"<body>{article.markup}").body
    kept = LexborHTMLParser(f"<body>{draft.body}").body
    assert tree is not None
    assert kept is not None
    unscripted = {url for node in tree.css("noscript") for url in _addresses(node, draft, finder)}
    for node in tree.css(NEVER_SHOWN):
        node.decompose()
    open_players(tree)
    _count_pictures(tree, draft, finder, unscripted, count)
    _count_players(tree, kept, draft, count)
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


def _addresses(tree: LexborNode, draft: Draft, finder: Finder) -> list[str]:
    """Return where the pictures in a part of a body lie."""
    images = tree.css("img")
    found = [pictures.true_address(image, draft.source_url, finder) for image in images]
    return list(filter(None, found))


def _count_pictures(
    tree: LexborNode, draft: Draft, finder: Finder, unscripted: set[str], count: Count
) -> None:
    """Count what became of each picture of a body.

    :param unscripted: addresses of pictures for readers without scripts.
    """
    kept = {picture.url for picture in draft.pictures}
    seen: set[str] = set()
    for image in tree.css("img"):
        address = pictures.true_address(image, draft.source_url, finder)
        source = image.attributes.get("src") or ""
        if pictures.is_spacer(image):
            what = "dropped: one pixel wide or high"
        elif not address and source.startswith("data:"):
            true = kept & unscripted
            what = (
                "held the place of one that is kept" if true else "dropped: a spacer in its address"
            )
        elif not address:
            what = "dropped: tracker, icon or no address"
        elif pictures.is_character(image.attributes, address):
            what = "written as a character"
        elif address in seen:
            what = "shown again"
        else:
            seen.add(address)
            what = "kept" if address in kept else "in what a rule removes"
            if what == "kept" and address in finder.found:
                what = "kept: a file of the archive, or written into the post"
        count.pictures[what] += 1
    count.pictures["kept: for readers without scripts"] += len((kept & unscripted) - seen)
    count.pictures["(with a caption)"] += sum(bool(p.caption) for p in draft.pictures)
    count.pictures["(with a credit)"] += sum(bool(p.credit) for p in draft.pictures)
    count.pictures["(with words in their place)"] += sum(bool(p.alt) for p in draft.pictures)


def _count_players(tree: LexborNode, kept: LexborNode, draft: Draft, count: Count) -> None:
    """Count the frames and recordings of a body, and take them and their names from what is shown."""
    for node in tree.css(PLAYERS):
        found = (node.attributes.get(name) or "" for name in embeds.FRAME_ADDRESSES)
        address = next((a for a in found if player_of(a)), "")
        if node.tag != "iframe":
            count.players[f"{node.tag} with an address"] += bool(
                pictures.recording_address(node, draft.source_url)
            )
        elif player := player_of(address):
            count.players[f"player: {player.host}"] += 1
        elif node.css_matches(".wp-embedded-content"):
            count.players["frame of a post that is quoted before it"] += 1
        else:
            count.players["frame of another host: a link"] += 1
        node.decompose()
    for link in kept.css("p > a"):
        if (link.text(deep=True) or "").startswith(MARK):
            count.text["names of players"] += _characters(link).total()
            link.decompose()
    count.players["stills that are pictures"] += sum(is_still(p.url) for p in draft.pictures)
    posters = {node.attributes.get("poster") for node in kept.css("video[poster]")}
    count.players["posters that are pictures"] += len(posters & {p.url for p in draft.pictures})
    player = player_of(draft.source_url)
    count.players["posts that are a video"] += bool(player and player.is_video)


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
    table("players", dict(total.players.most_common()))
    print(f"\nPosts of which less than {LEAST_KEPT:.0%} is kept: {len(total.poor)}")
    for share_kept, line in sorted(total.poor)[:50]:
        print(f"- {share_kept:.1%} {line}")


if __name__ == "__main__":
    main(*sys.argv[1:])
