"""Terms of the index: text and query are folded and cut alike, whatever they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.terms import (
    MAX_QUERY,
    MAX_WORD,
    Phrase,
    Query,
    fold,
    index_terms,
    query_terms,
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        # CJK runs: pairs in order, then the last character alone.
        ("香港", "香港 港"),
        ("香港人", "香港 港人 人"),
        ("港", "港"),
        ("香港，台北", "香港 港 台北 北"),
        ("香 港", "香 港"),
        ("ひらがな", "ひら らが がな な"),
        ("ラーメン", "ラー ーメ メン ン"),
        ("한국어", "한국 국어 어"),
        ("ㄅㄆ", "ㄅㄆ ㄆ"),
        ("人々", "人々 々"),
        ("二〇二四", "二〇 〇二 二四 四"),
        ("𠮷野家", "𠮷野 野家 家"),
        ("阿里·木", "阿里 里 木"),
        ("ジョン・スミス", "ジョ ョン ン スミ ミス ス"),
        # Other runs: one term each.
        ("Press freedom", "press freedom"),
        ("snake_case x2", "snake_case x2"),
        ("e-mail", "e mail"),
        ("3.14", "3 14"),
        ("สวัสดี", "สวัสดี"),
        ("हिन्दी", "हिन्दी"),
        # Both in one.
        ("2024年8月5日", "2024 年 8 月 5 日"),
        ("T恤和卡拉OK厅", "t 恤和 和卡 卡拉 拉 ok 厅"),
        ("香港police", "香港 港 police"),
        # Apostrophes inside a word, and not beside it.
        ("don't", "dont"),
        ("don’t", "dont"),
        ("don＇t", "dont"),
        ("rock 'n' roll", "rock n roll"),
        ("O'Neill's'", "oneills"),
        ("'港'", "港"),
        # Nothing to find.
        ("", ""),
        (" \n\t", ""),
        ("……！？——《》", ""),
        ("😀", ""),
    ],
)
def test_text_is_cut_into_terms(text: str, terms: str) -> None:
    assert index_terms(text) == terms


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ＣＮＡ１２３", "cna123"),  # full width
        ("ｶﾞｽ", "ガス"),  # half width
        ("か\u3099", "が"),
        ("㈱", "(株)"),
        ("⼀", "一"),  # a radical that is a character
        ("豈", "豈"),  # a compatibility form
        ("ﬁne", "fine"),
        ("POLICE", "police"),
        ("Straße", "strasse"),
        ("İstanbul ışık", "istanbul isik"),
        ("ΌΣΟΣ", "οσοσ"),
        ("café", "cafe"),
        ("cafe\u0301", "cafe"),
        ("Đặng Łódź Søren Ħal", "dang lodz soren hal"),
        ("ǿ", "o"),  # an accent on a letter with a stroke
        ("Йод", "иод"),
        ("شَمْسٌ", "شمس"),
        ("كتـــاب", "كتاب"),
        ("שָׁלוֹם", "שלום"),
        ("香\u200b港", "香港"),
        ("香\ufeff港\u00ad人", "香港人"),
        ("葛\U000e0100城", "葛城"),  # an ideographic variation
        ("\u202e香港\u202c", "香港"),
        ("ᄒ\u200bᅡ\u200bᆫ", "한"),
    ],
)
def test_spellings_that_look_alike_are_one(text: str, same: str) -> None:
    assert fold(text) == same
    assert index_terms(text) == index_terms(same)


@pytest.mark.parametrize("pair", ["が か", "آ ا", "कि क"])
def test_marks_that_make_another_letter_stay(pair: str) -> None:
    one, other = pair.split()
    assert index_terms(one) != index_terms(other)


@pytest.mark.parametrize("nothing", ["\0", "\ud800", "\x1b", "\U0010ffff"])
def test_what_no_database_takes_separates_and_does_not_come_out(nothing: str) -> None:
    assert index_terms(f"香港{nothing}人") == "香港 港 人"
    assert index_terms(f"free{nothing}dom") == "free dom"
    assert query_terms(f"free{nothing}dom").wanted == ((Phrase(("free", "dom")),),)


def test_a_long_word_is_cut_alike_in_text_and_query() -> None:
    blob = "x" * (MAX_WORD + 50)
    assert index_terms(blob) == "x" * MAX_WORD
    assert query_terms(blob).wanted == ((Phrase(("x" * MAX_WORD,)),),)


def phrases(text: str) -> list[str]:
    """What a query wants as text: `|` between alternatives, `*` behind a beginning."""
    return ["|".join(map(written, group)) for group in query_terms(text).wanted]


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
        ("tag:天气", ["tag 天气"]),
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
    assert [written(phrase) for phrase in query_terms(query).unwanted] == unwanted


def test_a_query_is_read_up_to_its_limit() -> None:
    assert query_terms("港" * MAX_QUERY + " police") == query_terms("港" * MAX_QUERY)
    assert query_terms("，" * MAX_QUERY + "police") == Query()


CHINESE = st.text(st.sampled_from("香港人台風天氣將至々〇한국ラーメン𠮷"), min_size=1, max_size=40)
WORD = st.text(st.sampled_from("abcXYZéßØ019_ÇяЩ"), min_size=1, max_size=12)
# Any text, and with more of what a query or a text may trip over.
ANYTHING = st.one_of(
    st.text(st.characters()),  # with lone surrogates
    st.text(st.sampled_from("\"“」-－'’ OR香港a\0\ud800\u0301\u200b*:^(){}\\&|!<>")),
)


def finds(query: str, text: str) -> bool:
    """Whether terms of `text`, put next to each other, hold all that `query` wants."""
    return all(
        any(matches(phrase, index_terms(text).split()) for phrase in group)
        for group in query_terms(query).wanted
    )


def matches(phrase: Phrase, terms: list[str]) -> bool:
    *closed, last = phrase.terms
    for start in range(len(terms) - len(closed)):
        *before, end = terms[start : start + len(closed) + 1]
        if before == closed and (end.startswith(last) if phrase.prefix else end == last):
            return True
    return False


@given(ANYTHING)
def test_terms_of_any_text_are_separated_by_single_spaces(text: str) -> None:
    terms = index_terms(text)
    assert terms == " ".join(terms.split())
    assert all(0 < len(term) <= MAX_WORD for term in terms.split())
    terms.encode()  # no half characters


@given(ANYTHING)
def test_a_text_of_plain_letters_and_one_with_any_are_cut_alike(text: str) -> None:
    # Cyrillic is no plain letter: with it, all of the text is folded and cut in the general way.
    assert index_terms(f"{text} ж").split() == [*index_terms(text).split(), "ж"]


@given(ANYTHING)
def test_any_query_is_read_and_no_phrase_is_empty(query: str) -> None:
    read = query_terms(query)
    for phrase in (*(phrase for group in read.wanted for phrase in group), *read.unwanted):
        assert phrase.terms
        assert all(term == "".join(term.split()) != "" for term in phrase.terms)
    assert all(read.wanted)


@given(ANYTHING)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(CHINESE, st.data())
def test_any_part_of_a_chinese_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    assert query_terms(part).wanted
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
