"""The body of a post file: stamp and repeated title come off, and the right half is markdown."""

import datetime as dt

import pytest

from articles.importing import body

ADDRESS = "https://tide.example/2026/11/harbour"


def test_the_crawl_stamp_is_read_and_taken_off() -> None:
    read = body.read("<!--1731549509677-->\n<div>潮水退了</div>", "潮水")
    assert read.crawled_at == dt.datetime(2024, 11, 14, 1, 58, 29, 677000, tzinfo=dt.UTC)
    assert read.markup.strip() == "<div>潮水退了</div>"


def test_a_crawl_that_has_no_time_is_still_taken_off() -> None:
    read = body.read("<!--NaN-->\n<p>a</p>", "t")
    assert read.crawled_at is None
    assert "NaN" not in read.markup


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("潮水退了", f"[潮水退了]({ADDRESS})\n------\n"),
        ('港口"夜间"停航', f'[港口"夜间"停航]({ADDRESS})\r\n------\r\n'),
        ('港口"夜间"停航', f"[港口&quot;夜间&quot;停航]({ADDRESS})\n------\n"),
        ("[Sport] 一 球", f"[[Sport] 一 球 ]({ADDRESS})\n------\n"),
        ("ＡＢＣ 潮", f"[ABC 潮]({ADDRESS})\n===\n"),
        ("Tide tables", "# Tide tables #\n"),
    ],
)
def test_a_heading_that_repeats_the_title_goes(title: str, heading: str) -> None:
    assert (
        body.read(f"<!--NaN-->\n{heading}\n<div>文</div>", title).markup.strip() == "<div>文</div>"
    )


def test_a_heading_that_says_something_else_stays() -> None:
    assert "Second edition" in body.read("# Second edition\n\ntext", "Tide tables").markup


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("## 潮\n\n*水*", "<h2>潮</h2>\n<p><em>水</em></p>\n"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<td>2</td>"),
        ("~~a~~", "<s>a</s>"),
        ("    code", "<pre><code>code\n</code></pre>\n"),
        ("a[^1]\n\n[^1]: note", "note"),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert html in body.to_html(text)


def test_html_stays_as_it_is_even_indented_with_blank_lines() -> None:
    text = "<div>\n    <p>一</p>\n\n    <p>二 *not emphasis*</p>\n\n</div>\n"
    assert body.to_html(text) == text


def test_html_followed_by_markdown_has_no_code_made_of_its_tags() -> None:
    html = body.to_html("<div>\n\n    <p>一</p>\n\n</div>\n\nand *then* words")
    assert "<pre>" not in html
    assert "<p>一</p>" in html
    assert "<em>then</em>" in html
