"""Hits are marked in the text as it was written, whatever spelling was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.query import parse
from articles.search.snippets import LENGTH, Marker, Piece
from articles.search.terms import fold
from tests.test_search_query import finds
from tests.test_search_terms import ANYTHING, CHINESE, WORD


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
        ("हिन्दी हिन", "हिन", "हिन्दी [हिन]"),
        ("They don＇t", "dont", "They [don＇t]"),
        ("香'港", "香港", "香'港"),
        # A phrase as the index has it: between its words something separates, or letters meet Chinese.
        ("住香港，Police都", "“香港 police”", "住[香港，Police]都"),
        ("住香港police", "“香港 police”", "住[香港police]"),
        ("香港人", "“香港 人”", "香港人"),
        ("香港岛 police", "“香港 police”", "香港岛 police"),
        ("台 _ 风", "“台 风”", "台 _ 风"),
        ("台" + "\n" * 1000 + "风", "“台 风”", "台" + "\n" * 1000 + "风"),
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


def test_windows_that_meet_are_one() -> None:
    text = "开头的几个字停航然后说到过台风来了台风还是很远。渡轮"
    shown = snippet(text, "停航 台风 渡轮", 20)
    assert shown.count("…") == 2
    assert "[停航]然后说到过[台风]来了[台风]" in shown


def test_a_word_behind_very_many_others_is_shown_and_they_beside_it() -> None:
    text = "台风，" * 900 + "渡轮停航，台风来了"
    assert "[停航]，[台风]" in snippet(text, "台风 停航")
    assert "[停航]" in snippet("台风，" * 3000 + text, "台风 停航")


def test_what_stands_at_the_ends_of_a_window_is_whole() -> None:
    text = "nothing here and " * 20 + "the ferry is not going " + "because of storms " * 20
    for length in range(20, 80):
        shown = snippet(text, "ferry", length)
        before, _, behind = shown.strip("…").partition("[ferry]")
        assert set(before.split() + behind.split()) <= set(text.split())
    assert snippet("很长的台风，" * 3 + "结束。 " * 30, "台风", 40).endswith("结束。…")
    assert snippet("台风" + "无" * 37 + "台风" + "无" * 50, "台风", 40).endswith("[台风]…")


def test_no_query_takes_long() -> None:
    """It took a minute when the query was made a pattern: each _ is a word and could be a separator."""
    assert marked("_ " * 40, f'"{"_ " * 10}x"') == "_ " * 40


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
    pieces = Marker(read).marked(text)
    assert "".join(piece.text for piece in pieces) == text
    runs = {run for group in read.wanted for phrase in group for run in phrase.runs}
    for piece in pieces:
        if piece.is_hit:
            plain = "".join(fold(letter) for letter in piece.text).replace("'", "").replace("’", "")
            assert any(run in plain for run in runs)


@given(st.lists(st.one_of(ANYTHING, st.just("台风"), st.just("ferry, "))), st.integers(1, 200))
def test_a_snippet_is_parts_of_the_text_in_their_order(parts: list[str], length: int) -> None:
    text = "".join(parts)
    place = hits = 0
    for piece in Marker(parse("台风 ferry")).snippet(text, length):
        if piece != Piece("…", is_hit=False):
            place = text.index(piece.text, place) + len(piece.text)
            hits += piece.is_hit
    assert bool(hits) == any(piece.is_hit for piece in Marker(parse("台风 ferry")).marked(text))


WRITTEN = st.lists(st.one_of(CHINESE, WORD, st.sampled_from("，' _\n…")), max_size=12).map("".join)


@given(WRITTEN, st.data())
def test_what_the_index_finds_is_marked_and_nothing_else(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    query = data.draw(st.sampled_from([f'"{part}"', f'"{part[::-1]}"']))
    if parse(query).wanted:
        assert finds(query, text) == any(
            piece.is_hit for piece in Marker(parse(query)).marked(text)
        )
