"""Players: what a frame shows is a link that a person may follow, and nothing loads before."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from articles.markup import (
    LocalPicture,
    Picture,
    is_still,
    player_of,
    present,
    present_elsewhere,
    render,
)
from articles.markup.embeds import HOSTS

PAGE = "https://tide.example/2026/harbour"
WATCH = "https://www.youtube.com/watch?v=abc-_DEF123"
STILL = "https://i.ytimg.com/vi/abc-_DEF123/hqdefault.jpg"
FRAME = "<iframe src='https://www.youtube.com/embed/abc-_DEF123'></iframe>"
KEPT = {STILL: LocalPicture("/images/still.jpg", 480, 360)}

# The address of a frame or page, the host's name, and where a person can watch it.
KNOWN = [
    ("//www.youtube.com/embed/abc-_DEF123?rel=0", "YouTube", WATCH),
    ("https://www.youtube-nocookie.com/embed/abc-_DEF123", "YouTube", WATCH),
    ("http://youtube.com/v/abc-_DEF123&hl=en", "YouTube", WATCH),
    ("https://m.youtube.com/watch?feature=share&v=abc-_DEF123", "YouTube", WATCH),
    ("https://www.youtube.com/shorts/abc-_DEF123", "YouTube", WATCH),
    ("https://www.youtube.com/live/abc-_DEF123?si=x", "YouTube", WATCH),
    ("https://youtu.be/abc-_DEF123", "YouTube", WATCH),
    ("https://youtu.be/abc-_DEF123?t=90", "YouTube", f"{WATCH}&t=90s"),
    ("https://www.youtube.com/embed/abc-_DEF123?start=90&end=99", "YouTube", f"{WATCH}&t=90s"),
    ("https://www.youtube.com/watch?v=abc-_DEF123#t=1h2m3s", "YouTube", f"{WATCH}&t=3723s"),
    ("https://www.youtube.com/embed/abc-_DEF123?start=0", "YouTube", WATCH),
    ("https://www.youtube.com/embed/videoseries?list=PLx-1", "YouTube",
     "https://www.youtube.com/playlist?list=PLx-1"),
    ("https://www.youtube.com/embed?listType=playlist&list=PLx-1", "YouTube",
     "https://www.youtube.com/playlist?list=PLx-1"),
    ("https://www.youtube.com/embed/live_stream?channel=UCx-1", "YouTube",
     "https://www.youtube.com/channel/UCx-1/live"),
    ("https://player.vimeo.com/video/123?title=0", "Vimeo", "https://vimeo.com/123"),
    ("https://player.vimeo.com/video/123?title=0&h=0a1b2c3d#t=1m", "Vimeo", "https://vimeo.com/123/0a1b2c3d#t=60s"),
    ("https://vimeo.com/channels/tide/123", "Vimeo", "https://vimeo.com/123"),
    ("//player.bilibili.com/player.html?aid=1&bvid=BV1x&page=2", "Bilibili", "https://www.bilibili.com/video/BV1x"),
    ("https://player.bilibili.com/player.html?aid=170001", "Bilibili", "https://www.bilibili.com/video/av170001"),
    ("https://platform.twitter.com/embed/Tweet.html?dnt=false&id=12", "X (Twitter)", "https://twitter.com/i/status/12"),
    ("https://mobile.twitter.com/tide/status/12?s=20", "X (Twitter)", "https://twitter.com/tide/status/12"),
    ("https://x.com/tide/status/12/photo/1", "X (Twitter)", "https://x.com/tide/status/12"),
    ("https://cdn.iframe.ly/api/iframe?url=https%3A%2F%2Ftwitter.com%2Fi%2Fstatus%2F12&key=1", "X (Twitter)",
     "https://twitter.com/i/status/12"),
    ("https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Ftide%2Fvideos%2F12%2F&width=6",
     "Facebook", "https://www.facebook.com/tide/videos/12/"),
    ("https://www.facebook.com/v2.3/plugins/post.php?href=https%3A%2F%2Ffacebook.com%2Ftide%2Fposts%2F12",
     "Facebook", "https://www.facebook.com/tide/posts/12"),
    ("https://www.facebook.com/watch/?v=12", "Facebook", "https://www.facebook.com/watch/?v=12"),
    ("https://fb.watch/6F1-_x/", "Facebook", "https://fb.watch/6F1-_x/"),
    ("https://www.instagram.com/p/Cx-1/embed/captioned/", "Instagram", "https://www.instagram.com/p/Cx-1/"),
    ("https://www.tiktok.com/embed/v2/12", "TikTok", "https://www.tiktok.com/embed/v2/12"),
    ("https://www.tiktok.com/@tide.news/video/12", "TikTok", "https://www.tiktok.com/@tide.news/video/12"),
    ("https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/tide/waves&color=1", "SoundCloud",
     "https://soundcloud.com/tide/waves"),
    ("https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/12", "SoundCloud",
     "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/12"),
    ("https://www.dailymotion.com/embed/video/x1y2", "Dailymotion", "https://www.dailymotion.com/video/x1y2"),
    ("https://www.youmaker.com/embed/00000000-aaaa-0000-aaaa-000000000000?r=16x9", "YouMaker",
     "https://www.youmaker.com/video/00000000-aaaa-0000-aaaa-000000000000"),
    ("https://www.ganjing.com/embed/1x2", "Gan Jing World", "https://www.ganjing.com/video/1x2"),
    ("https://rumble.com/embed/v1x.2/?pub=4", "Rumble", "https://rumble.com/embed/v1x.2/"),
    ("https://odysee.com/$/embed/@tide:1/waves:2?r=x", "Odysee", "https://odysee.com/$/embed/@tide:1/waves:2"),
    ("https://player.twitch.tv/?video=v12&parent=x", "Twitch", "https://www.twitch.tv/videos/12"),
    ("https://player.youku.com/embed/XMx==", "Youku", "https://v.youku.com/v_show/id_XMx==.html"),
    ("https://v.qq.com/txp/iframe/player.html?vid=x12", "QQ", "https://v.qq.com/x/page/x12.html"),
    ("https://embed.ted.com/talks/lang/zh-cn/tide", "TED", "https://www.ted.com/talks/tide"),
    ("https://www.dvidshub.net/video/embed/12", "DVIDS", "https://www.dvidshub.net/video/12"),
    ("https://open.spotify.com/embed/episode/0123456789abcdefghijkl?x=1", "Spotify",
     "https://open.spotify.com/episode/0123456789abcdefghijkl"),
    ("https://embed.podcasts.apple.com/us/podcast/tide/id12?i=34", "Apple Podcasts",
     "https://podcasts.apple.com/us/podcast/tide/id12?i=34"),
    ("//embed.acast.com/tide/waves", "Acast", "https://play.acast.com/s/tide/waves"),
    ("https://player.captivate.fm/episode/12-ab", "Captivate", "https://player.captivate.fm/episode/12-ab"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "host", "watch"), KNOWN)
def test_a_known_host_plays_at_an_address_for_people(address: str, host: str, watch: str) -> None:
    player = player_of(address)
    assert player is not None
    assert (player.host, player.address) == (host, watch)
    assert player_of(watch) == player


def test_every_row_of_the_table_is_held_by_a_test() -> None:
    for embed in HOSTS:
        assert any(embed.pattern.match(text) for address, _, at in KNOWN for text in (address, at))


@given(st.sampled_from([row for row, _, _ in KNOWN]), st.text(max_size=20))
def test_where_a_player_leads_there_is_the_same_player(address: str, more: str) -> None:
    player = player_of(address + more)
    assert player is None or player_of(player.address) == player


@pytest.mark.parametrize(
    "address",
    [
        "",
        PAGE,
        "https://tide.example/?u=//www.youtube.com/embed/abc-_DEF123",
        "https://notyoutube.com/embed/abc-_DEF123",
        "https://youtube.com.tide.example/embed/abc-_DEF123",
        "https://www.youtube.com/embed/abc",
        "https://www.youtube.com/embed/abc-_DEF1234",
        "https://www.youtube.com/@tide",
        "javascript://www.youtube.com/embed/abc-_DEF123",
        "https://www.facebook.com/plugins/video.php?href=javascript:alert(1)",
        "https://www.facebook.com/plugins/page.php?href=https%3A%2F%2Fwww.facebook.com%2Ftide",
        "https://twitter.com/tide",
        "https://open.spotify.com/",
    ],
)
def test_what_is_no_player_of_a_known_host_is_none(address: str) -> None:
    assert player_of(address) is None


def test_a_still_is_known_by_its_address() -> None:
    assert is_still(STILL)
    assert is_still("http://img.youtube.com/vi/abc-_DEF123/0.jpg")
    assert is_still(player_of("https://www.dailymotion.com/video/x1").still)
    assert not is_still("https://tide.example/?u=https://i.ytimg.com/vi/x/0.jpg")


# In a body


def link(address: str, label: str) -> str:
    rel = 'rel="nofollow noopener noreferrer"'
    return f'<p><a href="{address.replace("&", "&amp;")}" {rel}>▶ {label}</a></p>'


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Harbour &amp; tide &lt;b&gt;", "YouTube: Harbour &amp; tide &lt;b&gt;"),
        (" Harbour\n at\x1b dusk ", "YouTube: Harbour at dusk"),
        ("https://tide.example/", "YouTube: https://tide.example/"),
        ("YouTube video player", "YouTube"),
        ("Embedded content", "YouTube"),
        ("", "YouTube"),
        ("x" * 999, "YouTube: " + "x" * 200),
    ],
)
def test_a_player_is_called_by_its_host_and_its_title(title: str, label: str) -> None:
    rendered = render(f"一<iframe title='{title}' src='{WATCH}'></iframe>二")
    assert rendered.html == f"<p>一</p>\n{link(WATCH, label)}\n<p>二</p>"
    assert rendered.summary == "一 二"
    assert render(rendered.html) == rendered


def test_a_lazy_frame_is_known_by_its_true_address() -> None:
    rendered = render(f"<iframe src='about:blank' data-src='{WATCH}&t=3'></iframe>")
    assert rendered.html == link(f"{WATCH}&t=3s", "YouTube")


def test_stills_are_pictures_of_the_post_behind_all_others() -> None:
    rendered = render(f"{FRAME}{FRAME}<img src=/a.jpg>", base_url=PAGE)
    assert rendered.pictures == (Picture("https://tide.example/a.jpg"), Picture(STILL))
    assert render(rendered.html) == rendered


def test_a_post_that_is_a_video_has_its_still() -> None:
    other = "<iframe src='https://youtu.be/00000000000'></iframe>"
    rendered = render(f"{other}{FRAME}", video=WATCH)
    assert [picture.url for picture in rendered.pictures] == [
        STILL,
        "https://i.ytimg.com/vi/00000000000/hqdefault.jpg",
    ]
    assert render("一", video=PAGE).pictures == ()


def test_a_picture_that_is_a_still_too_is_shown_before_and_behind_its_player() -> None:
    for markup in (f"<img src='{STILL}'>{FRAME}", f"{FRAME}<img src='{STILL}'>"):
        rendered = render(markup)
        assert rendered.html.count("<img") == 1
        assert rendered.pictures == (Picture(STILL),)


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("<blockquote class='twitter-tweet'><a href='https://twitter.com/tide/status/1'></a></blockquote>",
         link("https://twitter.com/tide/status/1", "X (Twitter)")),
        ("<div class='fb-video x' data-href='https://fb.watch/ab1/'></div>",
         link("https://fb.watch/ab1/", "Facebook")),
        ("<div class=fb-post data-href='https://www.facebook.com/tide/posts/1'> </div>",
         link("https://www.facebook.com/tide/posts/1", "Facebook")),
        ("<blockquote class=instagram-media data-instgrm-permalink='//www.instagram.com/p/C1/?u=1'></blockquote>",
         link("https://www.instagram.com/p/C1/", "Instagram")),
        ("<blockquote class=tiktok-embed cite='https://www.tiktok.com/@tide/video/1'><section></section></blockquote>",
         link("https://www.tiktok.com/@tide/video/1", "TikTok")),
        ("<object><param name=movie value='//www.youtube.com/v/abc-_DEF123?fs=1'><embed src='/x.swf'>old</object>",
         link(WATCH, "YouTube")),
        ("<embed src='https://www.youtube.com/v/abc-_DEF123'>", link(WATCH, "YouTube")),
        ("<embed src='/x.swf'><object data=x.swf>old</object>", ""),
        ("<div class=fb-post data-href='javascript:alert(1)'></div>", ""),
        ("<div class=fb-post data-href='https://evil.example/'></div>", ""),
    ],
)  # fmt: skip
def test_what_a_script_would_have_made_a_player_is_one(markup: str, html: str) -> None:
    assert render(markup, base_url=PAGE).html == html


def test_a_quoted_post_keeps_its_words_and_its_link() -> None:
    quoted = "<p>潮</p>— Tide <a href='https://twitter.com/tide/status/1'>July 9</a>"
    html = render(f"<blockquote class=twitter-tweet>{quoted}</blockquote>").html
    assert html.startswith("<blockquote><p>潮</p>")
    assert '<a href="https://twitter.com/tide/status/1"' in html
    assert "▶" not in html


def test_the_card_of_a_post_that_is_quoted_before_it_goes() -> None:
    quoted = "<blockquote class=wp-embedded-content><a href='/tide'>潮</a></blockquote>"
    card = "<iframe class=wp-embedded-content src='/tide/embed/#?secret=x'></iframe>"
    assert render(quoted + card, base_url=PAGE) == render(quoted, base_url=PAGE)


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>一</p><a href='{WATCH}'><p>▶ 二</p></a>三",
        f"<ul><li><a href='{WATCH}'>▶ 二</a></ul>",
        f"<table><td>一{FRAME}</table>",
        f"<details><summary>一{FRAME}</summary></details>",
        f"<h2>一{FRAME}</h2>",
        f"<b>一{FRAME}二</b>",
        f"<blockquote>{FRAME}</blockquote>",
    ],
)
def test_a_player_stands_in_a_line_of_its_own_wherever_it_is(markup: str) -> None:
    rendered = render(markup)
    assert render(rendered.html) == rendered
    assert re.search(r"^▶ ", rendered.text, re.MULTILINE)
    assert [picture.url for picture in rendered.pictures] == [STILL]
    assert "▶" not in rendered.summary


@pytest.mark.parametrize(
    "markup",
    [
        f"<a href='{WATCH}'>YouTube</a>",
        f"<a href='{WATCH}'>▶ <b>YouTube</b></a>",
        f"<a href='{WATCH}'>▶ </a>",
        f"<a href='{PAGE}'>▶ tide</a>",
        f"<a href='{WATCH}'>▶ YouTube</a>",
    ],
)
def test_a_link_that_only_resembles_a_player_is_a_link(markup: str) -> None:
    rendered = render(f"<p>一{markup}二</p>")
    assert rendered.html.count("<p>") == 1
    assert rendered.pictures == ()


# Recordings


def test_a_poster_is_a_picture_and_its_words_are_a_caption() -> None:
    poster = "https://images.weserv.nl/?url=tide.example/p.jpg"
    words = "<div><small>渡轮</small></div>"
    rendered = render(f"<video src=/v.mp4 poster='{poster}'></video>{words}<p>一", base_url=PAGE)
    assert rendered.html == (
        '<figure><video src="https://tide.example/v.mp4" controls="" preload="none" '
        'poster="https://tide.example/p.jpg"></video><figcaption>渡轮</figcaption></figure>\n<p>一</p>'
    )
    assert rendered.pictures == (Picture("https://tide.example/p.jpg", caption="渡轮"),)
    assert rendered.text == "渡轮\n一"
    assert rendered.summary == "一"
    assert render(rendered.html) == rendered


@pytest.mark.parametrize("poster", ["", "poster=''", "poster=javascript:x", "poster=/spacer.gif"])
def test_a_recording_without_a_poster_has_none(poster: str) -> None:
    rendered = render(f"<video src=/v.mp4 {poster}></video>", base_url=PAGE)
    assert "poster" not in rendered.html
    assert rendered.pictures == ()


def test_a_recording_keeps_its_words_from_the_picture_before_it() -> None:
    rendered = render(
        "<img src=/a.jpg><audio src=/a.mp3></audio><small>渡轮</small>", base_url=PAGE
    )
    assert rendered.pictures == (Picture("https://tide.example/a.jpg"),)
    assert rendered.html.endswith("</audio><figcaption>渡轮</figcaption></figure>")


def test_a_picture_for_browsers_without_video_takes_no_words() -> None:
    rendered = render("<video><img src=/a.jpg></video><small>渡轮</small>", base_url=PAGE)
    assert rendered.html == "<p><small>渡轮</small></p>"


# On a page


def drawn(html: str) -> list[tuple[str, list[dict[str, str | None]]]]:
    links = LexborHTMLParser(html).css("a.player")
    return [(a.text(), [dict(image.attributes) for image in a.css("img")]) for a in links]


@pytest.mark.parametrize("hotlink", [True, False])
def test_a_player_shows_its_still_only_where_it_is_kept(hotlink: bool) -> None:
    html = render(f"{FRAME}<iframe title=海 src='https://vimeo.com/1'></iframe>").html
    page = present(html, {}, hotlink=hotlink)
    assert drawn(page) == [("YouTube", []), ("Vimeo: 海", [])]
    assert "▶" not in page
    still = {
        "src": "/images/still.jpg", "alt": "", "loading": "lazy", "decoding": "async",
        "width": "480", "height": "360",
    }  # fmt: skip
    page = present(html, KEPT, hotlink=hotlink)
    assert drawn(page) == [("YouTube", [still]), ("Vimeo: 海", [])]
    address = LexborHTMLParser(page).css_first("p > a.player").attributes
    assert address["href"] == WATCH
    assert address["rel"] == "nofollow noopener noreferrer"


def test_a_frame_of_an_unknown_host_is_a_plain_link_on_a_page() -> None:
    html = render("<iframe src='https://maps.example/x' title='港'></iframe>").html
    assert present(html, {}, hotlink=True) == html
    assert "▶ maps.example: 港</a>" in html


def test_a_still_that_an_article_shows_is_never_loaded_from_its_host() -> None:
    html = render(f"<img src='{STILL}' alt=港>").html
    assert "<img" not in present(html, {}, hotlink=True)
    assert 'src="/images/still.jpg"' in present(html, KEPT, hotlink=True)


def test_a_poster_is_shown_only_where_it_is_kept() -> None:
    html = render(f"<video src='/v.mp4' poster='{STILL}'></video>").html
    assert 'poster="/images/still.jpg"' in present(html, KEPT, hotlink=True)
    assert "poster" not in present(html, {}, hotlink=True)
    ours = '<video src="/v.mp4" controls="" preload="none" poster="/images/p.jpg"></video>'
    assert present(ours, {}, hotlink=False) == ours
    for kept, poster in (
        ({}, "/images/p.jpg"),
        ({"/images/p.jpg": KEPT[STILL]}, "/images/still.jpg"),
    ):
        feed = present_elsewhere(ours, kept, hotlink=False, site_url="https://archive.example")
        assert f'poster="https://archive.example{poster}"' in feed
