"""A query as a reader types it: words, phrases, what is excluded, filters, and never an error."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.query import MAX_QUERY, Filter, Phrase, Query, days, parse, text_of
from articles.search.terms import MAX_WORD, fold, index_terms
from tests.test_search_terms import ANYTHING, CHINESE, WORD


def phrases(text: str) -> list[str]:
    """What a query wants as text: `|` between alternatives, `*` behind a beginning."""
    return ["|".join(map(written, group)) for group in parse(text).wanted]


def written(phrase: Phrase) -> str:
    return " ".join(phrase.terms) + ("*" if phrase.prefix else "")


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        # A CJK run: its pairs, and a single character as the beginning of one.
        ("香港", ["香港"]),
        ("香港人", ["香港 港人"]),
        ("港", ["港*"]),
        ("香港 台北", ["香港", "台北"]),
        ("香港　台北", ["香港", "台北"]),  # the space of a Chinese keyboard
        ("Press FREEDOM", ["press", "freedom"]),
        ("don't", ["dont"]),
        # Several runs in one word: a phrase; all but the last are written out.
        ("2024年8月", ["2024 年 8 月*"]),
        ("香港police", ["香港 港 police"]),
        ("police香港", ["police 香港"]),
        ("e-mail", ["e mail"]),
        # Phrases, in the quotes of every keyboard.
        ('"press freedom"', ["press freedom"]),
        ('"香港 police"', ["香港 港 police"]),
        ("“台风 停航”", ["台风 风 停航"]),
        ("„台风 停航‟", ["台风 风 停航"]),
        ("「台风 停航」", ["台风 风 停航"]),
        ("『台风 停航』", ["台风 风 停航"]),
        ("«台风 停航»", ["台风 风 停航"]),
        ("＂台风 停航＂", ["台风 风 停航"]),
        ('港口"台风 停航"渡轮', ["港口", "台风 风 停航", "渡轮"]),
        # Either.
        ("台风 OR 停航", ["台风|停航"]),
        ("a OR b OR c d", ["a|b|c", "d"]),
        ('渡轮 "a b" OR 港', ["渡轮", "a b|港*"]),
        # No operator after all: plain words.
        ("OR", ["or"]),
        ("OR 台风", ["or", "台风"]),
        ("台风 OR", ["台风", "or"]),
        ("a OR OR b", ["a", "or", "or", "b"]),
        ("a OR -b", ["a", "or"]),
        ("a or b", ["a", "or", "b"]),
        ('"OR"', ["or"]),
        ('a "OR" b', ["a", "or", "b"]),
        ('"台风 停航', ["台风", "停航"]),
        ('台风" 停航', ["台风", "停航"]),
        ('-"台风 停航', ["台风", "停航"]),
        ("a - b", ["a", "b"]),
        ("--a", ["a"]),
        ("a-b", ["a b"]),
        ("NOT a AND b", ["not", "a", "and", "b"]),
        # Nothing at all.
        ("", []),
        ('"" -"" - -- …', []),
    ],
)
def test_a_query_becomes_phrases(query: str, wanted: list[str]) -> None:
    assert phrases(query) == wanted


@pytest.mark.parametrize(
    ("query", "wanted", "unwanted"),
    [
        ("台风 -停航", ["台风"], ["停航"]),
        ("-停航 台风", ["台风"], ["停航"]),
        ("台风 －停航", ["台风"], ["停航"]),  # full width
        ("台风 −停航", ["台风"], ["停航"]),  # the sign of arithmetic
        ("台风 -港", ["台风"], ["港*"]),
        ('台风 -"press freedom" -“a b”', ["台风"], ["press freedom", "a b"]),
        ("台风 -OR", ["台风"], ["or"]),
        ("-a OR b", ["or", "b"], ["a"]),
        ("a -x OR b", ["a", "or", "b"], ["x"]),
        ('"台风"-停航', ["台风", "停航"], []),  # no space, no exclusion
        ("-台风", [], ["台风"]),
        ('-台风 -"a b"', [], ["台风", "a b"]),
    ],
)
def test_a_minus_before_a_word_excludes(query: str, wanted: list[str], unwanted: list[str]) -> None:
    assert phrases(query) == wanted
    assert [written(phrase) for phrase in parse(query).unwanted] == unwanted


def test_what_no_database_takes_separates() -> None:
    for nothing in ("\0", "\ud800", "\x1b", "\U0010ffff"):
        assert parse(f"free{nothing}dom").wanted == ((Phrase(("free", "dom")),),)


def test_a_long_word_is_cut_as_it_is_in_a_text() -> None:
    assert parse("x" * (MAX_WORD + 50)).wanted == ((Phrase(("x" * MAX_WORD,)),),)


def test_a_query_is_read_up_to_its_limit() -> None:
    assert parse("港" * MAX_QUERY + " police") == parse("港" * MAX_QUERY)
    assert parse("，" * MAX_QUERY + "police") == Query()


def finds(query: str, text: str) -> bool:
    """Whether terms of `text`, put next to each other, hold all that `query` wants."""
    return all(
        any(matches(phrase, index_terms(text).split()) for phrase in group)
        for group in parse(query).wanted
    )


def matches(phrase: Phrase, terms: list[str]) -> bool:
    *closed, last = phrase.terms
    for start in range(len(terms) - len(closed)):
        *before, end = terms[start : start + len(closed) + 1]
        if before == closed and (end.startswith(last) if phrase.prefix else end == last):
            return True
    return False


@pytest.mark.parametrize(
    ("query", "words", "filters"),
    [
        ("source:BBC 台风", ["台风"], [("source", "BBC", False)]),
        ('source:"纽约时报 中文"', [], [("source", "纽约时报 中文", False)]),
        ("来源：“纽约时报 中文” 台风", ["台风"], [("source", "纽约时报 中文", False)]),
        ("來源:美國之音", [], [("source", "美國之音", False)]),
        ("tag:气象 标签：香港 -tag:体育 標籤:a", [], [
            ("tag", "气象", False), ("tag", "香港", False), ("tag", "体育", True), ("tag", "a", False)]),
        ("OUTLET:x Tag:y", [], [("source", "x", False), ("tag", "y", False)]),
        ("a OR tag:x b", ["a", "b"], [("tag", "x", False)]),
        ("tag:x OR a", ["a"], [("tag", "x", False)]),
        ("source:a OR source:b", [], [("source", "a", False), ("source", "b", False)]),
        ("a OR from:2024", ["a"], []),
        ("OR tag:x", [], [("tag", "x", False)]),
        ('"OR" tag:x', ["or"], [("tag", "x", False)]),
        # No filter: plain words.
        ("source:", ["source"], []),
        ("source: x", ["source", "x"], []),
        ("tag::x", ["tag x"], []),
        ("tag:“”", ["tag"], []),
        ('"tag:x"', ["tag x"], []),
        ("a-tag:x", ["a tag x"], []),
        ("http://a.example/b", ["http a example b"], []),
        ("12:30", ["12 30"], []),
        ("unknown:x", ["unknown x"], []),
        ("from:yesterday", ["from yesterday"], []),
        ("-from:2024", [], []),
        ("author:…", ["author"], []),
    ],
)  # fmt: skip
def test_filters_are_taken_out_of_the_words(
    query: str, words: list[str], filters: list[tuple[str, str, bool]]
) -> None:
    assert phrases(query) == words
    assert parse(query).filters == tuple(Filter(*given) for given in filters)


@pytest.mark.parametrize(
    ("query", "wanted", "unwanted"),
    [
        ("author:林小满", [Phrase(("林小", "小满"), field="byline")], []),
        ("作者：“Lin Xiaoman” 台风", [
            Phrase(("lin", "xiaoman"), field="byline"), Phrase(("台风",))], []),
        ("title:港", [Phrase(("港",), prefix=True, field="title")], []),
        ("台风 -author:林小满", [Phrase(("台风",))], [Phrase(("林小", "小满"), field="byline")]),
        ("標題:台風", [Phrase(("台风",), field="title")], []),
    ],
)  # fmt: skip
def test_a_word_can_be_asked_for_in_one_field(
    query: str, wanted: list[Phrase], unwanted: list[Phrase]
) -> None:
    assert parse(query).wanted == tuple((phrase,) for phrase in wanted)
    assert parse(query).unwanted == tuple(unwanted)
    assert parse("title:a OR author:b").wanted == (
        (Phrase(("a",), field="title"), Phrase(("b",), field="byline")),
    )


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ("from:2024", "2024-01-01", None),
        ("to:2024", None, "2025-01-01"),
        ("from:2024-8 to:2024-12", "2024-08-01", "2025-01-01"),
        ("从：2024年8月5日 到：2024年8月5日", "2024-08-05", "2024-08-06"),
        ("since:2024/8/5 until:2024.8.6", "2024-08-05", "2024-08-07"),
        ("from:2023 from:2024 to:2026 to:2025-02", "2024-01-01", "2025-03-01"),
        ('from:"2024年"', "2024-01-01", None),
        # No days.
        ("from:2024-13", None, None),
        ("to:2024-02-30", None, None),
        ("from:0", None, None),
        ("from:0000", None, None),
        ("to:9999", None, None),
        ("from:２０２４", "2024-01-01", None),
    ],
)
def test_dates_bound_the_days(query: str, since: str | None, until: str | None) -> None:
    read = parse(query)
    assert (read.since, read.until) == tuple(
        day and dt.date.fromisoformat(day) for day in (since, until)
    )


def test_a_date_that_is_none_is_searched_as_words() -> None:
    assert phrases("from:2024-13") == ["from 2024 13"]
    assert days("") is days("20245") is days("2024-1-1-1") is None


@pytest.mark.parametrize(
    ("query", "runs"),
    [
        ("香港人", ("香港人",)),
        ("香港police", ("香港", "police")),
        ('"台風 停航"', ("台风", "停航")),
        ("don’t", ("dont",)),
        ("港", ("港",)),
    ],
)
def test_a_phrase_keeps_the_runs_it_was_cut_from(query: str, runs: tuple[str, ...]) -> None:
    assert parse(query).wanted[0][0].runs == runs


FILTERS = {
    'tag:"a b"': Filter("tag", "a b"),
    "来源：x": Filter("source", "x"),
    "-TAG:y": Filter("tag", "y", excluded=True),
    "從:2024": None,
    "to:2024年8月": None,
}


@given(st.lists(st.one_of(CHINESE, WORD, st.sampled_from([*FILTERS])), max_size=8))
def test_filters_are_taken_out_wherever_they_stand_and_no_word_with_them(pieces: list[str]) -> None:
    read = parse(" ".join(pieces))
    words = [piece for piece in pieces if piece not in FILTERS]
    assert read.wanted == parse(" ".join(words)).wanted
    assert len(read.wanted) == len(words)
    assert list(read.filters) == [given for piece in pieces if (given := FILTERS.get(piece))]
    assert bool(read.since) == ("從:2024" in pieces)
    assert bool(read.until) == ("to:2024年8月" in pieces)


PARTS = [*"-'\"“”:：/._…港xß２²٢\0\ud800", " ", "　", "tag:", "-source：", "作者:", "title:"]
PARTS += ["from:", "到：", "2024", "年8月", "12", "31日", "9999", "0000"]


@given(st.lists(st.sampled_from(PARTS), max_size=20).map("".join))
def test_whatever_is_typed_no_letter_is_lost(query: str) -> None:
    read = parse(query)
    phrases = [*(phrase for group in read.wanted for phrase in group), *read.unwanted]
    if not (read.filters or read.since or read.until or "作者" in query or "title" in query):
        typed = "".join(index_terms(fold(query)).split())
        assert set(typed) == set("".join("".join(phrase.terms) for phrase in phrases))


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("台风 -“停 航”", ["台风", "-“停 航”"]),
        ("颱風 OR 渡轮 港", ["颱風 OR 渡轮", "港"]),
        ("source:a OR 来源：“b c”", ["source:a", "来源：“b c”"]),
        ("a OR from:2024 to:2025", ["a", "from:2024", "to:2025"]),
        ("OR", ['"OR"']),
        ("… 港，", ["港，"]),
        ('"a"source:b "c"-d', ['"a"', '"source:b"', '"c"', '"-d"']),
    ],
)
def test_a_query_keeps_its_parts_as_they_were_typed(query: str, parts: list[str]) -> None:
    assert [part.text for part in parse(query).parts] == parts


@pytest.mark.parametrize(
    ("query", "roles"),
    [
        ("港 -台风 title:a", ["wanted", "unwanted", "wanted"]),
        ("source:a -tag:b from:2024 to:2025", ["filter"] * 4),
        ("author:a -author:b", ["filter", "filter"]),
        ("author:a OR author:b", ["filter"]),
        ("author:a OR b", ["wanted"]),
    ],
)
def test_a_part_says_whether_it_is_words_or_bounds_the_search(query: str, roles: list[str]) -> None:
    assert [part.role for part in parse(query).parts] == roles


@given(st.lists(st.sampled_from([*PARTS, "a", " OR ", "source:x"]), max_size=20).map("".join))
def test_a_query_put_together_of_its_parts_is_the_same(query: str) -> None:
    read = parse(query)
    assert parse(text_of(read.parts)) == read


@given(ANYTHING)
def test_any_query_is_read_and_no_phrase_is_empty(query: str) -> None:
    read = parse(query)
    for phrase in (*(phrase for group in read.wanted for phrase in group), *read.unwanted):
        assert phrase.terms
        assert all(term == "".join(term.split()) != "" for term in phrase.terms)
    assert all(read.wanted)


@given(CHINESE, st.data())
def test_any_part_of_a_chinese_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    assert parse(part).wanted
    assert finds(part, text)
    assert finds(f'"{part}"', text)


@given(st.lists(st.one_of(CHINESE, WORD), min_size=1, max_size=8), st.data())
def test_any_words_that_follow_each_other_find_the_text_as_a_phrase(
    words: list[str], data: st.DataObject
) -> None:
    text = "，".join(words)
    start = data.draw(st.integers(0, len(words) - 1))
    stop = data.draw(st.integers(start + 1, len(words)))
    assert all(finds(word, text) for word in words)
    assert finds(f'"{" ".join(words[start:stop])}"', text)


@given(CHINESE, CHINESE)
def test_a_chinese_word_that_a_text_does_not_hold_is_not_found(text: str, word: str) -> None:
    assert finds(word, text) == (word in text)
