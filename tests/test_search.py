"""The search index: one behaviour on every database, and always of one mind with the posts."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, get_args

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import search
from articles.models import Post, Source, Tag
from articles.search import Entry, Search, Sort
from articles.search.keeping import backend
from articles.search.query import Phrase, Query, parse
from articles.search.terms import index_terms
from tests.finding import found, page

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SORTS = get_args(Sort)
NOON = dt.datetime(2026, 11, 14, 12, tzinfo=dt.UTC)


def entry(
    post_id: int,
    title: str = "",
    body: str = "",
    *,
    byline: str = "",
    order: int = 0,
    public: bool = True,
    source: int = 1,
) -> Entry:
    return Entry(post_id, order, public, source, *map(index_terms, (title, byline, body)))


def put(*entries: Entry) -> None:
    search.index(entries)


def walk(query: str, sort: Sort, limit: int) -> list[list[int]]:
    """Return the ids of all pages of hits."""
    pages: list[list[int]] = []
    after = None
    for _ in range(50):
        hits = page(query, sort=sort, limit=limit, after=after)
        pages.append(hits.ids)
        after = hits.next
        if after is None:
            return pages
    raise AssertionError("the hits have no end")


@pytest.fixture
def outlet() -> Source:
    return Source.objects.create(name="潮汐日报")


def saved(outlet: Source, title: str, **fields: object) -> Post:
    usual = {"published_at": NOON, "status": Post.Status.PUBLISHED, "body": "<p>正文</p>"}
    post = Post(title=title, source=outlet, **(usual | fields))
    post.save()
    return post


@pytest.mark.parametrize(
    ("query", "text", "finds"),
    [
        # Words of two characters are most of Chinese.
        ("香港", "他住在香港岛", True),
        ("港岛", "他住在香港岛", True),
        ("香岛", "他住在香港岛", False),
        # Single characters: anywhere in a run, at its end too.
        ("港", "他住在香港岛", True),
        ("岛", "他住在香港岛", True),
        ("海", "他住在香港岛", False),
        # A word of several characters is found as it stands.
        ("香港人", "香港人说", True),
        ("香港人", "香港的港人", False),
        ("香港人", "香港，港人", False),
        # Words are ANDed and their order is free.
        ("停航 台风", "台风来了，渡轮停航", True),
        ("停航 地震", "台风来了，渡轮停航", False),
        # A phrase keeps its order, over punctuation and line ends.
        ('"press freedom"', "on Press\nFreedom day", True),
        ('"press freedom"', "freedom of the press", False),
        ('"press freedom"', "press and freedom", False),
        ("「台风 停航」", "台风，停航", True),
        ("「台风 停航」", "停航，台风", False),
        # Words that are not CJK are whole.
        ("free", "freedom", False),
        ("FREEDOM", "freedom", True),
        ("don't", "they don’t", True),
        ("cafe", "Café", True),
        ("ＣＮＡ", "cna", True),
        ("e-mail", "an e-mail", True),
        ("e-mail", "mail for e", False),
        ("कि", "यह कि वह", True),
        ("क", "यह कि वह", False),  # a vowel sign is a part of its word
        # Mixed scripts are phrases.
        ("2024年8月", "在2024年8月5日", True),
        ("2024年8月", "在2024年9月，8月", False),
        ("卡拉OK", "去卡拉OK厅", True),
        ("卡拉OK", "OK，卡拉", False),
        ('"香港 police"', "住香港，Police too", True),
        ('"香港 police"', "香港人 police", False),
        # Exclusion.
        ("台风 -停航", "台风来了", True),
        ("台风 -停航", "台风来了，停航", False),
        ("台风 -航", "台风来了，停航", False),
        ('台风 -"停航 渡轮"', "台风，渡轮停航", True),
        ('台风 -"停航 渡轮"', "台风，停航渡轮，停航，渡轮", False),
        ("台风 -地震 -停航", "台风来了，停航", False),
        ("-停航", "台风来了", False),
        # Either binds tighter than both.
        ("地震 OR 台风", "台风来了", True),
        ("地震 OR 海啸", "台风来了", False),
        ("停航 地震 OR 台风", "台风来了", False),
        ("停航 地震 OR 台风", "台风来了，停航", True),
        ("地震 OR 台风 -停航", "台风来了，停航", False),
        ('地震 OR "来了 台风"', "台风来了", False),
        # Beyond the basic plane.
        ("𠮷野", "去𠮷野家", True),
        ("𠮷", "去𠮷野家", True),
    ],
)
def test_a_query_finds_what_it_says(query: str, text: str, finds: bool) -> None:
    put(entry(1, body=text), entry(2, body="别的"))
    assert found(query) == ([1] if finds else [])
    put(entry(1, title=text))
    assert found(query) == ([1] if finds else [])


def test_no_phrase_begins_in_the_title_and_ends_in_the_body() -> None:
    put(entry(1, "press", "freedom"), entry(2, "香", "港"))
    assert found('"press freedom"') == []
    assert found('"香 港"') == []
    assert found("press freedom") == [1]


def test_the_newest_come_first_whatever_the_order_of_writing() -> None:
    orders = {1: 50, 2: -(10**9), 3: 2 * 10**9, 4: 0, 5: -1}  # before 1970, negative
    put(*(entry(pk, body="台风", order=order) for pk, order in orders.items()))
    assert found("台风") == [3, 1, 4, 5, 2]


def test_the_first_and_the_last_second_of_the_calendar_have_a_place() -> None:
    first, last = (
        int(dt.datetime(year, *rest, tzinfo=dt.UTC).timestamp())
        for year, *rest in [(1, 1, 1), (9999, 12, 31, 23, 59, 59)]
    )
    put(
        entry(1, body="台风", order=first), entry(2, body="台风", order=last), entry(3, body="台风")
    )
    assert walk("台风", "newest", 1) == [[2], [3], [1]]


def test_of_equal_times_the_one_written_last_comes_first() -> None:
    put(entry(3, body="台风"), entry(1, body="台风"))
    put(entry(2, body="台风"))
    assert found("台风") == [2, 1, 3]


def test_a_word_in_the_title_outranks_one_in_the_body() -> None:
    put(
        entry(1, "台风", "渡轮停航，学校停课", order=1),
        entry(2, "渡轮", "台风来了，学校停课", order=2),
        entry(3, "学校", "渡轮停航，没有消息", order=3),
    )
    assert found("台风", sort="best") == [1, 2]
    assert found("台风", sort="newest") == [2, 1]


def test_of_many_hits_the_newest_with_the_words_in_the_title_are_weighed_and_then_the_newest_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backend(), "MOST_WEIGHED", 3)
    put(*(entry(pk, "晴天", "台风来了", order=pk) for pk in (1, 2, 3, 4)))
    put(*(entry(pk, "台风", order=pk - 100) for pk in (5, 6)))
    assert walk("台风", "best", 1) == [[6], [5], [4]]
    put(*(entry(pk, "台风", order=pk - 100) for pk in (7, 8)))
    assert walk("台风", "best", 2) == [[8, 7], [6]]


def test_more_of_a_word_ranks_higher() -> None:
    put(
        entry(1, body="台风台风，台风，台风", order=1),
        entry(2, body="台风晴天，晴天，晴天", order=2),
        entry(3, body="晴天"),
    )
    assert found("台风", sort="best") == [1, 2]


def test_a_short_text_outranks_a_long_one_that_says_a_word_as_often() -> None:
    put(
        entry(1, body="台风来了", order=1),
        entry(2, body="台风来了。" + "晴天，有云。" * 300, order=2),
        entry(3, body="晴天"),
    )
    assert found("台风", sort="best") == [1, 2]


@pytest.mark.parametrize("sort", SORTS)
def test_of_equal_rank_the_newest_come_first(sort: Sort) -> None:
    put(
        entry(1, body="台风", order=5),
        entry(2, body="台风", order=9),
        entry(3, body="台风", order=7),
    )
    assert found("台风", sort=sort) == [2, 3, 1]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("query", ["台风", "风", "台 OR 风", "台风 -海啸", '"台风 晴"'])
@pytest.mark.parametrize("limit", [1, 3, 11, 12])
def test_pages_hold_every_hit_once(sort: Sort, query: str, limit: int) -> None:
    """Among 11 hits some share their time, some their rank, some both, and some are before 1970."""
    for pk in range(11):
        put(entry(pk, body="台风，晴。" * (pk % 3 + 1), order=(pk % 4 - 2) * 10))
    put(entry(99, body="海啸"))
    pages = walk(query, sort, limit)
    assert all(len(page) == limit for page in pages[:-1])
    assert 0 < len(pages[-1]) <= limit
    walked = [pk for page in pages for pk in page]
    assert sorted(walked) == list(range(11))
    assert walked == found(query, sort=sort)


@pytest.mark.parametrize("sort", SORTS)
def test_a_page_after_the_last_hit_is_empty(sort: Sort) -> None:
    put(entry(1, body="台风"), entry(2, body="台风"))
    after = page("台风", limit=1, sort=sort).next
    search.remove([1])
    assert page("台风", limit=1, sort=sort, after=after) == search.Page([], None)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(
    "after",
    [
        "", "_", "x", "1", "1_", "_1", "x_1", "1_x", "1.5_1.5", "nan_1", "inf_1", "-inf_1", "1e999_1",
        "0.0_9223372036854775808", "0.0_99999999999999999999999", "0.0_-99999999999999999999999",
        "-0.5_" + "9" * 5000, "0.0_\0", "0.0_1; DROP TABLE articles_post", "１_\ud800",
    ],
)  # fmt: skip
def test_a_cursor_that_is_none_gives_the_first_page(sort: Sort, after: str) -> None:
    put(entry(1, body="台风"))
    assert found("台风", sort=sort, after=after) == [1]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("place", [0, 2**63 - 1, 1 - 2**63])
def test_a_cursor_of_nowhere_is_no_error(sort: Sort, place: int) -> None:
    put(entry(1, body="台风"))
    for rank in ("0.0", "-0.0", "-1e-07", "5e-324", "1e308", "-1e308"):
        assert found("台风", sort=sort, after=f"{rank}_{place}") in ([], [1])


@pytest.mark.parametrize("sort", SORTS)
def test_readers_find_only_what_is_public(sort: Sort) -> None:
    put(entry(1, body="台风", order=1), entry(2, body="台风", order=2, public=False))
    assert found("台风", sort=sort) == [1]
    assert found("台风", sort=sort, public_only=False) == [2, 1]
    assert found("台风", sort=sort, limit=1) == [1]


def test_writing_a_post_again_replaces_what_it_said() -> None:
    put(entry(1, "台风", "停航", order=1), entry(2, "台风", order=2))
    put(entry(1, "地震", "停课", order=3, public=False))
    assert found("台风") == found("台风", public_only=False) == [2]
    assert found("停航") == []
    assert found("地震") == []
    assert found("地震", public_only=False) == [1]
    put(entry(1, "台风", order=3))
    assert found("台风") == [1, 2]


def test_of_a_post_that_comes_twice_in_one_call_the_last_counts() -> None:
    put(entry(1, "台风"), entry(1, "地震"))
    assert found("台风") == []
    assert found("地震") == [1]


def test_writing_nothing_and_a_post_without_words_is_no_error() -> None:
    put()
    put(entry(1), entry(2, "……", "！"))
    assert found("台风") == []


def test_what_is_removed_is_not_found() -> None:
    put(*(entry(pk, body="台风") for pk in (1, 2, 3)))
    search.remove([1, 3, 4])
    search.remove([])
    assert found("台风", public_only=False) == [2]


def rebuild(*entries: Entry) -> None:
    search.begin_rebuild()
    search.index_rebuilt(entries)
    search.complete_rebuild()
    search.finish_rebuild()


def test_a_rebuilt_index_takes_the_place_of_the_old_one() -> None:
    put(entry(1, body="台风"), entry(2, body="停航"))
    search.begin_rebuild()
    search.index_rebuilt([entry(1, body="地震")])
    assert found("台风 OR 停航 OR 地震") == [2, 1]
    assert found("地震") == []
    search.complete_rebuild()
    search.finish_rebuild()
    assert found("台风 OR 停航") == []
    assert found("地震") == [1]
    put(entry(1, body="台风"), entry(3, body="台风"))
    assert found("台风 OR 地震") == [3, 1]


def test_what_is_saved_during_a_rebuild_is_in_both_indexes() -> None:
    put(entry(1, body="台风"), entry(2, body="台风"))
    search.begin_rebuild()
    search.index_rebuilt([entry(1, body="台风"), entry(2, body="台风")])
    put(entry(1, body="地震"), entry(3, body="台风"))
    search.remove([2])
    assert (found("台风"), found("地震")) == ([3], [1])
    search.complete_rebuild()
    search.finish_rebuild()
    assert (found("台风"), found("地震")) == ([3], [1])


def test_a_rebuild_that_was_broken_off_can_be_begun_again() -> None:
    put(entry(1, body="台风"))
    search.begin_rebuild()
    search.index_rebuilt([entry(7, body="台风")])
    assert found("台风") == [1]
    rebuild(entry(2, body="台风"))
    assert found("台风") == [2]
    rebuild()
    rebuild(entry(3, body="台风"))
    assert found("台风") == [3]


def test_an_index_of_older_terms_says_so_until_it_is_rebuilt() -> None:
    assert search.is_current()
    search.outdate(connection)
    assert not search.is_current()
    rebuild()
    assert search.is_current()


def test_posts_of_one_second_have_places_of_their_own() -> None:
    """More than a second has room for, in several calls, some again, and others in the seconds behind."""
    put(*(entry(pk, body="台风", order=100) for pk in range(50)))
    put(entry(60, body="台风", order=101), entry(61, body="台风", order=103))
    put(*(entry(pk, body="台风", order=100) for pk in range(40, 100)))
    assert sorted(found("台风", limit=200)) == list(range(100))
    assert sorted(pk for page in walk("台风", "newest", 7) for pk in page) == list(range(100))


def search_for(query: str = "", **what: Any) -> Search:
    return Search(parse(query), **what)


def test_hits_can_be_of_certain_outlets_tags_and_times(outlet: Source) -> None:
    other = Source.objects.create(name="山城晚报")
    posts = {
        "a": saved(outlet, "台风一", published_at=NOON, byline="林小满"),
        "b": saved(other, "台风二", published_at=NOON - dt.timedelta(days=1), byline="台风"),
        "c": saved(other, "地震", published_at=NOON - dt.timedelta(days=400)),
    }
    posts["a"].tags.add("气象", "香港")
    posts["b"].tags.add("气象")
    weather, hong_kong = Tag.objects.get(name="气象").pk, Tag.objects.get(name="香港").pk
    noon = int(NOON.timestamp())
    cases: list[tuple[Search, str]] = [
        (search_for("台风", sources=(outlet.pk,)), "a"),
        (search_for("台风", sources=(outlet.pk, other.pk)), "ab"),
        (search_for("台风", sources=()), ""),
        (search_for("台风", without_sources=(outlet.pk,)), "b"),
        (search_for("台风", tags=((weather,),)), "ab"),
        (search_for("台风", tags=((weather,), (hong_kong,))), "a"),
        (search_for("台风", tags=((hong_kong, weather),)), "ab"),
        (search_for("台风", tags=((),)), ""),
        (search_for("台风", without_tags=(hong_kong,)), "b"),
        (search_for("台风", since=noon), "a"),
        (search_for("台风", until=noon), "b"),
        (search_for("台风", since=noon - 86_400, until=noon + 1), "ab"),
        # Without words.
        (search_for(sources=(other.pk,)), "bc"),
        (search_for(tags=((weather,),)), "ab"),
        (search_for(tags=((weather,),), without_tags=(hong_kong,)), "b"),
        (search_for(until=noon), "bc"),
        (search_for(since=noon - 86_400, sources=(other.pk,)), "b"),
        (search_for("-一", tags=((weather,),)), "b"),
        (search_for("-一 -二", tags=((weather,),)), ""),
        (search_for(), ""),
        (search_for(without_tags=(weather,)), ""),
    ]
    for what, names in cases:
        wanted = [posts[name].pk for name in names]
        assert search.find(what).ids == wanted, what
        assert sorted(search.find(what, sort="best").ids) == wanted, what
        assert search.facets(what).total == len(names)
        sql, values = search.hits_in_sql(what)
        assert set(Post.objects.filter(pk__in=RawSQL(sql, values))) == {posts[n] for n in names}


def test_hits_are_counted_by_outlet_tag_and_year(outlet: Source) -> None:
    other = Source.objects.create(name="山城晚报")
    for number in range(7):
        date = NOON - dt.timedelta(days=365 * (number % 3))
        post = saved(outlet if number % 2 else other, f"台风{number}", published_at=date)
        post.tags.add("气象", *(["香港"] if number < 2 else []))
    saved(outlet, "台风", status=Post.Status.DRAFT)
    saved(outlet, "地震")
    weather, hong_kong = Tag.objects.get(name="气象").pk, Tag.objects.get(name="香港").pk
    assert search.facets(search_for("台风")) == search.Facets(
        total=7,
        sources={outlet.pk: 3, other.pk: 4},
        tags={weather: 7, hong_kong: 2},
        years={2026: 3, 2025: 2, 2024: 2},
    )
    assert search.facets(search_for("台风", public_only=False)).total == 8
    assert search.facets(search_for("台风"), most_tags=1).tags == {weather: 7}
    assert search.facets(search_for("海啸")) == search.Facets(0, {}, {}, {})


def test_a_word_can_be_asked_for_in_one_field() -> None:
    put(
        entry(1, "台风", "林小满"),
        entry(2, "林小满", "台风"),
        entry(3, "", "", byline="林小满 台风"),
    )
    for field, finds in (("title", [2]), ("byline", [3]), ("", [3, 2, 1])):
        for phrase in (
            Phrase(("林小", "小满"), field=field),
            Phrase(("小",), prefix=True, field=field),
        ):
            assert search.find(Search(Query(((phrase,),)))).ids == finds, field
    unwanted = Query(((Phrase(("台风",)),),), unwanted=(Phrase(("林小", "小满"), field="byline"),))
    assert search.find(Search(unwanted)).ids == [2, 1]


NASTY = [
    "", " ", '"', '""', '"台风', '台风"', '"""', '" "', "「", "「」", "」台风「", "'", "''", "'台风", "台风'--",
    "\\", "\\'", "台风\\", "'\\''", "$$", ";", "%", "%s", "%(x)s", "{}", "?", ":1", "@x", "#", "~",
    # The language of FTS5.
    "NEAR", "NEAR(台风 停航)", "NEAR(a b, 5)", "台风*", "*", "^台风", "^", "title:台风", "{title body}:台风",
    "-title:台风", "AND", "OR", "NOT", "OR OR", "AND 台风", "台风 NOT", "NOT 台风", "a + b", "+", "(", ")",
    "(台风", "((台风) OR (停航)", "articles_search MATCH 'x'", "rank", "rowid:1", "台风 OR", "OR 台风",
    "-", "--", "-*", '-"', '-""', "-台风", '-"台风', "- 台风",
    # The language of tsquery.
    "&", "|", "!", "<->", "<2>", "!台风", "台风 & 停航", "台风 | 停航", "台风 <-> 停航", "台风:*", "台风:A", ":*",
    "!!", "a <-> !b", "'台风':*", "( & )",
    # What is no text.
    "\0", "台\0风", "\ud800", "台\udfff风", "\ufffe", "\U0010ffff", "\r\n\t\v\f", "\u202e台风",
    # Long.
    "台" * 10_000, "a" * 10_000, "a " * 5_000, "a OR " * 2_000, "x " + "-a " * 3_000, '"' * 10_000,
    "(" * 10_000, '"' + "台，" * 5_000 + '"', "-".join("a" * 5_000), "\ufdfa" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("sort", SORTS)
def test_broken_syntax_is_never_an_error(sort: Sort) -> None:
    put(entry(1, "台风", "停航 a b near not"), entry(2, body="x"))
    for query in NASTY:
        hits = page(query, sort=sort)
        assert set(hits.ids) <= {1, 2}, query[:40]
        assert hits.next is None


@pytest.mark.parametrize(
    "query",
    [
        "台风*",
        "^台风",
        "(台风)",
        "“台风",
        "'台风'",
        "台风\\",
        "!台风",
        "台风:*",
        "台风;--",
        "台\u200b风",
        "& 台风 |",
    ],
)
def test_what_is_syntax_elsewhere_is_punctuation_here(query: str) -> None:
    put(entry(1, "台风"), entry(2, "停航"))
    assert found(query) == [1]


@settings(max_examples=60)
@given(
    st.text(st.sampled_from("台风ab 　\"“”「」'’-－OR*^:(){}\\&|!<>,.\0\ud800\u0301"), max_size=60),
    st.sampled_from(SORTS),
)
def test_no_text_is_an_error(text: str, sort: Sort) -> None:
    put(entry(1, text, text))
    assert set(page(text, sort=sort).ids) <= {1}


def numbers(count: int, width: int = 1) -> Iterable[str]:
    """Words that are all different."""
    return (f"{number:0{width}d}" for number in range(count))


def test_a_phrase_is_found_at_the_end_of_a_long_text() -> None:
    put(entry(1, "长文", " ".join(numbers(40_000)) + " 渡轮停航三天 press freedom"))
    assert found("渡轮停航") == found('"三天 press freedom"') == found('"39998 39999"') == [1]
    assert found('"39999 39998"') == found('"freedom press"') == []


@pytest.mark.parametrize(
    "body",
    [
        " ".join(["台风", *numbers(70_000)]),
        " ".join(["台风", *numbers(40_000, width=60)]),
        "台风" * 70_000,
        "台风 " + "地" * 70_000,
        "台风 " + "".join(chr(0x20000 + number * 7_919 % 99_991) for number in range(99_991)),
    ],
    ids=[
        "70,000 words",
        "long words",
        "often the same",
        "one character",
        "characters never seen twice",
    ],
)
def test_a_text_beyond_the_limits_of_the_database_is_accepted(body: str) -> None:
    put(entry(1, "长文", body))
    assert found("台风") == [1]
    assert found("台风", sort="best") == [1]


def test_a_title_beyond_all_limits_is_accepted() -> None:
    put(entry(1, "台风 " + " ".join(numbers(20_000)), "停航了"))
    assert found("台风 停航了") == [1]


def test_the_index_lands_with_the_transaction_or_not_at_all() -> None:
    put(entry(1, body="台风"), entry(2, body="停航"))
    with transaction.atomic():
        put(entry(1, body="地震"), entry(3, body="台风"))
        search.remove([2])
        assert found("台风") == [3]
        transaction.set_rollback(True)
    assert found("台风") == [1]
    assert found("停航") == [2]
    assert found("地震") == []
    with transaction.atomic():
        rebuild()
        transaction.set_rollback(True)
    assert found("台风") == [1]


@pytest.mark.django_db(transaction=True)
def test_the_migration_can_be_undone_and_done_again() -> None:
    put(entry(1, body="台风"))
    call_command("migrate", "articles", "0001", verbosity=0)
    assert not [
        n for n in connection.introspection.table_names() if n.startswith("articles_search")
    ]
    call_command("migrate", "articles", verbosity=0)
    assert found("台风", public_only=False) == []
    put(entry(1, body="台风"))
    assert found("台风") == [1]


def test_a_post_is_found_by_its_title_byline_and_text_but_not_by_its_markup(outlet: Source) -> None:
    post = saved(
        outlet,
        "渡轮停航",
        byline="林小满",
        body='<p class="notice">台<b>风</b>将至<br>学校停课</p>',
    )
    for query in ("渡轮停航", "林小满", "台风将至", "学校"):
        assert found(query) == [post.pk], query
    for query in ("notice", "class", "至学"):
        assert found(query) == [], query


def test_search_agrees_with_every_step_of_a_post(outlet: Source) -> None:
    post = saved(outlet, "台风", status=Post.Status.DRAFT)
    steps = [
        ("draft", NOON, False),
        ("review", NOON, False),
        ("published", NOON, True),
        ("published", None, False),
        ("published", NOON, True),
        ("withdrawn", NOON, False),
    ]
    for status, published_at, public in steps:
        post.status, post.published_at = status, published_at
        post.save()
        assert found("台风") == ([post.pk] if public else []), status
        assert found("台风", public_only=False) == [post.pk]
    post.delete()
    assert found("台风", public_only=False) == []


def test_a_post_that_was_changed_is_found_by_its_new_words_only(outlet: Source) -> None:
    post = saved(outlet, "台风", body="<p>停航</p>")
    post.title, post.body = "地震", "<p>停课</p>"
    post.save()
    assert found("台风 OR 停航", public_only=False) == []
    assert found("地震 停课") == [post.pk]


def test_a_post_whose_date_was_changed_moves_in_the_order(outlet: Source) -> None:
    older, newer = (
        saved(outlet, "台风", published_at=NOON - dt.timedelta(days=days)) for days in (20_000, 1)
    )
    assert found("台风") == [newer.pk, older.pk]
    older.published_at = NOON
    older.save()
    assert found("台风") == [older.pk, newer.pk]


def test_relisting_brings_search_up_to_a_bulk_change(outlet: Source) -> None:
    post = saved(outlet, "台风")
    Post.objects.filter(pk=post.pk).update(status=Post.Status.WITHDRAWN)
    Post.objects.get().relist()
    assert found("台风") == []
    assert found("台风 正文", public_only=False) == [post.pk]


def test_a_post_that_could_not_be_saved_is_not_in_search(
    outlet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("articles.querysets.SourceQuerySet.recount", broken)
    with pytest.raises(RuntimeError):
        saved(outlet, "台风")
    assert found("台风", public_only=False) == []
