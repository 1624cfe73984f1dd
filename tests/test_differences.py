"""What changed between two texts: all of both comes out, in runs that a person can read."""

import random
import time
from itertools import chain

import pytest

from articles.differences import (
    PARAGRAPH_SIGN,
    Run,
    compare_lines,
    compare_words,
)
from articles.folding import fold

SIGNS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}", "cut": "<{}>"}


def shown(runs: tuple[Run, ...] | list[Run]) -> str:
    return "".join(SIGNS[run.kind].format(run.text) for run in runs)


def lines(before: list[str], after: list[str]) -> list[str]:
    return [shown(paragraph.runs) for paragraph in compare_lines(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("", "", ""),
        ("港口", "港口", "港口"),
        ("", "港口", "{+港口+}"),
        ("港口", "", "[-港口-]"),
        ("台风星期五抵达。", "台风星期六晚抵达。", "台风星期[-五-]{+六晚+}抵达。"),
        ("The harbour is closed.", "The harbour is open.", "The harbour is [-closed-]{+open+}."),
        ("in 3.5 hours", "in 3.8 hours", "in [-3.5-]{+3.8+} hours"),
        ("Der Hafen schließt früh", "Der Hafen schließt spät", "Der Hafen schließt [-früh-]{+spät+}"),
        ("الميناء مغلق اليوم", "الميناء مفتوح اليوم", "الميناء [-مغلق-]{+مفتوح+} اليوم"),
    ],
)  # fmt: skip
def test_words_are_kept_removed_and_added(before: str, after: str, wanted: str) -> None:
    assert shown(compare_words(before, after)) == wanted


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        # A sign between two changes is no word that was kept.
        ("来了甲、乙两艘船", "来了丙、丁两艘船", "来了[-甲、乙-]{+丙、丁+}两艘船"),
        # Nor is one character.
        ("船长昨天说船停了两天", "船长上午说明船停了两天", "船长[-昨天说-]{+上午说明+}船停了两天"),
        # Words that were put in before others with the same beginning are a sentence, not the end of two.
        ("他说要来。他说要走。", "他说要来。他说要停。他说要走。", "他说要来。{+他说要停。+}他说要走。"),
        ("旧船都在港里", "旧帆、旧船都在港里", "{+旧帆、+}旧船都在港里"),
        ("今天旧船都在港里", "今天旧帆和旧船都在港里", "今天旧{+帆和旧+}船都在港里"),
        # Two texts with little in common are not woven into one another.
        ("渡轮停航一天，乘客改乘火车。", "博物馆的新馆长上任，乘船前来。",
         "[-渡轮停航一天，乘客改乘火车。-]{+博物馆的新馆长上任，乘船前来。+}"),
    ],
)  # fmt: skip
def test_what_changed_is_phrases_and_not_confetti(before: str, after: str, wanted: str) -> None:
    assert shown(compare_words(before, after)) == wanted


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        (["一", "二", "三"], ["一", "三"], ["一", "[-二-]", "三"]),
        (["一", "三"], ["一", "二", "三"], ["一", "{+二+}", "三"]),
        (["一", "三"], ["一", "三", "四"], ["一", "三", "{+四+}"]),
        (["潮水退了船搁浅了"], ["潮水退了", "船搁浅了"], ["潮水退了{+¶+}", "船搁浅了"]),
        (["潮水退了", "船搁浅了"], ["潮水退了船搁浅了"], ["潮水退了[-¶-]", "船搁浅了"]),
        (["一、二", "三"], ["甲", "乙", "丙"], ["[-一、二-]{+甲+}", "[-三-]", "{+乙+}", "{+丙+}"]),
        (["渡轮今天停了。", "三艘船来了"], ["渡轮今天开了。", "五艘船来了"],
         ["渡轮今天[-停-]{+开+}了。", "[-三-]{+五+}艘船来了"]),
        ([], ["一"], ["{+一+}"]),
        (["一"], [], ["[-一-]"]),
    ],
)  # fmt: skip
def test_lines_stay_lines(before: list[str], after: list[str], wanted: list[str]) -> None:
    assert lines(before, after) == wanted


def test_both_texts_can_be_read_in_what_comes_out() -> None:
    chance = random.Random(7)
    for _ in range(300):
        before, after = (
            ["".join(chance.choice("船港风ab 。,\t3") for _ in range(chance.randrange(1, 12)))
             for _ in range(chance.randrange(6))]
            for _ in range(2)
        )  # fmt: skip
        after = chance.choice([after, before[:2] + after, before[1:], [*before, *after]])
        runs = list(chain.from_iterable(p.runs for p in compare_lines(before, after)))
        for text, kind in ((before, "removed"), (after, "added")):
            words = [run.text for run in runs if run.kind in {"same", kind}]
            assert "".join(words).replace(PARAGRAPH_SIGN, "") == "".join(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ab" * 100_000, "ba" * 100_000 + "c"),
        ("船港" * 50_000, "港船风" * 40_000),
        ("a b\n" * 3_000, "b a\n" * 3_000),
        ("".join(f"{number}\n" for number in range(4_000)),
         "".join(f"{number}{number % 2 or ''}\n" for number in range(4_000))),
    ],
    ids=["a word of 200 KB", "characters", "lines", "every other line"],
)  # fmt: skip
def test_hostile_texts_take_little_time(before: str, after: str) -> None:
    began = time.process_time()
    fold(compare_lines(before.split("\n"), after.split("\n")))
    assert time.process_time() - began < 3
