"""Holds what search finds against what the posts say.

    python -m benchmarks.truth [TERMS]

Works on the database that the environment names. Terms are drawn at random (of a fixed seed) from titles and
bodies. Which posts say one is read from their stored bodies by Python's own HTML parser and by none of
search's code but `fold`, by which two spellings are one word. Prints a table by kind of term, and behind it
each term that finds too much or too little, with the posts (primary keys).
"""

import os
import random
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import NamedTuple

import django

TERMS = 240
_SEED = 2026
_MOST_CHARACTERS, _MOST_RUNS = 6, 4
_READ = 400  # posts that terms are drawn from
_NAMED = 5  # posts
# Elements within a line of words; all others end it (HTML Living Standard §3.2.5.2.5).
_WITHIN_A_LINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup "
    "time u var wbr".split()
)
_CJK_NAMES = (
    "CJK ", "HIRAGANA ", "KATAKANA ", "KATAKANA-", "HANGUL ", "BOPOMOFO ", "IDEOGRAPHIC ", "HANGZHOU "
)  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff]{2,}")
# Around each run of a text; between its title, its byline and its body.
_END, _PART = "\x1f", "\x1e"


class Term(NamedTuple):
    """What is typed, and the folded text that posts must say for it."""

    typed: str
    meant: str


@dataclass(slots=True)
class Said:
    """What a post says.

    :ivar raw: title, byline and the visible text of the body.
    :ivar text: the same folded.
    :ivar runs: the same as runs of CJK and words of all else, with _END around each.
    """

    pk: int
    raw: tuple[str, ...]
    text: str
    runs: str


@dataclass(slots=True)
class Result:
    """How the terms of a kind fared; posts (primary keys) by what was typed."""

    terms: int = 0
    said: int = 0
    found: int = 0
    missing: dict[str, list[int]] = field(default_factory=dict)
    wrong: dict[str, list[int]] = field(default_factory=dict)

    @property
    def recall(self) -> float:
        """The share of the posts that say a term which is found."""
        return 1 - sum(map(len, self.missing.values())) / (self.said or 1)

    @property
    def precision(self) -> float:
        """The share of the posts found which say the term."""
        return 1 - sum(map(len, self.wrong.values())) / (self.found or 1)


class _Visible(HTMLParser):
    """The words of a body."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag not in _WITHIN_A_LINE:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(tag, ())

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def main(terms: str = str(TERMS)) -> None:
    """Print the table."""
    results = compare(int(terms))
    print("| terms | number | posts that say them | found | recall | precision |")
    print("| --- |" + " ---: |" * 5)
    for kind, result in results.items():
        print(
            f"| {kind} | {result.terms} | {result.said:,} | {result.found:,} "
            f"| {result.recall:.4%} | {result.precision:.4%} |"
        )
    print("\n".join(faults(results)))


def compare(terms: int = TERMS) -> dict[str, Result]:
    """Search for terms, and compare with what the posts say, by kind of term.

    :param terms: how many, of all kinds together.
    """
    posts = list(said())
    return {kind: _fared(drawn, posts) for kind, drawn in draw(posts, terms).items()}


def faults(results: dict[str, Result]) -> list[str]:
    """Return a line for each term that finds too much or too little."""
    return [
        f"{kind}: {typed!r} {what} {len(pks)} posts: {pks[:_NAMED]}"
        for kind, result in results.items()
        for what, terms in (("misses", result.missing), ("wrongly finds", result.wrong))
        for typed, pks in terms.items()
    ]


def _fared(terms: Sequence[Term], posts: Sequence[Said]) -> Result:
    from articles import search
    from articles.search.query import parse

    result = Result(len(terms))
    for typed, meant in terms:
        say = _that_say(meant, posts)
        found = set(search.find(search.Search(parse(typed)), limit=len(posts) + 1).ids)
        result.said += len(say)
        result.found += len(found)
        for mistakes, pks in ((result.missing, say - found), (result.wrong, found - say)):
            if pks:
                mistakes[typed] = sorted(pks)
    return result


def _that_say(meant: str, posts: Sequence[Said]) -> set[int]:
    """Return the posts that say a folded word, or words one behind the other."""
    runs = in_runs(meant).strip(_END).split(_END)
    if len(runs) == 1 and is_cjk(meant):
        return {post.pk for post in posts if meant in post.text}
    # CJK may go on in front of the first run, and behind the last; all else is whole.
    before, behind = ("" if is_cjk(run) else _END for run in (runs[0], runs[-1]))
    written = before + _END.join(runs) + behind
    return {post.pk for post in posts if written in post.runs}


def said() -> Iterator[Said]:
    """Give what each public post says."""
    from articles.models import Post
    from articles.search.terms import fold

    rows = Post.objects.published().order_by("pk").values_list("pk", "title", "byline", "body")
    for pk, *parts, body in rows.iterator(chunk_size=1000):
        raw = (*parts, _visible(body))
        folded = [fold(part) for part in raw]
        yield Said(pk, raw, "\n".join(folded), _PART.join(map(in_runs, folded)))


def _visible(html: str) -> str:
    reader = _Visible()
    reader.feed(html)
    reader.close()
    return "".join(reader.words)


def in_runs(text: str) -> str:
    """Return the runs of a folded text, with _END around each: of CJK, or of letters, digits, `_`."""
    kinds = [_kind(character) for character in text]
    found, before = [_END], " "
    for place, (character, kind) in enumerate(zip(text, kinds, strict=True)):
        if kind == "'" and before == "w" and kinds[place + 1 : place + 2] == ["w"]:
            continue  # don't is dont
        # A mark belongs to the letter before it.
        now = (before if before == "w" else " ") if kind == "m" else kind
        if now != before and found[-1] != _END:
            found.append(_END)
        if now in {"c", "w"}:
            found.append(character)
        before = now
    return "".join(found if found[-1] == _END else [*found, _END])


@cache
def _kind(character: str) -> str:
    """Return `c` for CJK, `w` for what words are made of, `m` for a mark; an apostrophe as `'`."""
    category = unicodedata.category(character)
    if character in "'’":
        return "'"
    if category[0] in "LN" and unicodedata.name(character, "").startswith(_CJK_NAMES):
        return "c"
    if category[0] in "LN" or character == "_":
        return "w"
    return "m" if category[0] == "M" else " "


def is_cjk(run: str) -> bool:
    """Return whether a run is one of CJK."""
    return _kind(run[0]) == "c"


def draw(posts: Sequence[Said], terms: int) -> dict[str, list[Term]]:
    """Return terms that posts hold, by kind, of each about the same number.

    :param terms: how many in all.
    """
    from articles.search.terms import fold, other_script

    chance = random.Random(_SEED)
    some = chance.sample(posts, min(_READ, len(posts)))
    titles, bodies = (
        [_part(chance, run) for post in some for run in _HAN.findall(post.raw[place])]
        for place in (0, 2)
    )
    words = [run for post in some for run in post.runs.split(_END) if run > _PART]
    kinds = {
        "2 to 6 characters of titles": titles,
        "2 to 6 characters of bodies": bodies,
        "one character": [chance.choice(run) for run in bodies],
        "words of letters": [run for run in words if not is_cjk(run) and run.isalpha()],
        "phrases": [f'"{phrase}"' for post in some for phrase in _phrases(chance, post)],
    }
    drawn = {kind: _some(chance, found, terms // (len(kinds) + 1)) for kind, found in kinds.items()}
    both = [*zip(*(drawn[kind] for kind in [*kinds][:2]), strict=False)]
    others = [(other_script(word), word) for pair in both for word in pair]
    return {
        kind: [Term(typed, fold(typed)) for typed in found] for kind, found in drawn.items()
    } | {
        "in the other script": [Term(typed, fold(word)) for typed, word in others if typed][
            : terms // (len(kinds) + 1)
        ]
    }


def _part(chance: random.Random, run: str) -> str:
    """Return 2 to _MOST_CHARACTERS of the characters of a run, which has as many as 2."""
    length = chance.randint(2, min(_MOST_CHARACTERS, len(run)))
    start = chance.randint(0, len(run) - length)
    return run[start : start + length]


def _phrases(chance: random.Random, post: Said) -> Iterator[str]:
    """Give runs that stand one behind the other in a part of a post, a few of each part."""
    for part in post.runs.split(_PART):
        runs = part.strip(_END).split(_END)
        for _ in range(_MOST_RUNS if len(runs) > 1 else 0):
            number = chance.randint(2, min(_MOST_RUNS, len(runs)))
            start = chance.randint(0, len(runs) - number)
            first, *between, last = runs[start : start + number]
            if is_cjk(first):
                first = first[-_MOST_CHARACTERS:]
            if is_cjk(last):
                last = last[:_MOST_CHARACTERS]
            yield " ".join([first, *between, last])


def _some(chance: random.Random, found: Sequence[str], number: int) -> list[str]:
    """Return some of what was found: half as often as it was, half of the different ones, so rare ones."""
    different = sorted(set(found))
    often = chance.sample(found, min(number // 2, len(found)))
    rare = chance.sample(different, min(number - len(often), len(different)))
    return list(dict.fromkeys([*often, *rare]))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    main(*sys.argv[1:])
