"""Attribute lists of kramdown leave a page without a trace, and code as it is."""

import pytest

from articles.importing.body import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("潮\n{: .lead}", "<p>潮</p>"),
        ("{: .lead}\n潮", "<p>潮</p>"),
        ("潮\n{:.lead #a target=\"_blank\"}\n\n汐", "<p>潮</p>\n<p>汐</p>"),
        ("# 潮\n{: .no_toc }\n汐", "<h1>潮</h1>\n<p>汐</p>"),
        ("* 潮\n* 汐\n{: .tide}\n\n渡", "<ul>\n<li>潮</li>\n<li>汐</li>\n</ul>\n<p>渡</p>"),
        ("* 潮\n  {: .tide}\n* 汐", "<ul>\n<li>潮</li>\n<li>汐</li>\n</ul>"),
        ("> 潮\n{: .prompt-tip }", "<blockquote>\n<p>潮</p>\n</blockquote>"),
        ("| 潮 |\n| --- |\n| 汐 |\n{: .wide}",
         "<table>\n<thead>\n<tr>\n<th>潮</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>汐</td>\n</tr>\n</tbody>\n</table>"),
        ("{:ref: .lead}\n潮", "<p>潮</p>"),
        ("{::options parse_block_html=\"true\" /}\n\n潮", "<p>潮</p>"),
        ("* TOC\n{:toc}\n\n潮", "<p>潮</p>"),
        ("* 潮\n\n汐\n{:toc}", "<ul>\n<li>潮</li>\n</ul>\n<p>汐</p>"),
        ("[潮](/a){: target=\"_blank\"} 汐", "<p><a href=\"/a\">潮</a> 汐</p>"),
        ("![潮](/a.jpg){: .right width=\"300\"}", "<p><img src=\"/a.jpg\" alt=\"潮\" /></p>"),
        ("*潮*{:.a}汐**渡**{: .b}", "<p><em>潮</em>汐<strong>渡</strong></p>"),
        ("`潮`{:.language-sh}", "<p><code>潮</code></p>"),
        ("`潮`{:.a}{:.b}", "<p><code>潮</code></p>"),
        ("[`潮`{:.a}](/b)", '<p><a href="/b"><code>潮</code></a></p>'),
        ("[![潮](/a.jpg){: .a}](/b){: .c}", "<p><a href=\"/b\"><img src=\"/a.jpg\" alt=\"潮\" /></a></p>"),
    ],
)  # fmt: skip
def test_an_attribute_list_is_not_shown(text: str, html: str) -> None:
    assert to_html(text).strip() == html


@pytest.mark.parametrize(
    "text",
    [
        "潮{: .lead} 汐",
        "潮 {: .lead}",
        "{ .lead}",
        "潮 {: 汐",
        "`{: .lead}`",
        "```\n{: .lead}\n```",
        "潮\n\n    {: .lead}\n",
        "{: .lead} 汐",
        "\\{: .lead}",
    ],
)
def test_what_belongs_to_nothing_is_words(text: str) -> None:
    assert "{" in to_html(text)


def test_html_is_left_alone() -> None:
    html = "<div>\n<pre>\n{: .lead}\n</pre>\n</div>"
    assert to_html(html) == html
