"""A comparison cut to what a reader wants of it: what changed, and a few words around."""

from articles.differences import Paragraph, Run, compare_lines
from articles.folding import CONTEXT, MOST_ON_END, fold
from tests.test_differences import shown

LONG = "船一早就从旧码头开出去了风还没有起来海面上看得很远" * 8


def test_what_did_not_change_is_folded_to_a_few_words_around_the_change() -> None:
    before = [f"第{number}段" for number in range(9)]
    after = [*before[:4], "全新", *before[5:]]
    folded = fold(compare_lines(before, after))
    assert [part.folded for part in folded if part.folded] == [3, 3]
    assert [shown(part.runs) for part in folded if part.runs] == [
        "第3段", "[-第4段-]{+全新+}", "第5段",
    ]  # fmt: skip


def test_long_kept_words_are_cut_but_not_beside_a_change() -> None:
    around = fold(compare_lines([LONG, f"{LONG}五{LONG}", LONG], [LONG, f"{LONG}六{LONG}", LONG]))
    end, start = LONG[-CONTEXT:], LONG[:CONTEXT]
    assert [shown(part.runs) for part in around] == [
        f"<…>{end}", f"<…>{end}[-五-]{{+六+}}{start}<…>", f"{start}<…>",
    ]  # fmt: skip


def test_letters_are_cut_between_words() -> None:
    long = "harbour lights " * 20
    (part,) = fold(compare_lines([f"{long}closed"], [f"{long}open"]))
    assert part.runs[0].kind == "cut"
    assert set(part.runs[1].text.split()) == {"harbour", "lights"}


def test_of_much_that_went_at_once_the_first_lines_stand_for_all() -> None:
    gone = [f"第{number}行" for number in range(40)]
    parts = fold(compare_lines(["港口", *gone, "灯塔"], ["港口", "灯塔"]))
    hidden = [part for part in parts if part.hidden]
    assert [(part.kind, len(part.hidden)) for part in hidden] == [("removed", 40 - MOST_ON_END)]
    assert len(parts) == 2 + MOST_ON_END + 1


def test_a_paragraph_knows_whether_all_of_it_is_of_one_kind() -> None:
    assert Paragraph((Run("same", "a"),)).kind == "same"
    assert Paragraph((Run("same", "a"), Run("added", "b"))).kind is None
    assert Paragraph(folded=3).kind is None
