"""Terms of the index: text and query are folded and cut alike, whatever they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.terms import ALSO_SIMPLIFIED, MAX_WORD, fold, index_terms, other_script


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
        ("豈", "岂"),  # a compatibility form, and Traditional
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
        # Traditional and Simplified.
        ("習近平", "习近平"),
        ("臺灣", "台湾"),
        ("後面的頭髮乾了", "后面的头发干了"),
        ("沿著 瞭解 妳", "沿着 了解 你"),
        ("復甦 回覆 彷彿", "复苏 回复 仿佛"),
        ("衞生 敍利亞 枱", "卫生 叙利亚 台"),  # as Hong Kong writes them
        ("鍾 锺 諮 谘", "钟 钟 咨 咨"),
        ("𨦫", "䦀"),  # beyond the basic plane
        ("學校 school", "学校 school"),
        ("ｶﾞｽ學校", "ガス学校"),  # what is folded as a whole
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


def test_a_long_word_is_cut() -> None:
    blob = "x" * (MAX_WORD + 50)
    assert index_terms(blob) == "x" * MAX_WORD


CHINESE = st.text(st.sampled_from("香港人台風天氣將至々〇한국ラーメン𠮷"), min_size=1, max_size=40)
WORD = st.text(st.sampled_from("abcXYZéßØ019_ÇяЩ"), min_size=1, max_size=12)
# Any text, and with more of what a query or a text may trip over.
ANYTHING = st.one_of(
    st.text(st.characters()),  # with lone surrogates
    st.text(st.sampled_from("\"“」-－'’ OR香港a\0\ud800\u0301\u200b*:^(){}\\&|!<>")),
    st.text(
        st.one_of(
            st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), st.sampled_from("a9 \n'，")
        ),
        min_size=60,
    ),
)


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
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)))
def test_of_each_han_character_comes_one_so_that_parts_of_a_text_find_it(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(text) == "".join(map(fold, text))


def test_han_that_is_folded_stays_whatever_it_is() -> None:
    planes = [*range(0x3400, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x32400)]
    han = "".join(map(chr, planes))
    assert len(fold(han)) == len(han)
    assert fold(fold(han)) == fold(han)


@pytest.mark.parametrize("count", [1, 40])
def test_a_text_with_few_traditional_characters_and_one_of_them_are_cut_alike(count: int) -> None:
    several = "ＡＢ，國會說這為對時來發經濟學門開關電話東車馬鳥魚龍鳳臺灣習實業員長張陳黃劉樓樹"[
        : 3 + count
    ]
    assert index_terms(several) == index_terms(fold(several)) != ""
    assert fold(several) != several


def test_a_character_whose_simplified_form_is_beyond_the_basic_plane_is_cut_like_any() -> None:
    ray = fold("魟")
    assert ray > "\uffff"
    text = "國會說這為對時來發經濟學門開關電話東車馬鳥魚龍鳳臺灣習實業"
    assert index_terms(f"{text}魟 fish").split()[-3:] == [f"{fold('業')}{ray}", ray, "fish"]


def test_what_is_folded_beside_the_tables_is_not_folded_by_them() -> None:
    for traditional, simplified in ALSO_SIMPLIFIED.items():
        assert fold(traditional) == fold(simplified) == simplified


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("習近平", "习近平"),
        ("习近平 a", "習近平 a"),
        ("头发", "頭髮"),
        ("衞生", "卫生"),
        ("計畫", ""),  # 计划 is another word for the index
        ("\ud800police", ""),
        ("police", ""),
        ("人", ""),
        ("", ""),
    ],
)
def test_a_word_can_be_written_in_the_other_script(text: str, other: str) -> None:
    assert other_script(text) == other


@given(st.one_of(ANYTHING, CHINESE, st.text(st.sampled_from("回复覆計计畫划里裡后後想象像"))))
def test_the_other_spelling_finds_the_same(text: str) -> None:
    other = other_script(text)
    assert other == "" or index_terms(other) == index_terms(text)
