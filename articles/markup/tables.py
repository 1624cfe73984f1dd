"""What is allowed, what is dropped and what is known, as data. The code is elsewhere."""

import re

# Elements that reach a body, with their attributes. Everything else is unwrapped or dropped.
ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "title"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "video": frozenset({"src", "controls", "preload", "poster"}),
    "audio": frozenset({"src", "controls", "preload"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
    "abbr": frozenset({"title"}),
    "bdo": frozenset({"dir"}),
    **{name: frozenset({"lang", "dir"}) for name in ("p", "blockquote", "li")},
}
# What an attribute may say; one that says anything else goes (HTML §4.4.5, §4.5.14, §4.9.11, BCP 47).
VALUES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE | re.ASCII)
    for name, pattern in {
        "start": r"-?\d{1,9}",
        "colspan": r"[1-9]\d{0,2}|1000",
        "rowspan": r"\d{1,4}",
        "scope": "row|col|rowgroup|colgroup",
        "dir": "ltr|rtl|auto",
        "lang": r"[a-z]{2,3}(-[a-z0-9]{2,8})*",
        "datetime": r"\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?)?)?)?",
    }.items()
}
# Elements that are nothing without an attribute: what has none is only words.
NEEDED = {"a": "href", "time": "datetime", "bdo": "dir"}
INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q rb rp rt rtc ruby s samp small strong sub "
    "sup time u var wbr".split()
)
# Blocks that keep their element. `section`, `div`, `article` … are only boundaries between blocks.
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6"}
CONTAINERS = frozenset(
    "blockquote ul ol li dl dt dd table caption thead tbody tfoot tr td th details summary".split()
)
# Containers in which words may stand without a paragraph around them.
FLOW = frozenset("li dt dd td th caption summary".split())
# What each of these would end, or be put out of, were it directly in it (HTML §13.2.6.4.7). Wrappers
# that had hidden this are gone; then only what is in it counts.
NOT_WITHIN: dict[str, frozenset[str]] = {
    "li": frozenset({"li", *HEADINGS}),
    **dict.fromkeys(("dt", "dd"), frozenset({"dt", "dd", *HEADINGS})),
    **dict.fromkeys(("rb", "rtc"), frozenset({"rb", "rp", "rt", "rtc"})),
    **dict.fromkeys(("rp", "rt"), frozenset({"rb", "rp", "rt"})),
}
# Containers that hold these containers only: a word in a table would be moved out by every browser.
STRUCTURE: dict[str, frozenset[str]] = {
    **dict.fromkeys(("ul", "ol"), frozenset({"li"})),
    "dl": frozenset({"dt", "dd"}),
    "table": frozenset({"caption", "thead", "tbody", "tfoot", "tr"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"tr"})),
    "tr": frozenset({"td", "th"}),
}
# Where else these stand, without the list that they are of, one is put around them.
LISTS = {"li": "ul", "dt": "dl", "dd": "dl"}
BOUNDARIES = frozenset(
    "address article aside body center dialog div fieldset figcaption figure footer form header "
    "hgroup html legend main nav noscript p section".split()
)
TAGS = (
    INLINE
    | CONTAINERS
    | frozenset(HEADINGS.values())
    | frozenset("p br hr pre figure figcaption img video audio".split())
)
URL_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

# Elements that go with all they hold: code, controls, drawings. bleach would leave their text.
DROPPED = (
    "script, style, template, head, title, link, meta, base, object, embed, applet, frame, frameset, "
    "svg, math, canvas, map, button, input, select, option, optgroup, textarea, datalist, progress, "
    "meter, output, dialog, noembed, noframes, plaintext, xmp, portal, slot"
)
# Advertising and site navigation that many sites have, or the mirrors put there. Each row removes no
# article text. What one outlet alone has stands in articles/importing/outlets.toml.
BOILERPLATE: tuple[str, ...] = (
    ".sharing-screen-reader-text",
    ".sharedaddy",  # WordPress: share buttons
    ".jp-relatedposts",
    ".share-bar",
    ".social-share",
    "iframe.wp-embedded-content",  # WordPress: a card of the post that the quotation before it links
    ".rdf-meta",  # Drupal: metadata without words
    ".element-invisible",  # Drupal: names of files, hidden by its style sheet
    ".element-hidden",
    "[hidden]",
    # A service that makes feeds names itself below the articles of nine outlets, behind a rule.
    'div:has(> a[href="https://feedx.net"][style="color:orange"])',
    'hr:has(+ div > a[href="https://feedx.net"][style="color:orange"])',
)

# Proxies that stand before the true address: where it begins in the proxy's address. Of a `query` it
# is one parameter, of a `path` the rest of it, which may be `escaped`.
PICTURE_PROXIES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"^https?://{pattern}", re.IGNORECASE), place)
    for pattern, place in (
        (r"(?:images\.weserv|wsrv)\.nl/?\?(?:[^#]*&)?url=(?:ssl:)?(?P<true>.+)$", "query"),
        (r"i\d\.wp\.com/(?P<true>.+)$", "path"),
        (
            r"[\w.-]*\.(?:fbcdn\.net|facebook\.com)/safe_image\.php\?(?:[^#]*&)?url=(?P<true>.+)$",
            "query",
        ),
        (r"[\w-]+\.googleusercontent\.com/gadgets/proxy\?(?:[^#]*&)?url=(?P<true>.+)$", "query"),
        (r"(?:cdn\.substack|substackcdn)\.com/image/fetch/.*?/(?P<true>https?%3A.+)$", "escaped"),
        (r"[\w.-]+/__origami/service/image/v2/images/raw/(?P<true>https?(?:%3A|:).+)$", "escaped"),
        (r"[\w.-]+/unsafe/(?:[^?#]*?/)?(?P<true>https?://.+)$", "path"),  # thumbor
    )
)
# Where lazy pages keep the address, in the order of trust.
LAZY_ATTRIBUTES = (
    "data-orig-file",  # WordPress: the picture as it was uploaded
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-actualsrc",
    "data-url",
    "data-cfsrc",
    "data-echo",
)
POSTERS = ("data-poster", "poster")
LAZY_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
# Addresses that are no picture of the article: trackers, spacers, icons, the outlet's share card.
NO_PICTURES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"/icon-zoom\.(png|gif|svg)",  # 自由亚洲电台: the magnifying glass
        r"/(spacer|blank|pixel|transparent|1x1|placeholder|lazyload|loading)\.(gif|png|svg)",
        r"//medium\.com/_/stat\b",  # Medium: counts readers of its feed
        r"//(www\.)?(google-analytics|googletagmanager|doubleclick|scorecardresearch)\.",
        r"//(pixel|stats|b)\.(wp|quantserve|facebook)\.com/",
        r"//feeds\.feedburner\.com/~",
        r"/meta_og_twcards/RFI_FB\.png",  # 法广: its logo in place of a picture
    )
)
# Pictures that stand for a character: their alternative text is that character.
EMOJI = re.compile(r"//(s\.w\.org|img\.t\.sinajs\.cn|twemoji\.)|/emoji/", re.IGNORECASE)
EMOJI_PIXELS = 32

CREDITS = (
    ".copyright, .credit, .photo-credit, .image-credit, .aesop-cap-cred, .wp-media-credit, "
    "[class*=Copyright], [class*=photoCredit], figcaption cite, figcaption small"
)
CAPTIONS = (
    "figcaption, .lead_image_caption, .picinfo, .image-caption, .wp-caption-text, .photo-caption, "
    ".aesop-cap-description, .aesop-image-component-caption, .caption"
)
# Words before a credit that only a screen reader was to hear.
CREDIT_LABELS = re.compile(
    r"^\s*(图像来源|圖像來源|图片来源|圖片來源|Image source|Credit)\s*[，,：:]\s*", re.IGNORECASE
)
# Words before an author's name.
BYLINE_LABELS = re.compile(r"^\s*(文|作者|撰文|记者|記者|By)\s*[/／：:｜|]\s*", re.IGNORECASE)
