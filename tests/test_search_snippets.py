"""Hits are marked in the text as it was written, whatever spelling was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.query import parse
from articles.search.snippets import LENGTH, Marker, Piece
from articles.search.terms import fold
from tests.test_search_terms import ANYTHING


def marked(text: str, query: str) -> str:
    """Return a text with brackets around its hits."""
    return brackets(Marker(parse(query)).marked(text))


def snippet(text: str, query: str, length: int = LENGTH) -> str:
    return brackets(Marker(parse(query)).snippet(text, length))


def brackets(pieces: list[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("他住在香港岛", "香港", "他住在[香港]岛"),
        ("習近平說", "习近平", "[習近平]說"),
        ("他住在香港岛", "港 岛", "他住在香[港][岛]"),
        ("ＣＮＡ報導 CNAX", "cna", "[ＣＮＡ]報導 CNAX"),
        ("Cafés and café", "cafe", "Cafés and [café]"),
        ("freedom free", "free", "freedom [free]"),
        ("They don’t", "don't", "They [don’t]"),
        ("on Press\nFreedom day", '"press freedom"', "on [Press\nFreedom] day"),
        ("在2024年8月5日", "2024年8月", "在[2024年8月]5日"),
        ("台风，停航。停航，台风", "“台风 停航”", "[台风，停航]。停航，台风"),
        ("香\u200b港", "香港", "[香\u200b港]"),
        ("㍿と株式会社", "株式会社", "[㍿]と[株式会社]"),
        ("台风来了", "台风 -来了", "[台风]来了"),
        ("台风和地震", "台风 OR 地震", "[台风]和[地震]"),
        ("林小满写台风", "author:林小满 台风", "林小满写[台风]"),
        ("台风", "title:台风", "[台风]"),
        ("香港人在香港", "香港 香港人", "[香港人]在[香港]"),
        ("没有", "台风", "没有"),
        ("没有", "", "没有"),
        ("ab_c", "ab", "ab_c"),
    ],
)
def test_hits_are_marked(text: str, query: str, shown: str) -> None:
    assert marked(text, query) == shown


def test_a_snippet_shows_where_the_words_stand() -> None:
    text = "开头。" + "无关。" * 200 + "昨天台风来了，渡轮停航。" + "别的。" * 200
    shown = snippet(text, "台风 停航", 60)
    assert shown.startswith("…")
    assert "昨天[台风]来了，渡轮[停航]。" in shown
    assert shown.endswith("…")
    assert len(shown) < 70


def test_words_that_stand_far_apart_are_both_shown() -> None:
    text = "台风来了。" + "无关。" * 200 + "渡轮停航。"
    shown = snippet(text, "停航 台风", 60)
    assert "[台风]" in shown
    assert "[停航]" in shown
    assert shown.index("台风") < shown.index("停航")


def test_words_far_behind_the_beginning_are_shown_and_none_is_cut_in_two() -> None:
    first = "x" * 2_989 + " "  # what is read at first ends behind "freedom"
    assert snippet(first + "so freedoms, then freedom.", "freedom", 60).endswith("then [freedom].")
    text = "台风来了。" + "无关。" * 3_000 + "渡轮停航。"
    assert "[停航]" in snippet(text, "停航 台风")
    assert "[停航]" in snippet(text[5:], "停航")


def test_what_stands_near_is_shown_once() -> None:
    text = "甲" + "，" * 8 + "乙乙乙" + "，" * 138 + "丙丙" + "，" * 300
    shown = snippet(text, "甲 乙 丙", 150)
    assert shown.count("[甲]") == 1
    assert shown.count("[乙]") == 3


def test_a_snippet_begins_with_a_sentence_where_one_is_near() -> None:
    text = "很远的开头。" * 20 + "这句话说台风。"
    assert snippet(text, "台风") == "…这句话说[台风]。"


def test_a_text_without_the_words_has_no_snippet() -> None:
    assert snippet("没有", "台风") == snippet("", "台风") == snippet("没有", "") == ""


def test_a_short_text_is_shown_whole() -> None:
    assert snippet("台风来了。", "台风") == "[台风]来了。"


def test_a_hit_longer_than_the_snippet_is_shown_whole() -> None:
    assert "[" + "台" * 80 + "]" in snippet("，" * 50 + "台" * 80, "台" * 80, 40)


@given(ANYTHING, ANYTHING, st.integers(1, 200))
def test_any_text_keeps_its_characters_and_each_mark_holds_a_word(
    text: str, query: str, length: int
) -> None:
    read = parse(query)
    marker = Marker(read)
    pieces = marker.marked(text)
    assert "".join(piece.text for piece in pieces) == text
    runs = {run for group in read.wanted for phrase in group for run in phrase.runs}
    for piece in pieces:
        if piece.is_hit:
            plain = "".join(fold(letter) for letter in piece.text).replace("'", "").replace("’", "")
            assert any(run in plain for run in runs)
    shown = marker.snippet(text, length)
    for piece in shown:
        assert piece.text == "…" or piece.text in text
