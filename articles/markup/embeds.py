"""Players of known hosts, as data. The code is in `articles.markup.players`."""

import re
from typing import NamedTuple

# Frames around another player: the parameter in which they name it.
FRAMES_AROUND: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"https?://(?:[\w-]+\.)?facebook\.com/(?:v[\d.]+/)?plugins/"), "href"),
    (re.compile(r"https?://w\.soundcloud\.com/player"), "url"),
    (re.compile(r"https?://cdn\.iframe\.ly/"), "url"),
    (re.compile(r"https?://cdn\.embedly\.com/widgets/"), "url"),
    (re.compile(r"https?://twitframe\.com/"), "url"),
)


class Embed(NamedTuple):
    """A form of address that plays something.

    :ivar pattern: of frames, and of the address that they become.
    :ivar address: where a person can watch it.
    :ivar still: its picture, where the address tells it.
    :ivar start: how the address goes on to begin at a second.
    """

    pattern: re.Pattern[str]
    host: str
    address: str
    still: str = ""
    start: str = ""
    is_video: bool = True


def _at(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?:https?:)?//(?:{pattern})", re.ASCII)


_YOUTUBE = r"(?:(?:www|m|music)\.)?youtube(?:-nocookie)?\.com/"
_FACEBOOK = r"(?:[\w-]+\.)?facebook\.com/"
_BILIBILI = r"(?:player|www|m)\.bilibili\.com/"
_REST = r"[\w./?&=%~:@+-]*"
# Players of known hosts: what a frame shows, and where a person can watch it. Rows go from the narrow to
# the wide.
HOSTS: tuple[Embed, ...] = (
    Embed(
        _at(
            rf"(?:{_YOUTUBE}(?:(?:embed|v|e|shorts|live)/|watch/?\?(?:[^#]*&)?v=)|youtu\.be/)"
            # Both have eleven letters too.
            r"(?!videoseries|live_stream)(?P<id>[\w-]{11})(?![\w-])"
        ),
        "YouTube",
        "https://www.youtube.com/watch?v={id}",
        still="https://i.ytimg.com/vi/{id}/hqdefault.jpg",
        start="&t={}s",
    ),
    Embed(
        _at(rf"{_YOUTUBE}(?:embed/?(?:videoseries)?|playlist)\?(?:[^#]*&)?list=(?P<id>[\w-]+)"),
        "YouTube",
        "https://www.youtube.com/playlist?list={id}",
    ),
    Embed(
        _at(
            rf"{_YOUTUBE}(?:embed/live_stream\?(?:[^#]*&)?channel=|channel/(?=[\w-]+/live))(?P<id>[\w-]+)"
        ),
        "YouTube",
        "https://www.youtube.com/channel/{id}/live",
    ),
    Embed(  # not listed: it is found by the key alone
        _at(
            r"(?:player\.)?vimeo\.com/(?:video/)?(?P<id>\d+)(?:/|\?(?:[^#]*&)?h=)(?P<key>[0-9a-f]{6,})"
        ),
        "Vimeo",
        "https://vimeo.com/{id}/{key}",
        start="#t={}s",
    ),
    Embed(
        _at(r"(?:(?:player|www)\.)?vimeo\.com/(?:video/|channels/[\w-]+/|event/)?(?P<id>\d+)"),
        "Vimeo",
        "https://vimeo.com/{id}",
        start="#t={}s",
    ),
    Embed(
        _at(rf"{_BILIBILI}(?:video/|[^#]*[?&]bvid=)(?P<id>BV\w+)"),
        "Bilibili",
        "https://www.bilibili.com/video/{id}",
    ),
    Embed(
        _at(rf"{_BILIBILI}(?:video/av|[^#]*[?&]aid=)(?P<id>\d+)"),
        "Bilibili",
        "https://www.bilibili.com/video/av{id}",
    ),
    Embed(
        _at(
            r"(?:(?:www|mobile)\.)?(?P<at>twitter|x)\.com/(?P<by>\w+)/(?:web/)?status(?:es)?/(?P<id>\d+)"
        ),
        "X (Twitter)",
        "https://{at}.com/{by}/status/{id}",
        is_video=False,
    ),
    Embed(
        _at(r"platform\.(?P<at>twitter|x)\.com/embed/[^#]*[?&]id=(?P<id>\d+)"),
        "X (Twitter)",
        "https://{at}.com/i/status/{id}",
        is_video=False,
    ),
    Embed(
        _at(rf"{_FACEBOOK}(?P<path>(?:[\w.%-]+/videos/|watch/?\?|reel/|video\.php\?){_REST})"),
        "Facebook",
        "https://www.facebook.com/{path}",
    ),
    Embed(_at(r"fb\.watch/(?P<id>[\w-]+)"), "Facebook", "https://fb.watch/{id}/"),
    Embed(
        _at(
            rf"{_FACEBOOK}(?P<path>(?:[\w.%-]+/(?:posts|photos)/|(?:story|permalink|photo)\.php\?){_REST})"
        ),
        "Facebook",
        "https://www.facebook.com/{path}",
        is_video=False,
    ),
    Embed(
        _at(r"(?:www\.)?instagram\.com/(?P<kind>p|tv|reel)/(?P<id>[\w-]+)"),
        "Instagram",
        "https://www.instagram.com/{kind}/{id}/",
        is_video=False,
    ),
    Embed(
        _at(r"(?:www\.)?tiktok\.com/@(?P<by>[\w.]+)/video/(?P<id>\d+)"),
        "TikTok",
        "https://www.tiktok.com/@{by}/video/{id}",
    ),
    Embed(  # the frame's address does not say whose it is, and the page's must
        _at(r"(?:www\.)?tiktok\.com/(?:embed|player)/(?:v\d/)?(?P<id>\d+)"),
        "TikTok",
        "https://www.tiktok.com/embed/v2/{id}",
    ),
    Embed(
        _at(r"(?:(?:www|m)\.)?soundcloud\.com/(?P<path>[\w-]+/[\w/-]+)"),
        "SoundCloud",
        "https://soundcloud.com/{path}",
        is_video=False,
    ),
    Embed(  # of what it names by number, there is no other page
        _at(rf"w\.soundcloud\.com/player/?\?(?P<query>{_REST})"),
        "SoundCloud",
        "https://w.soundcloud.com/player/?{query}",
        is_video=False,
    ),
    Embed(
        _at(
            r"(?:(?:www|geo)\.)?dailymotion\.com/(?:embed/)?(?:video/|player\.html\?video=)(?P<id>\w+)"
        ),
        "Dailymotion",
        "https://www.dailymotion.com/video/{id}",
        still="https://www.dailymotion.com/thumbnail/video/{id}",
    ),
    Embed(
        _at(r"(?:www\.)?youmaker\.com/(?:embed|video|assets/player)/(?P<id>[0-9a-f-]{36})"),
        "YouMaker",
        "https://www.youmaker.com/video/{id}",
    ),
    Embed(
        _at(r"(?:www\.)?ganjing(?:world)?\.com/(?:[\w-]+/)?(?:embed|video)/(?P<id>\w+)"),
        "Gan Jing World",
        "https://www.ganjing.com/video/{id}",
    ),
    Embed(_at(r"rumble\.com/embed/(?P<id>[\w.]+)"), "Rumble", "https://rumble.com/embed/{id}/"),
    Embed(
        _at(r"odysee\.com/\$/embed/(?P<path>[\w@:%./-]+)"),
        "Odysee",
        "https://odysee.com/$/embed/{path}",
    ),
    Embed(
        _at(
            r"player\.twitch\.tv/[^#]*[?&]video=v?(?P<id>\d+)|(?:www\.)?twitch\.tv/videos/(?P<again>\d+)"
        ),
        "Twitch",
        "https://www.twitch.tv/videos/{id}{again}",
    ),
    Embed(
        _at(r"(?:player|v)\.youku\.com/(?:embed/|v_show/id_)(?P<id>\w+=*)"),
        "Youku",
        "https://v.youku.com/v_show/id_{id}.html",
    ),
    Embed(
        _at(r"v\.qq\.com/(?:[^#]*[?&]vid=|x/page/)(?P<id>\w+)"),
        "QQ",
        "https://v.qq.com/x/page/{id}.html",
    ),
    Embed(
        _at(r"(?:embed|www)\.ted\.com/talks/(?:lang/[\w-]+/)?(?P<id>\w+)"),
        "TED",
        "https://www.ted.com/talks/{id}",
    ),
    Embed(
        _at(r"(?:www\.)?dvidshub\.net/video/(?:embed/)?(?P<id>\d+)"),
        "DVIDS",
        "https://www.dvidshub.net/video/{id}",
    ),
    Embed(
        _at(r"open\.spotify\.com/(?:embed(?:-podcast)?/)?(?P<kind>[a-z]+)/(?P<id>\w{22})"),
        "Spotify",
        "https://open.spotify.com/{kind}/{id}",
        is_video=False,
    ),
    Embed(
        _at(r"(?:embed\.)?podcasts\.apple\.com/(?P<path>[a-z]{2}/podcast/[\w%./?=-]+)"),
        "Apple Podcasts",
        "https://podcasts.apple.com/{path}",
        is_video=False,
    ),
    Embed(
        _at(r"(?:embed\.acast\.com|play\.acast\.com/s)/(?P<path>[\w-]+/[\w.-]+)"),
        "Acast",
        "https://play.acast.com/s/{path}",
        is_video=False,
    ),
    Embed(
        _at(r"player\.captivate\.fm/episode/(?P<id>[\w-]+)"),
        "Captivate",
        "https://player.captivate.fm/episode/{id}",
        is_video=False,
    ),
)
# Stills of all kinds, also where an article shows one by itself.
STILLS = _at(r"(?:i\d*\.ytimg|img\.youtube)\.com/|www\.dailymotion\.com/thumbnail/")
# Where lazy pages keep the address of a frame, in the order of trust.
FRAME_ADDRESSES = ("src", "data-src", "data-lazy-src", "data-url")
# What a script would have made a player of, or a plugin of its time; and where its address stands.
WITHOUT_FRAME = (
    "blockquote.twitter-tweet, blockquote.twitter-video, .fb-post, .fb-video, "
    "blockquote.instagram-media, blockquote.tiktok-embed, object, embed"
)
# One of these is in the source of a page that has one of those.
SIGNS = ("twitter-", "fb-", "instagram-media", "tiktok-embed", "<object", "<embed")
ADDRESSES = ("data-href", "data-instgrm-permalink", "cite", "data", "src", "value", "href")
# Titles of frames that say what any of them is.
NO_TITLES = re.compile(
    r"(?:(?:youtube|vimeo|facebook|bilibili|twitter|x|instagram|soundcloud|tiktok|spotify|web)\s?)?"
    r"(?:embed(?:ded)?\s?)?(?:video|media|audio|post|tweet|podcast|content|i?frame)?\s?"
    r"(?:player|embed|i?frame)?",
    re.IGNORECASE,
)
