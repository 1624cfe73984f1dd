"""Anybody's HTML in: what comes out is safe, says what the article said, and stays as it is."""

import re
import time
from html import escape
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from articles.markup import (
    LocalPicture,
    Picture,
    Rendered,
    pictures,
    plain,
    present,
    present_elsewhere,
    render,
)

SITE = "https://archive.example"
PAGE = "https://tide.example/2026/harbour"
PICTURE = "https://tide.example/ferry.jpg"
IMG = f'<img src="{PICTURE}">'

# Written out here a second time, so that a row too many in the project's own table is seen.
SAFE_TAGS = frozenset(
    "a abbr audio b bdi bdo blockquote br caption cite code dd del details dfn dl dt em figcaption "
    "figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rb rp rt rtc ruby s samp small strong "
    "sub summary sup table tbody td tfoot th thead time tr u ul var video wbr".split()
)
SAFE_ATTRIBUTES = frozenset(
    "alt class colspan controls datetime decoding dir height href lang loading poster preload "
    "referrerpolicy rel rowspan scope src start tabindex title width".split()
)
ADDRESSES = frozenset({"href", "src", "poster"})
SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def assert_safe(html: str) -> None:
    """Read HTML as a browser does and find only what is allowed, also when it is written again."""
    first = LexborHTMLParser(html)
    for tree in (first, LexborHTMLParser(first.body.inner_html)):
        assert tree.head.child is None, html
        for node in tree.body.traverse(include_text=True):
            if node.is_text_node or node.mem_id == tree.body.mem_id:
                continue
            assert node.is_element_node, f"a comment in {html!r}"
            assert node.tag in SAFE_TAGS, f"<{node.tag}> in {html!r}"
            for name, value in node.attributes.items():
                assert name in SAFE_ATTRIBUTES, f"{name}= in {html!r}"
                assert name != "class" or value in {"picture-missing", "player"}
                assert name != "tabindex" or (node.tag, value) == ("table", "0")
                if name in ADDRESSES:
                    # Browsers skip spaces and controls before a scheme and line breaks in it.
                    address = re.sub(r"[\x00-\x20\x7f-\x9f]", "", value or "")
                    scheme = re.match(r"([a-zA-Z][\w+.-]*):", address)
                    assert not scheme or scheme[1].lower() in SAFE_SCHEMES, html


def assert_safe_everywhere(markup: str) -> Rendered:
    """Hold a body to the table of what is allowed, and every page that it becomes."""
    rendered = render(markup, base_url=PAGE, title="Harbour")
    local = {p.url: LocalPicture("/images/1.webp", 64, 48) for p in rendered.pictures}
    assert_safe(rendered.html)
    assert_safe(render(markup).html)
    for stored in (local, {}):
        for hotlink in (True, False):
            assert_safe(present(rendered.html, stored, hotlink=hotlink))
            assert_safe(present_elsewhere(rendered.html, stored, hotlink=hotlink, site_url=SITE))
    return rendered


def body(markup: str, **options: str) -> str:
    return render(markup, **options).html.replace("\n", "")


# Safety


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<script/x>alert(1)</script\n>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>",
        "<img/src=x/onerror=alert(1)//",
        '<img src="x"onerror="alert(1)" alt=">">',
        '<img alt="`><script>alert(1)</script>" src=x>',
        "<img src=x alt='\"><script>alert(1)</script>'>",
        '<img srcset="javascript:alert(1) 2x">',
        '<img src="javascript:alert(1)" data-src="data:text/html,<script>alert(1)</script>">',
        "<body onload=alert(1)><p onclick=alert(1) style='background:url(javascript:x)'>a",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><a xlink:href='javascript:alert(1)'><text>a</text></a></svg>",
        "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
        "<svg><foreignObject><iframe srcdoc='<script>alert(1)</script>'></foreignObject></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<math><mi xlink:href='javascript:alert(1)'>a</mi></math>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "a<noscript><img title='</noscript><script>alert(1)</script>' src=x></noscript>",
        "<template><script>alert(1)</script></template>",
        "<style>@import 'javascript:alert(1)';</style>",
        "<style><img src='</style><img src=x onerror=alert(1)//'>",
        "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
        "<textarea><img title='</textarea><script>alert(1)</script>'></textarea>",
        "<noembed><img title='</noembed><script>alert(1)</script>'></noembed>",
        "<title><img title='</title><script>alert(1)</script>'></title>",
        "<plaintext><script>alert(1)</script>",
        '<a href="javascript:alert(1)">a</a>',
        '<a href=" &#14; JaVaScRiPt:alert(1)">a</a>',
        '<a href="java&#x09;script&colon;alert(1)">a</a>',
        '<a href="java\nscript:alert(1)">a</a>',
        '<a href="\x01javascript:alert(1)">a</a>',
        '<a href="&#0;javascript:alert(1)">a</a>',
        '<a href="vbscript:msgbox(1)">a</a>',
        '<a href="data:text/html;base64,PHNjcmlwdD4=">a</a>',
        '<a href="view-source:javascript:alert(1)">a</a>',
        '<a href="https://tide.example/" target=_top ping="//evil.example/" id=location name=cookie>a</a>',
        '<a href="https://one.example/"><a href="javascript:alert(1)">a</a></a>',
        '<a href="https://one.example/\'onmouseover=alert(1) x=&quot;onmouseover=alert(1)">a</a>',
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
        '<iframe src="javascript:alert(1)"></iframe>',
        '<iframe src="https://evil.example/&quot;><script>alert(1)</script>"></iframe>',
        '<iframe><script>alert(1)</script></iframe><frameset onload=alert(1)><frame src=x>',
        '<object data="x.swf"><embed src="x.swf"><applet code=x>a</applet></object>',
        '<video src="javascript:alert(1)" onplay=alert(1) poster="javascript:x"><source onerror=alert(1)>',
        '<audio><source src="data:text/html,<script>alert(1)</script>"></audio>',
        '<form action="javascript:alert(1)"><button formaction="javascript:x">a</button><input onfocus=x>',
        "<form id=createElement><input name=attributes><img name=getElementById src=x></form>",
        '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
        '<base href="javascript:alert(1)//"><link rel=stylesheet href="javascript:x">',
        "<!--><script>alert(1)</script>-->",
        "<!-- --!><img src=x onerror=alert(1)> -->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
        "<?xml version='1.0'?><?php alert(1) ?><!DOCTYPE html [<!ENTITY a 'b'>]>",
        "<<img src=x onerror=alert(1)><",
        "</p/onclick=alert(1)><p/onclick=alert(1)>a",
        "<table><td background='javascript:x' onclick=x><caption onclick=x><style>a",
        "<details open ontoggle=alert(1)><summary onclick=x>a</summary></details>",
        "<ruby><rt><template><style></ruby><img src=x onerror=alert(1)>",
        "<select><template><img src=x onerror=alert(1)></template><option>a</select>",
        "<marquee onstart=alert(1)><blink><font face='x' onclick=x><center>a",
        "<pre><script>alert(1)</script>\n<img src=x onerror=alert(1)></pre>",
        "<p>\x00<scr\x00ipt>alert(1)</script>\ufeff\u2028<img\x0bsrc=x onerror=alert(1)>",
        "https://tide.example/<script>alert(1)</script>\"onclick='x'",
        "&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;img src=x&amp;gt;",
    ],
)  # fmt: skip
def test_nothing_that_runs_gets_through(attack: str) -> None:
    rendered = assert_safe_everywhere(f"<p>潮</p>{attack}")
    assert rendered.html.startswith("<p>潮")
    assert_safe_everywhere(f"{attack}<p>汐")


@pytest.mark.parametrize(
    "hidden",
    ["script", "style", "template", "svg", "object", "button", "select", "textarea", "dialog"],
)
def test_what_is_no_text_of_the_article_goes_with_its_content(hidden: str) -> None:
    assert body(f"<p>潮</p><{hidden}>var a = 1</{hidden}><p>汐</p>") == "<p>潮</p><p>汐</p>"


@pytest.mark.parametrize(
    ("start", "depth"),
    [
        ("<b>", 100_000),
        ("<font>", 100_000),
        ("<a href=/x>", 20_000),
        ("<table><tr><td>", 10_000),
        ("<div>", 5_000),
        ("<ul><li>", 5_000),
        ("<blockquote>", 5_000),
        (IMG + "<div>", 2_000),
    ],
)
def test_depth_costs_neither_the_stack_nor_the_afternoon(start: str, depth: int) -> None:
    began = time.monotonic()
    rendered = render(start * depth + "潮")
    assert time.monotonic() - began < 20
    assert rendered.text == "潮"


@pytest.mark.parametrize(
    "piece",
    [
        "潮<br>",
        "https://a.example/x ",
        "<p>",
        IMG,
        "<",
        "&amp;",
        "<iframe src=//youtu.be/abc-_DEF123></iframe>",
        "<video src=/v poster=/p></video>",
    ],
)
def test_length_costs_what_it_is_long(piece: str) -> None:
    began = time.monotonic()
    render(piece * 20_000)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "start",
    [
        "<img srcset='" + "," * 200_000,
        "<img srcset='" + ", " * 100_000,
        "<img srcset='" + "a 1w," * 50_000,
        "<img srcset='" + "a 1w,b" * 50_000,
        "<img src='https://" + "i0.wp.com/" * 20_000,
        "<img src='https://a/unsafe/" + "https:/" * 20_000,
        "<iframe src='https://www.youtube.com/watch?" + "&v=" * 50_000,
        "<iframe src='https://player.bilibili.com/" + "?aid=" * 50_000,
        "<iframe title='" + "video " * 50_000 + "' src='https://vimeo.com/1",
    ],
)
def test_a_long_address_costs_what_it_is_long(start: str) -> None:
    began = time.monotonic()
    render(f"{start}'></iframe>")
    assert time.monotonic() - began < 5


# Properties

_PIECES = st.sampled_from(
    [f"<{name}>" for name in sorted(SAFE_TAGS)]
    + [f"</{name}>" for name in sorted(SAFE_TAGS)]
    + """<div> </div> <span> </span> <h1> </h1> <section> <noscript> </noscript> <picture> <o:p> <listing>
    <svg> </svg> <math> <style> <template> <title> <script> </script> <!-- --> <form> <select> <center>
    潮 汐 Harbour 😀 &lt;b&gt; &amp; &nbsp; &#8203; &#13; &#0; < > " </
    https://a.example/?a=1&amp;b=2 www.a.example/。 http://a>b/ \ufeff \u3000 \x0b \x85""".split()
    + [
        " ",
        "\n",
        "\r",
        "\t",
        IMG,
        "<img src=/a.png width=1>",
        "<img src='/a b.png' width=20 alt=☺>",
        "<img src='https://i0.wp.com/a<b'>",
        "<img data-src='//x y/z' alt='a\nb&lt;i>'>",
        "<img srcset='a.jpg 1x, b.jpg 2x'>",
        "<a href=/a>",
        "<a href='http://a>b/'>",
        "<a href=' java\tscript:x'>",
        "<a href='https://b.example/' title='\"<b>'>",
        "<iframe src='https://b.example/x'>",
        "<iframe></iframe>",
        "<iframe src='//youtu.be/abc-_DEF123?t=9' title='潮 &lt;b> www.a.example'></iframe>",
        "<a href='https://vimeo.com/1'>▶ 汐\u2003\x7f",
        "<a href='https://youtu.be/abc-_DEF123'>▶ </a>",
        "<blockquote class=twitter-tweet>",
        "<video src=/v.mp4>",
        "<video src=/v.mp4 poster=/p.jpg></video>",
        "<audio><source src=/a.mp3></audio>",
        "<figcaption class=copyright>",
        "<p class=caption>",
        "<div hidden>",
        "<td colspan=2 rowspan=x>",
        "<ol start=3>",
        "<time datetime=2026>",
        "<li lang=zh dir=ltr>",
    ]
)
_SOUP = st.lists(_PIECES, max_size=14).map("".join)


@settings(max_examples=150)
@given(_SOUP | st.text() | st.text(st.characters(max_codepoint=127)))
def test_any_text_becomes_a_safe_body(text: str) -> None:
    assert_safe_everywhere(text)


@settings(max_examples=400)
@given(st.from_regex(pictures._PLAIN_ADDRESS, fullmatch=True))
def test_an_address_that_is_taken_as_it_is_would_pass_every_check(address: str) -> None:
    assert urljoin("https://tide.example/a/b?c#d", address) == address
    assert f'href="{address.replace("&", "&amp;")}"' in pictures._wall.clean(
        f'<a href="{escape(address)}">'
    )


@given(_SOUP | st.text())
def test_a_clean_body_stays_as_it_is(text: str) -> None:
    clean = render(text, base_url=PAGE, title="Harbour")
    assert render(clean.html, base_url=PAGE, title="Harbour") == clean
    assert render(clean.html).html == clean.html


@settings(max_examples=200)
@given(_SOUP | st.text())
def test_the_text_is_what_a_browser_shows(text: str) -> None:
    clean = render(text, title="Harbour")
    shown = LexborHTMLParser(clean.html).body.text(deep=True)
    assert "".join(clean.text.split()) == "".join(shown.split())
    assert "\n\n" not in clean.text or "<pre>" in clean.html
    assert len(clean.summary) <= 160
    assert clean.summary == " ".join(clean.summary.split())


@given(_SOUP | st.text(st.characters()))
def test_a_plain_text_is_one_line_without_controls(text: str) -> None:
    line = plain(text)
    assert line == " ".join(line.split())
    assert line.isprintable()


@given(st.lists(st.sampled_from(["<b>", "</b>", "<img src=x>", "<!-- x -->", "<p class=a>", "潮"])))
def test_a_plain_text_has_no_tags(pieces: list[str]) -> None:
    assert plain("".join(pieces)).replace(" ", "") == "潮" * pieces.count("潮")


# Plain text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("潮汐表", "潮汐表"),
        ("  潮 \n\t 汐　表 ", "潮 汐 表"),
        ("<b>潮</b>汐", "潮汐"),
        ("AT&amp;T &quot;tide&quot; &lt; &#28526;", 'AT&T "tide" < 潮'),
        ("R&D, 3 < 4", "R&D, 3 < 4"),
        ("a\x00b\x1b[31m\u202ec", "a b [31m c"),
        ("<!-- note -->tide", "tide"),
        ("👨‍👩‍👧" if "👨‍👩‍👧".isprintable() else "👪", "👪"),
        ("\ud83c&amp;", "?&"),
        ("", ""),
    ],
)
def test_a_caption_becomes_plain_text(text: str, line: str) -> None:
    assert plain(text) == line


# Words and blocks


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("潮水退了", "<p>潮水退了</p>"),
        ("前<div>一<p>二</p>三</div>尾", "<p>前</p><p>一</p><p>二</p><p>三</p><p>尾</p>"),
        ("<div><div><span><font>潮</font></span></div></div>", "<p>潮</p>"),
        ("<div> </div><p></p><p>&nbsp;</p><h2>\u200b</h2><p><b></b></p>", ""),
        ("一<br>二", "<p>一<br>二</p>"),
        ("一<br><br>二<br/>\n&nbsp;<br><br>三<br>", "<p>一</p><p>二</p><p>三</p>"),
        ("一<br>&nbsp;<br>二<span>&nbsp;</span>", "<p>一</p><p>二</p>"),
        ("<br>一", "<p>一</p>"),
        ("<p>the   quick\n\tfox </p>", "<p>the quick fox</p>"),
        ("<b>一<p>二</b>三", "<p><b>一</b></p><p><b>二</b>三</p>"),
        ("<p>一<b><i></i></b>", "<p>一</p>"),
        ("一</div></span>二</p>三", "<p>一二</p><p>三</p>"),
        ("<p>一<o:p></o:p></p><o:p>二</o:p>", "<p>一</p><p>二</p>"),
        ("<h1>一</h1><h2>二</h2><h3>三</h3><h6>六</h6>",
         "<h2>一</h2><h2>二</h2><h3>三</h3><h6>六</h6>"),
        ("<h2><p>一</p><p>二</p></h2>", "<h2>一<br>二</h2>"),
        (f"<h2>一{IMG}二</h2>",
         f'<h2>一</h2><figure><img src="{PICTURE}" alt=""></figure><h2>二</h2>'),
        ("<blockquote>一<p>二</blockquote>", "<blockquote><p>一</p><p>二</p></blockquote>"),
        ("<pre>\n  a &lt; b\r\n<i>c</i><br>d\n</pre><pre> </pre>", "<pre>  a &lt; bcd</pre>"),
        ("<ruby>汐<rp>(</rp><rt>xī</rt><rp>)</rp></ruby>",
         "<p><ruby>汐<rp>(</rp><rt>xī</rt><rp>)</rp></ruby></p>"),
        ("<ruby>汐<rt>x<section><rt>ī</section></ruby>",
         "<p><ruby>汐<rt>x</rt></ruby></p><p><ruby><rt>ī</rt></ruby></p>"),
        ("<details open><summary>一</summary>二</details>",
         "<details><summary>一</summary><p>二</p></details>"),
        ("<hr>一<hr>", "<hr><p>一</p><hr>"),
        ("super<wbr>long", "<p>super<wbr>long</p>"),
        ("<time datetime=2026-11-14 class=t>今天</time>",
         '<p><time datetime="2026-11-14">今天</time></p>'),
        ("<time>今天</time><time datetime=今天>明天</time><bdo>后天</bdo>", "<p>今天明天后天</p>"),
        ("<time datetime='2026-11-14 09:30'>一</time><bdo dir=rtl>二</bdo>",
         '<p><time datetime="2026-11-14 09:30">一</time><bdo dir="rtl">二</bdo></p>'),
        ("<ol start=x><li lang=zh_CN dir=down>一", "<ol><li>一</li></ol>"),
        ("潮\x08&#8;\x1b<p>\x07<pre>\x08汐\x7f</pre>", "<p>潮</p><pre>汐</pre>"),
        ("<abbr title='a &amp; &#8;b' id=x>ab</abbr>", '<p><abbr title="a &amp; b">ab</abbr></p>'),
        ("<head><title>x</title></head><body><p>一</body></html>", "<p>一</p>"),
        ("<noscript>switch scripts on</noscript><p>一", "<p>一</p>"),
        ("一<!-- note --><![CDATA[x]]>二", "<p>一二</p>"),
    ],
)  # fmt: skip
def test_words_become_paragraphs_and_wrappers_vanish(markup: str, html: str) -> None:
    assert body(markup) == html


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("<ul><li>一<li>二</ul>", "<ul><li>一</li><li>二</li></ul>"),
        ("<li>一<li>二</li><p>三<li>四", "<ul><li>一</li><li>二</li></ul><p>三</p><ul><li>四</li></ul>"),
        ("<dt>一<dd>二</dd><blockquote><dd>三",
         "<dl><dt>一</dt><dd>二</dd></dl><blockquote><dl><dd>三</dd></dl></blockquote>"),
        ("<ul><ol><li>一</ol><blockquote>二</blockquote></ul>",
         "<ul><li><ol><li>一</li></ol></li><li><blockquote><p>二</p></blockquote></li></ul>"),
        ("<ul><dd>一</ul>", "<ul><li><dl><dd>一</dd></dl></li></ul>"),
        ("<ul>零<li>一</ul>", "<ul><li>零</li><li>一</li></ul>"),
        ("<ul><li>一<ol start=3><li>二</ol>", '<ul><li>一<ol start="3"><li>二</li></ol></li></ul>'),
        ("<ul><li><p>一<p>二</ul>", "<ul><li><p>一</p><p>二</p></li></ul>"),
        ("<ul><li></li><li> </li></ul>", ""),
        ("<ul><li>一<section><li>二</section></ul>", "<ul><li><p>一</p><p>二</p></li></ul>"),
        ("<ul><h3>一<li>二</h3></ul>",
         "<ul><li><h3>一<br>二</h3></li></ul>"),
        (f"<ul>{IMG}</ul>", f'<ul><li><figure><img src="{PICTURE}" alt=""></figure></li></ul>'),
        ("<dl>零<dt>一<dd>二</dl>", "<dl><dd>零</dd><dt>一</dt><dd>二</dd></dl>"),
        ("<table><tr><td rowspan=2 colspan=3 width=9 bgcolor=red>一<td><p>二</table>",
         '<table><tbody><tr><td rowspan="2" colspan="3">一</td><td>二</td></tr></tbody></table>'),
        ("<table>零<tr><td>一</table>",
         "<p>零</p><table><tbody><tr><td>一</td></tr></tbody></table>"),
        ("<table><tr><td></td><td>一</table>",
         "<table><tbody><tr><td></td><td>一</td></tr></tbody></table>"),
        ("<table><tr><td><ul><li>一<li>二</ul></table>",
         "<table><tbody><tr><td><ul><li>一</li><li>二</li></ul></td></tr></tbody></table>"),
        ("<table><caption>一</caption><thead><tr><th scope=col>二</table>",
         '<table><caption>一</caption><thead><tr><th scope="col">二</th></tr></thead></table>'),
    ],
)  # fmt: skip
def test_lists_and_tables_keep_their_shape(markup: str, html: str) -> None:
    assert body(markup) == html


def test_line_breaks_in_code_are_kept() -> None:
    rendered = render("<pre>a\r\nb<br>c&#13;d</pre>")
    assert rendered.html == "<pre>a\nb\nc\nd</pre>"
    assert rendered.text == "a\nb\nc\nd"


def test_the_text_has_a_line_for_each_block() -> None:
    markup = f"<h1>一</h1>二<br>三<ul><li>四</ul><pre>五\n六</pre>{IMG}<small>七</small>"
    assert render(markup).text == "一\n二\n三\n四\n五\n六\n七"


# Links

REL = 'rel="nofollow noopener noreferrer"'


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("<a href='https://b.example/' target=_blank>b</a>", f'<a href="https://b.example/" {REL}>b</a>'),
        ("<a href='/x?a=1&b=2'>b</a>", f'<a href="https://tide.example/x?a=1&amp;b=2" {REL}>b</a>'),
        ("<a href='//b.example/x'>b</a>", f'<a href="https://b.example/x" {REL}>b</a>'),
        ("<a href='https://b.example/\n  long'>b</a>", f'<a href="https://b.example/long" {REL}>b</a>'),
        ("<a href='mailto:desk@tide.example'>b</a>", f'<a href="mailto:desk@tide.example" {REL}>b</a>'),
        ("<a href='ftp://b.example/'>b</a>", "b"),
        ("<a href='http://[::1'>b</a>", "b"),
        ("<a href='http://b>c/'>b</a>", "b"),
        ("<a href=''>b</a><a name=x>c</a>", "bc"),
        ("<a href='https://b.example/'></a>b", "b"),
        ("<a href='https://b.example/'>b<a href='https://c.example/'>c</a></a>",
         f'<a href="https://b.example/" {REL}>b</a><a href="https://c.example/" {REL}>c</a>'),
        ("见https://b.example/潮。", f'见<a href="https://b.example/" {REL}>https://b.example/</a>潮。'),
        ("https://b.example/%E6%B%x 潮",
         f'<a href="https://b.example/%E6%25B%25x" {REL}>https://b.example/%E6%B%x</a> 潮'),
        ("（www.b.example）", f'（<a href="http://www.b.example" {REL}>www.b.example</a>）'),
        ("https://b.example/?a=1&amp;b=2.",
         f'<a href="https://b.example/?a=1&amp;b=2" {REL}>https://b.example/?a=1&amp;b=2</a>.'),
        ("<a href='https://b.example/'>https://c.example/</a>",
         f'<a href="https://b.example/" {REL}>https://c.example/</a>'),
    ],
)  # fmt: skip
def test_links_lead_where_they_led_or_are_words(markup: str, html: str) -> None:
    assert body(f"<p>{markup}</p>", base_url=PAGE) == f"<p>{html}</p>"


def test_a_link_around_paragraphs_is_in_each_of_them() -> None:
    link = f'<a href="https://b.example/" {REL}>'
    assert (
        body("<a href='https://b.example/'><p>一</p><p>二</p></a>")
        == f"<p>{link}一</a></p><p>{link}二</a></p>"
    )


def test_a_link_in_a_table_in_a_link_is_not_a_second_link() -> None:
    markup = "<a href=/a><table><tr><td><a href=/b>一</a></table></a>"
    assert body(markup).count("<a ") == 1


def test_without_a_base_relative_addresses_stay() -> None:
    assert 'href="/x"' in body("<a href='/x'>b</a>")


# The title again


@pytest.mark.parametrize(
    "markup",
    [
        "<h1>Harbour closed</h1>",
        "<h2><b>HARBOUR</b><br>closed.</h2>",
        "<div>Ｈarbour closed</div>",
        "<p>Harbour closed</p><p>Harbour closed</p>",
        f"{IMG}<h1>Harbour closed</h1>",
        f"<h1>{IMG}Harbour closed</h1>",
        "<h2><p>Harbour</p><p>closed</p></h2>",
    ],
)
def test_a_title_that_is_said_again_goes(markup: str) -> None:
    rendered = render(f"{markup}<p>潮水退了</p>", title="Harbour closed")
    assert "closed" not in rendered.html + rendered.text
    assert rendered.text == rendered.summary == "潮水退了"


@pytest.mark.parametrize(
    "markup",
    [
        "<h3>Harbour closed</h3>",
        "<p>潮水退了</p><p>Harbour closed</p>",
        "<h1>Harbour closed again</h1>",
        "<ul><li>Harbour closed</ul>",
        "<p>一</p>" * 12 + "<h2>Harbour closed</h2>",
    ],
)
def test_words_that_are_not_just_the_title_stay(markup: str) -> None:
    assert "Harbour closed" in body(markup, title="Harbour closed")


@pytest.mark.parametrize(
    "title", ["[World] Harbour closed", "Harbour closed - Tide Daily", "Harbour closed | Tide"]
)
def test_a_heading_lacks_what_a_feed_put_around_the_title(title: str) -> None:
    assert body("<h1>Harbour closed</h1><p>潮水退了</p>", title=title) == "<p>潮水退了</p>"


def test_a_paragraph_that_says_the_title_with_a_link_stays() -> None:
    said = '<p>Harbour <a href="https://tide.example/">closed</a></p>'
    assert "tide.example" in body(said, title="Harbour closed")


def test_a_title_without_letters_is_nothing_to_look_for() -> None:
    assert body("<h1>！</h1>", title="！") == "<h2>！</h2>"


# Summaries


@pytest.mark.parametrize(
    ("markup", "summary"),
    [
        ("<p>潮水</p><p>退了</p>", "潮水 退了"),
        ("<p>" + "潮" * 160, "潮" * 160),
        ("<p>" + "潮" * 161, "潮" * 159 + "…"),
        ("<p>" + "a" * 158 + " " + "b" * 9, "a" * 158 + "…"),
        ("<p>潮</p>" * 500, "潮 " * 79 + "潮…"),
        ("<p>潮水退了。</p><p>“船来了”</p><p>再见</p>", "潮水退了。“船来了”再见"),
        (f"<figure>{IMG}<figcaption>说明</figcaption></figure><p>潮水", "潮水"),
        ("<iframe src='https://b.example/v'></iframe>潮水", "潮水"),
        (IMG, ""),
    ],
)
def test_a_summary_is_the_first_words_that_are_no_caption(markup: str, summary: str) -> None:
    assert render(markup).summary == summary


# Boilerplate


@pytest.mark.parametrize(
    "markup",
    [
        "<div class='sharedaddy sd-sharing'>Share this</div>",
        "<div class=jp-relatedposts><h3>Related</h3></div>",
        "<span class=element-invisible>ferry.jpg</span>",
        '<hr><div>Feeds:<br><a href="https://feedx.net" style="color:orange">feedx.net</a></div>',
        "<p hidden>secret</p>",
    ],
)
def test_what_tools_put_around_any_article_goes(markup: str) -> None:
    assert body(f"<p>一</p>{markup}<p>二</p>") == "<p>一</p><p>二</p>"


def test_an_article_about_a_feed_service_stays() -> None:
    html = '<div>See <a href="https://feedx.net">feedx.net</a> for more.</div>'
    assert "for more." in body(html)


def test_a_class_that_only_sounds_like_boilerplate_stays() -> None:
    assert body("<p class=shared>一</p>") == "<p>一</p>"


# Pictures


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ("<img src='/a.jpg'>", "https://tide.example/a.jpg"),
        ("<img src='a.jpg'>", "https://tide.example/2026/a.jpg"),
        ("<img src='//cdn.example/a.jpg'>", "https://cdn.example/a.jpg"),
        ("<img src='https://cdn.example/a b.jpg'>", "https://cdn.example/a%20b.jpg"),
        ("<img src='/low.jpg' data-src='/a.jpg'>", "https://tide.example/a.jpg"),
        ("<img src='data:image/gif;base64,R0' data-original='/a.jpg'>", "https://tide.example/a.jpg"),
        ("<img src='/spacer.gif' data-lazy-src='/a.jpg'>", "https://tide.example/a.jpg"),
        ("<img src='blob:x' srcset='/s.jpg 200w, /a.jpg 900w, /m.jpg 500w'>", "https://tide.example/a.jpg"),
        ("<img srcset='/s.jpg, /a.jpg 2.5x, /m.jpg big, '>", "https://tide.example/a.jpg"),
        ("<img src='data:x' data-srcset='/a.jpg 1x'>", "https://tide.example/a.jpg"),
        ("<picture><source><source srcset='/a.webp 2x, /s.webp 1x'><img></picture>", "https://tide.example/a.webp"),
        ("<picture><source srcset='/a.webp'><img src='/a.jpg'></picture>", "https://tide.example/a.jpg"),
        ("<img src='https://images.weserv.nl/?url=ssl:cdn.example/a.jpg%3Fv%3D1&w=600'>",
         "https://cdn.example/a.jpg?v=1"),
        ("<img src='//images.weserv.nl?url=http%3A%2F%2Fcdn.example%2Fa.jpg&q=1'>",
         "http://cdn.example/a.jpg"),
        ("<img src='https://images.weserv.nl/?url=https://cdn.example/a.jpg?v=1'>",
         "https://cdn.example/a.jpg?v=1"),
        ("<img src='https://i0.wp.com/cdn.example/a.jpg?w=600&ssl=1'>", "https://cdn.example/a.jpg"),
        ("<img src='https://wsrv.nl/?w=600&url=cdn.example%2Fa.jpg'>", "https://cdn.example/a.jpg"),
        ("<img src='https://i1.wp.com/cdn.substack.com/image/fetch/w_9,c_limit/https%3A%2F%2Fcdn.example%2Fa.jpg?w=9'>",
         "https://cdn.example/a.jpg"),
        ("<img src='https://img.example/unsafe/1340x754/https://cdn.example/a.jpg'>", "https://cdn.example/a.jpg"),
        ("<img src='https://external-x.xx.fbcdn.net/safe_image.php?d=A&url=https%3A%2F%2Fcdn.example%2Fa.jpg&c=1'>",
         "https://cdn.example/a.jpg"),
        ("<img src='/a-300.jpg' data-orig-file='/a.jpg'>", "https://tide.example/a.jpg"),
        ("<img src='/s.jpg' srcset='/s.jpg 300w,/a,1.jpg 900w, /m.jpg 600w'>", "https://tide.example/a,1.jpg"),
        ("<img data-src='/s.jpg' data-srcset='/s.jpg 414w, /a.jpg 1024w'>", "https://tide.example/a.jpg"),
        ("<img src='/a.jpg' srcset='/a.jpg 1x, /a@2.jpg 2x'>", "https://tide.example/a.jpg"),
        ("<img src='/a.jpg' srcset='data:image/gif;base64,R0 1w'>", "https://tide.example/a.jpg"),
        ("<picture><source data-srcset='/s.jpg 400w'><source srcset='/a.jpg 900w'><img src='/s.jpg'></picture>",
         "https://tide.example/a.jpg"),
        ("<img src='data:x'><noscript><img src='/a.jpg'></noscript>", "https://tide.example/a.jpg"),
        ("<img data-src='/a.jpg'> <noscript><img src='/b.jpg'></noscript>", "https://tide.example/a.jpg"),
        ("<div><img src='/a.jpg'></div><noscript><img src='/b.jpg'></noscript>", "https://tide.example/a.jpg"),
        ("<p>一</p><noscript><img src='/a.jpg'></noscript>", "https://tide.example/a.jpg"),
    ],
)  # fmt: skip
def test_a_picture_is_known_by_its_true_address(markup: str, address: str) -> None:
    rendered = render(markup, base_url=PAGE)
    assert [picture.url for picture in rendered.pictures] == [address]
    assert LexborHTMLParser(rendered.html).css_first("figure > img").attributes["src"] == address


@pytest.mark.parametrize(
    "markup",
    [
        "<img>",
        "<img src=''>",
        "<picture><source><img></picture>",
        "<img src='data:image/png;base64,AAAA'>",
        "<img src='mailto:desk@tide.example'>",
        "<img src='http://[::1'>",
        "<img src='https://i0.wp.com/a<b/c.jpg'>",
        "<img src='/count.php' width=1 height=1>",
        "<img src='/count.php' width='0'>",
        "<img src='https://pixel.wp.com/g.gif?x=1'>",
        "<img src='https://www.google-analytics.com/collect'>",
        "<img src='/static/spacer.gif'>",
        "<img src='/resources/icon-zoom.png'>",
        "<p>一</p><noscript>no scripts</noscript>",
    ],
)
def test_what_shows_nothing_is_no_picture(markup: str) -> None:
    rendered = render(markup, base_url=PAGE)
    assert rendered.pictures == ()
    assert "img" not in rendered.html


@pytest.mark.parametrize(
    "image",
    [
        "<img src='https://s.w.org/images/core/emoji/13/svg/1f30a.svg' alt='🌊'>",
        "<img src='/smile.png' width=16 height=16 alt='🌊'>",
    ],
)
def test_an_emoji_is_a_character(image: str) -> None:
    rendered = render(f"潮{image}汐", base_url=PAGE)
    assert rendered.html == "<p>潮🌊汐</p>"
    assert rendered.pictures == ()


@pytest.mark.parametrize(
    "image",
    ["<img src=/a.png width=20 alt='A long description'>", "<img src=/a.png width=20>"],
)
def test_a_small_picture_is_still_a_picture(image: str) -> None:
    assert len(render(image, base_url=PAGE).pictures) == 1


def test_a_picture_keeps_its_words_and_its_size_in_pixels() -> None:
    alt = "A &lt;b&gt;ferry&lt;/b&gt;\n &quot;at dusk&quot;"
    markup = f"<img src='{PICTURE}' alt='{alt}' width=640px height='50%' title=x>"
    rendered = render(markup)
    assert rendered.pictures == (Picture(PICTURE, 'A ferry "at dusk"', width=640),)
    assert rendered.html == (
        f'<figure><img src="{PICTURE}" alt="A ferry &quot;at dusk&quot;" width="640"></figure>'
    )


def test_a_picture_that_is_shown_again_is_one_picture() -> None:
    rendered = render(f"{IMG}<p>一</p>{IMG}<p>二</p>{IMG}<small>说明</small>")
    assert [picture.url for picture in rendered.pictures] == [PICTURE]
    assert rendered.html.count("<figure>") == 2  # the last one has a caption to show


def test_the_archive_is_asked_first_where_a_picture_lies() -> None:
    asked = []

    def find(address: str) -> str | None:
        asked.append(address)
        return "/images/1.webp" if address == "../img/a.jpg" else None

    rendered = render(
        "<img src='../img/a.jpg'><img src='/b.jpg'>", base_url=PAGE, find_picture=find
    )
    assert [picture.url for picture in rendered.pictures] == [
        "/images/1.webp",
        "https://tide.example/b.jpg",
    ]
    assert {"../img/a.jpg", "/b.jpg"} <= set(asked)


@pytest.mark.parametrize(
    ("markup", "caption", "credit"),
    [
        (f"<figure>{IMG}<figcaption>渡轮</figcaption></figure>", "渡轮", ""),
        (f"<figure>{IMG}<figcaption>渡轮 <cite>林小满</cite></figcaption></figure>", "渡轮", "林小满"),
        (f"<figure>{IMG}<figcaption><small>林小满</small></figcaption></figure>", "", "林小满"),
        (f"<figure>{IMG}</figure><figcaption>渡轮</figcaption>", "渡轮", ""),
        (f"{IMG} <span class=lead_image_caption>渡轮</span> <div><span class=copyright>林小满</span></div>",
         "渡轮", "林小满"),
        (f"<div>{IMG}</div><div class=picinfo>渡轮</div>", "渡轮", ""),
        (f"<p>{IMG}</p><p><small>渡轮</small></p>", "渡轮", ""),
        (f"{IMG}<br><small>渡轮</small>", "渡轮", ""),
        (f"<a href=/big.jpg>{IMG}</a><!-- x --><p class=wp-caption-text>渡轮</p>", "渡轮", ""),
        (f"{IMG}<p class=caption>渡轮</p><p class=caption>渡轮</p>", "渡轮", ""),
        (f"{IMG}<span class=x-Copyright>图像来源，林小满</span>", "", "林小满"),
        (f"{IMG}<div><p class=caption>渡轮</p> <p class=credit>林小满</p></div>", "渡轮", "林小满"),
        (f"{IMG}<img src=/icon-zoom.png><small>渡轮</small>", "渡轮", ""),
        (f"{IMG}<div><img src=/icon-zoom.png></div><p class=picinfo>渡轮</p>", "渡轮", ""),
    ],
)  # fmt: skip
def test_a_picture_has_its_caption_and_credit(markup: str, caption: str, credit: str) -> None:
    rendered = render(f"{markup}<p>潮水退了</p>", base_url=PAGE)
    assert [(p.caption, p.credit) for p in rendered.pictures] == [(caption, credit)]
    shown = LexborHTMLParser(rendered.html).css_first("figure > figcaption").text(deep=True)
    assert shown == f"{caption} {credit}".strip()
    assert rendered.text == f"{shown}\n潮水退了"
    assert rendered.summary == "潮水退了"


@pytest.mark.parametrize(
    "after",
    [
        "<p>渡轮停航</p>",
        "文字 <span class=caption>渡轮停航</span>",
        "<p><small>小字</small>渡轮停航</p>",
        "<div><span class=caption>一</span>渡轮停航</div>",
        "<p>渡轮停航<span class=copyright>林小满</span></p>",
        "<img src=/b.jpg width=900><small>渡轮停航</small>",
        "<p class=credit>甲</p><p class=credit>渡轮停航</p>",
        "<small>一</small><small>渡轮停航</small>",
        "<p class=picinfo>1</p><p class=picinfo>2</p><p class=picinfo>3</p><p class=picinfo>渡轮停航</p>",
    ],
)
def test_words_behind_a_picture_are_not_all_its_caption(after: str) -> None:
    first = render(IMG + after, base_url=PAGE).pictures[0]
    assert "渡轮停航" not in first.caption + first.credit


@pytest.mark.parametrize(
    "markup",
    [
        f"<ul><li>{IMG}</li></ul><small>渡轮</small>",
        f"<table><tr><td>{IMG}</td><td class=caption>渡轮</td></tr></table>",
        f"<div><div><div><div><div>{IMG}</div></div></div></div></div><small>渡轮</small>",
        f"<figure>{IMG}</figure><p><small>渡轮</small></p>",
        IMG,
    ],
)
def test_a_caption_is_looked_for_nearby_only(markup: str) -> None:
    assert render(markup).pictures == (Picture(PICTURE),)


def test_lazy_pictures_in_a_row_keep_their_own_captions() -> None:
    lazy = "<img src=/spacer.gif data-src=/{}.jpg>".format
    rendered = render(lazy(1) + lazy(2) + "<small>渡轮</small>", base_url=PAGE)
    assert [picture.caption for picture in rendered.pictures] == ["", "渡轮"]


# Players


@pytest.mark.parametrize(
    ("frame", "address", "label"),
    [
        ("src='//www.youtube.com/embed/abc-_DEF123?rel=0'",
         "https://www.youtube.com/watch?v=abc-_DEF123", "YouTube"),
        ("src='https://www.youtube-nocookie.com/embed/abc-_DEF123'",
         "https://www.youtube.com/watch?v=abc-_DEF123", "YouTube"),
        ("data-src='https://player.vimeo.com/video/123'", "https://vimeo.com/123", "Vimeo"),
        ("src='//player.bilibili.com/player.html?aid=1&bvid=BV1x'",
         "https://www.bilibili.com/video/BV1x", "Bilibili"),
        ("src='/map?q=%22'", "https://tide.example/map?q=%22", "tide.example"),
    ],
)  # fmt: skip
def test_a_frame_becomes_a_link_to_what_it_showed(frame: str, address: str, label: str) -> None:
    rendered = render(f"一<iframe {frame}>old browser</iframe>二", base_url=PAGE)
    assert rendered.html == f'<p>一</p>\n<p><a href="{address}" {REL}>▶ {label}</a></p>\n<p>二</p>'
    assert rendered.text == f"一\n▶ {label}\n二"
    assert rendered.summary == "一 二"


@pytest.mark.parametrize("frame", ["", "src=''", "src='about:blank'", "src='javascript:x'"])
def test_a_frame_that_shows_no_page_goes(frame: str) -> None:
    assert body(f"<iframe {frame}></iframe>", base_url=PAGE) == ""


def test_a_frame_in_a_link_is_a_link_of_its_own() -> None:
    html = body("<a href=/x>一<iframe src='https://b.example/v'></iframe>二</a>")
    assert html == (
        f'<p><a href="/x" {REL}>一</a></p><p><a href="https://b.example/v" {REL}>▶ b.example</a></p>'
        f'<p><a href="/x" {REL}>二</a></p>'
    )


@pytest.mark.parametrize("name", ["video", "audio"])
def test_a_recording_has_controls_and_loads_when_asked(name: str) -> None:
    recording = f'<{name} src="https://tide.example/a.mp4" controls="" preload="none"></{name}>'
    shown = f"<figure>{recording}</figure>"
    assert body(f"<{name} src=/a.mp4 autoplay loop>old</{name}>", base_url=PAGE) == shown
    assert body(f"<{name}><source><source src=/a.mp4></{name}>", base_url=PAGE) == shown


@pytest.mark.parametrize("source", ["", "src=''", "src=blob:x", "src=mailto:a"])
def test_a_recording_without_an_address_goes(source: str) -> None:
    assert body(f"<video {source}></video>", base_url=PAGE) == ""


# On a page

BODY = render(
    f"<p>一</p><img src='{PICTURE}' alt='Ferry' width=64 height=48><img src='https://cdn.example/2.jpg'>"
    "<img src='/images/3.webp'><p><a href='/x'>二</a>"
).html


def images(html: str) -> list[dict[str, str | None]]:
    return [dict(node.attributes) for node in LexborHTMLParser(html).css("img")]


def test_a_picture_that_is_kept_here_loads_from_here() -> None:
    stored = {
        PICTURE: LocalPicture("/images/1.webp?a=1&b=2", 640, 480),
        "https://cdn.example/2.jpg": LocalPicture("/images/2.webp", None, None),
    }
    for hotlink in (True, False):
        first, second, third = images(present(BODY, stored, hotlink=hotlink))
        assert first == {
            "src": "/images/1.webp?a=1&b=2", "alt": "Ferry", "width": "640", "height": "480",
        }  # fmt: skip
        assert second == {
            "src": "/images/2.webp", "alt": "", "loading": "lazy", "decoding": "async",
        }  # fmt: skip
        assert third["src"] == "/images/3.webp"


def test_the_first_picture_is_loaded_at_once_and_the_others_when_they_come_into_sight() -> None:
    shown = images(present(BODY, {}, hotlink=True))
    assert [image.get("loading") for image in shown] == [None, "lazy", "lazy"]


def test_a_picture_that_loads_from_the_outlet_does_not_say_who_reads() -> None:
    shown = images(present(BODY, {}, hotlink=True))
    assert [image.get("referrerpolicy") for image in shown] == ["no-referrer", "no-referrer", None]
    assert [image["src"] for image in shown][:2] == [PICTURE, "https://cdn.example/2.jpg"]


def test_without_hotlinks_a_link_stands_where_the_picture_was() -> None:
    page = LexborHTMLParser(present(BODY, {}, hotlink=False))
    links = page.css("figure > a.picture-missing")
    assert [(link.text(), link.attributes["href"]) for link in links] == [
        ("Ferry", PICTURE),
        ("cdn.example", "https://cdn.example/2.jpg"),
    ]
    assert [image["src"] for image in images(page.html)] == ["/images/3.webp"]


def test_a_body_without_pictures_goes_to_the_page_as_it_is() -> None:
    assert present("<p>一 &amp; 二</p>", {}, hotlink=False) == "<p>一 &amp; 二</p>"


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        ("2 3 2", "2 3 2"),
        ("3 3 4", "2 2 3"),
        ("4 2 5 3", "2 2 3 3"),
        ("6", "2"),
        ("2 4 6 4 3", "2 3 4 3 3"),
    ],
)
def test_no_heading_of_a_page_skips_a_level(levels: str, shown: str) -> None:
    def body(levels: str) -> str:
        return "".join(
            f'<h{level} dir="rtl">一 &amp; <em>二</em></h{level}>' for level in levels.split()
        )

    assert present(body(levels), {}, hotlink=False) == body(shown)


def test_a_table_can_be_scrolled_by_keys() -> None:
    table = "<table><tbody><tr><td>一</td></tr></tbody></table>"
    assert present(table, {}, hotlink=False) == table.replace("<table", '<table tabindex="0"')


def test_elsewhere_our_own_addresses_are_whole_and_our_pictures_are_shown() -> None:
    kept = {PICTURE: LocalPicture("/images/1.webp", 64, 48)}
    tree = LexborHTMLParser(present_elsewhere(BODY, kept, hotlink=True, site_url=SITE))
    assert [node.attributes["src"] for node in tree.css("img")] == [
        f"{SITE}/images/1.webp",
        "https://cdn.example/2.jpg",
        f"{SITE}/images/3.webp",
    ]
    assert tree.css_first("a").attributes["href"] == f"{SITE}/x"
    assert present_elsewhere("<p>一</p>", kept, hotlink=True, site_url=SITE) == "<p>一</p>"


def test_elsewhere_too_nothing_loads_from_an_outlet_where_that_is_not_allowed() -> None:
    tree = LexborHTMLParser(present_elsewhere(BODY, {}, hotlink=False, site_url=SITE))
    assert [node.attributes["src"] for node in tree.css("img")] == [f"{SITE}/images/3.webp"]
    assert len(tree.css("a.picture-missing")) == 2
