"""Which language a text is in, by its letters. Pure.

A post file does not say, and a page must: browsers choose fonts, line breaks, voices and hyphens by
`lang`. The letters decide between scripts; between Simplified and Traditional Chinese, the common
characters that only one of them has; between languages of one script, the usual one is taken.
"""

import re

UNKNOWN = "und"  # BCP 47 (RFC 5646 §4.1): undetermined
_SAMPLE = 4000  # characters: enough to be sure, little to read

# The language that is meant where nothing but the script is known -> the letters of the script.
_LETTERS = {
    "ja": "\u3041-\u30ff",
    "ko": "\uac00-\ud7af\u1100-\u11ff",
    "ar": "\u0600-\u06ff\u0750-\u077f",
    "he": "\u0590-\u05ff",
    "ru": "\u0400-\u04ff",
    "el": "\u0370-\u03ff",
    "th": "\u0e00-\u0e7f",
    "hi": "\u0900-\u097f",
}
_SCRIPTS = {language: re.compile(f"[{letters}]+") for language, letters in _LETTERS.items()}
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_ANY_OF_THEM = re.compile(f"[{''.join(_LETTERS.values())}]")  # most posts have none
# Letters that tell a language from the usual one of its script.
TELLTALE: dict[str, tuple[tuple[str, str], ...]] = {
    "ar": (("fa", "پچژگ"), ("ug", "ېۆۈۇ"), ("ur", "ٹڈڑے")),
    "ru": (("uk", "їєґ"),),
}
SIMPLIFIED = frozenset(
    "们这来时国会学对发经现开长问题门间关东车见语说话请让认识记议论设访评试该详谢谁读课调谈"
    "业两严丧个丰临为丽举义乌乐书买乱争亏亚产亲亿仅从众优传伤伦债伟伪儿党兰兴养兽内冈册写军农冲决况"
    "净准凉减凤击创别刘则刚办务动励劳势区医华协单卖卫厂厅历压厌县参双变叶号叹听启员呜咏响哑团园围图圆"
    "圣场坏块坚坛坟坠垄备复够头夹夺奋奖妇妈娱孙宁实宠审宪宫宽宾寻导层岁岂岗岛币师带帮广庆库应庙废异弃"
    "张弥强归当录彻径忆态总恋恶悦惊惩惯愿战户扑执扩扫扬抚抢护报担拥择挂挥损换据"
)
TRADITIONAL = frozenset(
    "們這來時國會學對發經現開長問題門間關東車見語說話請讓認識記議論設訪評試該詳謝誰讀課調談"
    "業兩嚴喪個豐臨為麗舉義烏樂書買亂爭虧亞產親億僅從眾優傳傷倫債偉偽兒黨蘭興養獸內岡冊寫軍農沖決況"
    "淨準涼減鳳擊創別劉則剛辦務動勵勞勢區醫華協單賣衛廠廳歷壓厭縣參雙變葉號嘆聽啟員嗚詠響啞團園圍圖圓"
    "聖場壞塊堅壇墳墜壟備複夠頭夾奪奮獎婦媽娛孫寧實寵審憲宮寬賓尋導層歲豈崗島幣師帶幫廣慶庫應廟廢異棄"
    "張彌強歸當錄徹徑憶態總戀惡悅驚懲慣願戰戶撲執擴掃揚撫搶護報擔擁擇掛揮損換據"
)
_ONLY_SIMPLIFIED = re.compile(f"[{''.join(sorted(SIMPLIFIED - TRADITIONAL))}]")
_ONLY_TRADITIONAL = re.compile(f"[{''.join(sorted(TRADITIONAL - SIMPLIFIED))}]")


def detect(title: str, text: str) -> str:
    """Return the BCP 47 tag of the language of a post.

    :param title: the title; it decides for a post that has no text.
    :param text: the visible text.
    :returns: `zh-Hans`, `zh-Hant`, `en`, `ja` … or `und` where there is no letter.
    """
    sample = f"{title}\n{text[:_SAMPLE]}"
    # A Han character stands for half a word of Latin letters; those of other scripts count one by one.
    counts = {"han": _count(_HAN, sample), "en": 2 * len(_LATIN_WORD.findall(sample))}
    if _ANY_OF_THEM.search(sample):
        counts |= {language: _count(letters, sample) for language, letters in _SCRIPTS.items()}
        # A Japanese text is mostly Han too: one letter of kana in ten decides.
        if counts["ja"] and counts["ja"] * 10 >= counts["han"] and counts["ja"] > counts["ko"]:
            return "ja"
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return UNKNOWN
    if script == "han":
        return _chinese(sample)
    return next(
        (language for language, letters in TELLTALE.get(script, ()) if _share(sample, letters)),
        script,
    )


def _count(letters: re.Pattern[str], sample: str) -> int:
    """Return how many letters of a text a pattern takes; its runs go at once."""
    return len(sample) - len(letters.sub("", sample))


def _share(sample: str, letters: str) -> bool:
    """Return whether the letters stand in a text more than by chance (one in 200)."""
    return sum(sample.count(letter) for letter in letters) * 200 > len(sample)


def _chinese(sample: str) -> str:
    """Return which of the two Chinese scripts a text is in; Simplified where nothing tells."""
    simplified = len(_ONLY_SIMPLIFIED.findall(sample))
    traditional = len(_ONLY_TRADITIONAL.findall(sample))
    return "zh-Hant" if traditional > simplified else "zh-Hans"
