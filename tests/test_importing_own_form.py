"""Our own form of a post file: what is written is read again, to the letter."""

import datetime as dt
import string

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing import draft, frontmatter
from articles.importing.own_form import STATUSES, Shown, State, read, written

KEY = "0123456789abcdef" * 2
NOON = dt.datetime(2026, 11, 14, 12, tzinfo=dt.UTC)
# All that a database can keep: neither NUL nor half a pair of UTF-16.
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=40)
words = texts.filter(bool)
moments = st.integers(-30_610_224_000, 253_339_228_800).map(  # seconds: years 1000 to 9997
    lambda seconds: (
        dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(0, seconds, seconds % 1_000_000)
    )
)
values = st.recursive(
    texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
names = texts | st.sampled_from(
    ["title", "Tags", "newsroom", "categories", "from", "null", "yes", "layout"]
)
states = st.builds(
    State,
    key=st.text(string.hexdigits[:16], min_size=32, max_size=32),
    title=texts,
    slug=st.sampled_from(["", "港口停航", "长" * 120 + "-2", "a-b"]),
    status=st.sampled_from(sorted(STATUSES)),
    withdrawal_note=texts,
    published_at=st.none() | moments,
    archived_at=st.none() | moments,
    source=words,
    source_url=texts,
    byline=texts,
    language=texts,
    summary=texts,
    tags=st.lists(words, max_size=3).map(tuple),
    old_addresses=st.lists(words, max_size=3).map(tuple),
    allow_comments=st.booleans(),
    edited=st.booleans(),
    lead=texts,
    extra=st.dictionaries(names, values, max_size=4),
)


@settings(max_examples=400, deadline=None)
@given(states)
def test_what_is_written_is_read_to_the_letter(state: State) -> None:
    parts = frontmatter.split(written(state).decode())
    assert read(parts.fields) == state


def test_jekyll_reads_what_it_has_a_name_for() -> None:
    state = State(KEY, "007", status="review", published_at=NOON, source="潮汐日报", slug="a",
                  tags=("yes", "a, b"), allow_comments=True, as_of=NOON)  # fmt: skip
    head, _, rest = written(state).decode().removeprefix("---\n").partition("---\n")
    fields = yaml.safe_load(head)
    del fields["newsroom"]
    assert fields == {
        "title": "007",
        "date": NOON,
        "tags": ["yes", "a, b"],
        "categories": ["潮汐日报"],
        "comments": True,
        "permalink": "/2026/11/14/a/",
        "published": False,
    }
    assert rest == "<!--1794657600000-->\n<div>\n\n</div>\n"


def test_no_tag_of_a_template_is_left_for_jekyll_and_all_its_signs_come_back() -> None:
    body = "<pre>{{{ a }}}\n\n    {% raw %}</pre>\n<p>{ } ](@/x)</p>"
    content = written(State(KEY, "a", body))
    assert b"{{" not in content
    assert b"{%" not in content
    made = draft.read(content, "_drafts/a.md")
    assert isinstance(made, draft.Draft)
    assert made.body == body
    assert made.warnings == ()


@pytest.mark.parametrize(
    "ours",
    [
        "newsroom: yes",
        "newsroom: {key: short}",
        "newsroom: [a]",
        f"newsroom: {{key: [{KEY}]}}",
        "a: b",
    ],
)
def test_a_file_of_another_form_is_read_as_ever(ours: str) -> None:
    made = draft.read(f"---\ntitle: A &amp; B\n{ours}\n---\n# Heading\n".encode(), "a.md")
    assert isinstance(made, draft.Draft)
    assert made.state is None
    assert made.title == "A & B"
    assert "Heading" in made.body


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("tags: a, b c", "tags", ("a", "b c")),
        (f"newsroom: {{key: {KEY}, status: shown}}", "status", "draft"),
        (f"newsroom: {{key: {KEY}, slug: ../x}}", "slug", ""),
        ("date: yesterday", "published_at", None),
        (f"newsroom: {{key: {KEY}, pictures: [a, {{url: c}}]}}", "pictures", (Shown("c"),)),
        ("layout: post", "extra", {"layout": "post"}),
        ("categories: [甲, 乙]", "extra", {"categories": ["甲", "乙"]}),
    ],
)  # fmt: skip
def test_what_a_hand_wrote_does_no_harm(front: str, field: str, value: object) -> None:
    own = "" if "newsroom" in front else f"newsroom: {{key: {KEY}}}\n"
    state = read(frontmatter.split(f"---\ntitle: a\n{front}\n{own}---\n").fields)
    assert state is not None
    assert getattr(state, field) == value


def test_markdown_in_the_place_of_the_body_is_markdown() -> None:
    content = written(State(KEY, "a", "<p>x</p>")).decode()
    made = draft.read(content.replace("<div>\n<p>x</p>\n</div>", "*y*").encode(), "a.md")
    assert isinstance(made, draft.Draft)
    assert made.body == "<p><em>y</em></p>"
