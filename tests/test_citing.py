"""How a post is cited, style by style."""

import datetime as dt
from dataclasses import replace

import pytest

from articles.citing import Work, citations

WORK = Work(
    title="港口夜间停航",
    author="林小满",
    outlet="潮汐日报",
    published=dt.date(2026, 11, 4),
    archived=dt.date(2026, 11, 5),
    original="https://tide.example/a%20b?x=1&y={2}",
    copy="https://archive.example/2026/11/04/%E6%B8%AF%E5%8F%A3/",
    number=12,
)


def cited(work: Work, style: str) -> str:
    return next(citation.text for citation in citations(work) if citation.style == style)


def test_gb_t_7714_names_both_addresses_and_both_dates() -> None:
    assert cited(WORK, "GB/T 7714") == (
        "林小满. 港口夜间停航[N/OL]. 潮汐日报, 2026-11-04[2026-11-05]."
        " https://tide.example/a%20b?x=1&y={2}. 存档: https://archive.example/2026/11/04/港口/."
    )


def test_chicago_says_when_and_where_the_copy_was_made() -> None:
    assert cited(WORK, "Chicago") == (
        "林小满. “港口夜间停航.” 潮汐日报, November 4, 2026. https://tide.example/a%20b?x=1&y={2}."
        " Archived November 5, 2026, at https://archive.example/2026/11/04/港口/."
    )


def test_bibtex_is_one_entry_with_a_key_of_its_own() -> None:
    assert cited(WORK, "BibTeX").splitlines() == [
        "@misc{tide2026-12,",
        "  author = {{林小满}},",
        "  title = {{港口夜间停航}},",
        "  howpublished = {潮汐日报},",
        "  year = {2026},",
        "  month = nov,",
        "  day = {4},",
        "  url = {https://tide.example/a%20b?x=1&y=%7B2%7D},",
        "  urldate = {2026-11-05},",
        r"  note = {Archived at \url{https://archive.example/2026/11/04/%E6%B8%AF%E5%8F%A3/}},",
        "}",
    ]


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("A & B_c", r"A \& B\_c"),
        ("50 % of $1 #1", r"50 \% of \$1 \#1"),
        ("a}b{c", r"a\textbraceright{}b\textbraceleft{}c"),
        (r"\input{x}", r"\textbackslash{}input\textbraceleft{}x\textbraceright{}"),
        ("~^", r"\textasciitilde{}\textasciicircum{}"),
    ],
)
def test_what_means_something_in_tex_means_nothing_in_bibtex(title: str, written: str) -> None:
    entry = cited(replace(WORK, title=title), "BibTeX")
    assert f"  title = {{{{{written}}}}}," in entry.splitlines()
    assert entry.count("{") == entry.count("}")


@pytest.mark.parametrize("author", ["", "潮汐日报"])
def test_an_outlet_that_is_its_own_author_is_named_once(author: str) -> None:
    for citation in citations(replace(WORK, author=author)):
        assert citation.text.count("潮汐日报") == 1, citation.style
        assert "author" not in citation.text


def test_a_post_without_an_original_address_is_cited_by_its_own() -> None:
    work = replace(WORK, original="")
    for citation in citations(work):
        assert "tide.example" not in citation.text
        assert "archive.example/2026/11/04/" in citation.text
    assert "存档" not in cited(work, "GB/T 7714")
    assert cited(work, "BibTeX").startswith("@misc{post2026-12,")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://tide.example/%E6%BD%AE%20a%2Fb", "https://tide.example/潮%20a%2Fb"),
        ("https://tide.example/%B3%B1", "https://tide.example/%B3%B1"),  # Big5
        ("https://tide.example/%E2%80%AEa%C2%A0", "https://tide.example/%E2%80%AEa%C2%A0"),
    ],
)
def test_addresses_are_readable_and_still_lead_there(address: str, shown: str) -> None:
    work = replace(WORK, original=address)
    for style in ("GB/T 7714", "Chicago"):
        assert f" {shown}. " in cited(work, style)
    assert f"  url = {{{address}}}," in cited(work, "BibTeX").splitlines()


def test_a_question_takes_no_full_stop() -> None:
    assert "“停航了？” 潮汐" in cited(replace(WORK, title="停航了？"), "Chicago")
    assert cited(replace(WORK, author="Geremie R. Barmé Jr."), "Chicago").startswith(
        "Geremie R. Barmé Jr. “"
    )
