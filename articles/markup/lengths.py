"""How much of a text: the first sentences of it that a list shows, and the minutes it takes to read."""

import re

from selectolax.lexbor import LexborHTMLParser

SUMMARY_LENGTH = 160  # characters: three lines of a list on a phone
# Adults who read to themselves: 238 English words (Brysbaert 2019, doi:10.1016/j.jml.2019.104047). Aloud
# they read 183 of those, and 255 Chinese characters (Trauzettel-Klosinski & Dietz 2012, IReST).
WORDS_A_MINUTE = 238
CHARACTERS_A_MINUTE = 330
# Han and kana. Hangul is written in words with spaces between them.
_CHARACTER = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_LONGEST_DATELINE = 60  # characters
_MONTHS = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\\.?"
# Lines that say when and by whom, and nothing of what.
_DATELINE = re.compile(
    r"(?:最近)?(?:更新|[发發]布)?(?:[时時][间間])?[：:]?[\d\s/.:,+TZ年月日時时分秒–-]*\d[\d\s/.:,+TZ年月日時时分秒–-]*(?:GMT|UTC)?"
    r"|.{0,40}\d{4}-\d\d-\d\dT\d\d:\d\d(?::[\d.]+)?Z?"
    rf"|(?:[A-Z][a-z]+,?\s)?(?:\d{{1,2}}\s)?{_MONTHS}\s(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s)?\d{{4}}(?:[\s,]+[\d:]+)?(?:\s(?:GMT|UTC|[AP]M))*"
    r"|\d+\s?(?:分[钟鐘]|小[时時]|天|周|週|[个個]月)前"
    r"|(?:作者|撰文|文|[记記]者|[编編][辑輯]|[责責]任[编編][辑輯]|[来來]源)\s?[:：/／|｜].*"
    r"|By [A-Z][\w .,'’-]+(?<!\.)",
)
_CLOSING = "[”’」』）】》〉\"')\\]]*"
_SENTENCE_END = re.compile(f"[。！？.!?]+{_CLOSING}")
_FULL_WIDTH = "。！？"  # of these, no space need follow
_INITIAL = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|No|vs)\.$")  # a full stop that ends no sentence


def is_dateline(line: str) -> bool:
    """Return whether a line only says when or by whom a text was written."""
    return len(line) <= _LONGEST_DATELINE and bool(_DATELINE.fullmatch(line.strip()))


def summarised(opening: str) -> str:
    """Return the first words of a text as one line of at most SUMMARY_LENGTH characters.

    It ends with a sentence where that leaves half of the line.
    """
    line = " ".join(opening.split())
    if len(line) <= SUMMARY_LENGTH:
        return line
    last = 0
    for mark in _SENTENCE_END.finditer(line, 0, SUMMARY_LENGTH + 1):
        end = mark.end()
        ends = line[mark.start()] in _FULL_WIDTH or line[end : end + 1].isspace()
        if ends and end <= SUMMARY_LENGTH and not _INITIAL.search(line, 0, end):
            last = end
    if last >= SUMMARY_LENGTH // 2:
        return line[:last]
    return line[: SUMMARY_LENGTH - 1].rstrip() + "…"


def reading_minutes(html: str) -> int:
    """Return how long a person takes to read a text, in minutes, at least 1.

    :param html: a body as `articles.markup.render` made it.
    """
    body = LexborHTMLParser(html).body
    text = body.text(deep=True, separator=" ") if body is not None else ""
    characters = len(_CHARACTER.findall(text))
    words = len(_WORD.findall(_CHARACTER.sub(" ", text)))
    return max(1, round(characters / CHARACTERS_A_MINUTE + words / WORDS_A_MINUTE))
