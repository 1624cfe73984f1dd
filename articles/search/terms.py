"""Text to the terms that the index holds. Pure; what a reader types is for `articles.search.query`.

Folding and cutting are decided here and nowhere else, so that text and query always agree. No
database and no ranking: see sqlite.py and postgresql.py for those.

Terms. Text is folded (NFKC for width, case, accents, characters nobody sees), then cut into runs:

- A run of CJK characters (Han, Kana, Hangul, Bopomofo; nothing between them) becomes its overlapping
  pairs in order and then its last character alone: 香港人 gives `香港 港人 人`.
- Any other run of letters, digits and underscores is one term; apostrophes inside it are dropped
  (`don't` gives `dont`). Scripts written without spaces that are not CJK (Thai, Khmer) stay whole.

The single character at the end serves two purposes. Every character of a run begins exactly one term, so
that a one-character query is a search for terms that begin with it (`港*`), and costs no second
index. And the end of a run is visible: in a phrase of several runs (`"香港 police"`, `2024年8月`) every run
but the last is written out with its final single, as it stands in the text, and the last without it, because
the text may go on. So `香港 police` as a phrase is `香港 港 police`, found in 住香港，Police too;
香港 alone is the one term `香港`.

Traditional characters are folded to Simplified ones, one by one, by the tables of OpenCC: 習近平 and 习近平 are
one word, and any part of a text still finds it. Where the scripts choose another character for a word and not
another form of it (計畫 for 计划, 想像 for 想象), they are two words: made one, each 画 would find every 计划.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from operator import add

from opencc import OpenCC

# Longer words are cut, in text and query alike: PostgreSQL takes lexemes up to 2,046 bytes, and a
# "word" this long is an encoded blob that nobody types. 100 characters are at most 400 bytes.
MAX_WORD = 100

Ranges = tuple[tuple[int, int], ...]

CJK: Ranges = (
    (0x1100, 0x11FF),  # Hangul letters; NFKC has joined whole syllables already
    (0x2E80, 0x2FDF),  # radicals that NFKC does not turn into characters
    (0x3005, 0x3007),  # 々 〆 〇
    (0x3021, 0x3029),  # Suzhou numerals
    (0x3031, 0x3035),  # vertical kana repeat marks
    (0x3038, 0x303C),  # 〸 to 〼, with 〻
    (0x3041, 0x3096),  # Hiragana; the marks after it are folded away below
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),  # Katakana, without the middle dot U+30FB, which separates
    (0x30FC, 0x30FF),
    (0x3105, 0x312F),  # Bopomofo
    (0x3131, 0x318E),
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han, extension A
    (0x4E00, 0x9FFF),  # Han
    (0xA960, 0xA97C),
    (0xAC00, 0xD7FB),  # Hangul syllables and the last letters
    (0xF900, 0xFAFF),  # a dozen true characters among the compatibility forms
    (0x1AFF0, 0x1B16F),  # historic Kana
    (0x20000, 0x3FFFF),  # Han, extension B and everything to come: two planes reserved for it
)

# Dropped wherever they stand. Kana, Hangul and Indic marks are letters and are not in this table.
DROPPED: Ranges = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x02BB, 0x02BC),  # letters used as apostrophes
    (0x0300, 0x036F),  # accents without a composed letter
    (0x0483, 0x0487),  # Old Cyrillic accents
    (0x0591, 0x05BD),  # Hebrew points, as optional as the Arabic vowel signs
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x061C, 0x061C),
    (0x0640, 0x0640),  # Arabic stretching
    (0x064B, 0x065F),  # Arabic vowel signs; madda and hamza are composed with their letter by now
    (0x0670, 0x0670),
    (0x180B, 0x180F),  # Mongolian variation selectors
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x200B, 0x200F),  # zero-width space, joiners, direction marks: stray inside Chinese words
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x20D0, 0x20FF),
    (0x3099, 0x309A),  # kana voicing marks that no kana composes with
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFE20, 0xFE2F),
    (0xFEFF, 0xFEFF),
    (0xE0000, 0xE0FFF),  # tags, ideographic variation selectors
)

# Latin, Greek and Cyrillic: composed letters lose their accents. Others (Kana, Hangul, Indic,
# Arabic) keep theirs, where the mark makes another letter.
ACCENTED: Ranges = ((0x00C0, 0x024F), (0x0370, 0x052F), (0x1E00, 0x1FFF))

# Letters with a stroke do not decompose, yet are typed without it.
STROKED = {"đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "ŧ": "t"}

# What a single character leaves open; for finding, the two are one.
ALSO_SIMPLIFIED = {
    pair[0]: pair[1]
    for pairs in (
        # OpenCC leaves these to whole words, since they also stand for themselves: 复苏 is 復甦, 回复 is 回覆.
        "著着 瞭了 藉借 妳你 甦苏 覆复 彷仿 揹背 暱昵 痺痹 睪睾",
        # Simplified forms with a second one, which their Traditional form becomes: 锺 is 鍾, and 鍾 is 钟.
        "锺钟 谘咨 馀余 钜巨 迳径 讬托 渖沈",
        "薴苎",  # OpenCC makes it 苧, and 苧 that
    )
    for pair in pairs.split()
}
# Of Chinese text with fewer different Traditional characters each is replaced, as 著 in a Simplified text.
_FEW = 20


def class_of(ranges: Iterable[tuple[int, int]]) -> str:
    """Ranges of characters as a regular expression has them between brackets."""
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)


def _folded_characters() -> dict[str, str]:
    """Every character that folds on its own, with what it becomes."""
    table = {chr(code): "" for first, last in DROPPED for code in range(first, last + 1)} | STROKED
    for first, last in ACCENTED:
        for letter in map(chr, range(first, last + 1)):
            bare = "".join(table.get(part, part) for part in unicodedata.normalize("NFD", letter))
            if bare != letter:
                table[letter] = bare
    return table


@cache
def _converter(config: str) -> OpenCC:
    """Return what converts by one of the configurations of OpenCC.

    hk2s is t2s and the forms of Hong Kong, where 卫生 is 衞生 and 叙利亚 is 敍利亞. s2t takes 80 ms and 27 MB,
    of which an import is spared.
    """
    return OpenCC(config)


_to_simplified = _converter("hk2s")


def _simplified(letter: str) -> str:
    """Return a character in its Simplified form."""
    if letter < "\u3400" or "\ud800" <= letter <= "\udfff":
        return letter
    simplified: str = ALSO_SIMPLIFIED.get(letter) or _to_simplified.convert(letter)
    return simplified


def _simplified_characters() -> dict[int, str]:
    """Return the Simplified form of each Han character of the basic block that has another."""
    block = [chr(code) for code in range(0x4E00, 0xA000)]
    # A line each, so that no two are read as a word.
    forms = _to_simplified.convert("\n".join(block)).split("\n")
    changed = {
        ord(letter): form for letter, form in zip(block, forms, strict=True) if letter != form
    }
    return changed | {ord(letter): form for letter, form in ALSO_SIMPLIFIED.items()}


class _Folding(dict[int, str]):
    """A table for str.translate that learns the characters which stay as they are.

    A miss costs an exception; learnt, a character costs a tenth, and an archive has 10,000 of them.
    A regular expression with the same table took 60 times as long over Chinese text.
    """

    def __missing__(self, code: int) -> str:
        self[code] = letter = _simplified(chr(code))
        return letter


# Vowel signs and the like: parts of a word that Python's \w leaves out. Marks end before U+1F000.
MARKS = "".join(c for c in map(chr, range(0x300, 0x1F000)) if unicodedata.category(c)[0] == "M")
_FOLDED = _Folding({ord(letter): bare for letter, bare in _folded_characters().items()})
LETTER = rf"[^\W{class_of(CJK)}]"
RUN = re.compile(rf"([{class_of(CJK)}]+)|{LETTER}+(?:[{MARKS}]+{LETTER}*|['’]{LETTER}+)*")
_WORD = re.compile("([0-9a-z_]+)")
# Between the terms of two runs: what the spaces that part the runs make of themselves and the first character.
_BETWEEN_RUNS = re.compile("   +.")
_OF_A_WORD = "\ue000"  # for private use: no text holds it that is plain
_INNER_APOSTROPHE = re.compile(r"(?<=[0-9a-z_])'(?=[0-9a-z_])")


class _Plain(dict[str, str | None]):
    """What a character becomes where no other touches it: itself folded, or a space; None: unknown.

    It learns, since an archive has 10,000 characters of the million there are.
    """

    def __missing__(self, letter: str) -> str | None:
        folded = fold(letter)
        # Marks and the letters of Hangul may compose with what stands before them (UAX #15).
        composes = any(
            unicodedata.combining(part)
            or "\u1100" <= part <= "\u11ff"
            or (folded and unicodedata.category(part)[0] == "M")
            for part in unicodedata.normalize("NFKC", letter)
        )
        parts = ["'" if part in "'’" else _plain_part(part) for part in folded]
        known = not composes and None not in parts
        self[letter] = plain = "".join(filter(None, parts)) if known else None
        return plain


def _plain_part(folded: str) -> str | None:
    """A folded character where it is CJK or of ASCII, a space where it ends a run; else None."""
    run = RUN.match(folded)
    if run is None:
        return None if folded in MARKS else " "
    return folded if run[1] or folded.isascii() else None


_become = _Plain()
_SIMPLIFIED = _Folding(_simplified_characters())
_TRADITIONAL = frozenset(map(chr, _SIMPLIFIED))
# Neither Han that stays nor a word's letter after case folding: what may have to be replaced. Written out
# character by character, it becomes a bit map.
_HAN = "".join(letter for letter in map(chr, range(0x4E00, 0xA000)) if letter not in _TRADITIONAL)
_ODD = re.compile(f"[^0-9a-z_ \n{_HAN}]")


def fold(text: str) -> str:
    """The text with width (NFKC), case, accents, script and invisible characters folded away."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED)
    # What an invisible character kept apart, such as the letters of a Hangul syllable, joins now.
    return unicodedata.normalize("NFKC", folded)


def index_terms(text: str) -> str:
    """The terms of a text in order, separated by single spaces.

    Takes any string, also with NULs and lone surrogates (both separate, neither comes out).
    Returns "" when there is nothing to find.
    """
    plain = _plain_text(text)
    parts = _WORD.split(plain or "")
    terms = _pairs(f" {_OF_A_WORD} ".join(parts[0::2]).strip())
    if plain is None or terms is None:
        return " ".join(written_out(cjk, run) for cjk, run in runs(text))
    # A word takes the place that is kept for it.
    parts[0::2], parts[1::2] = terms.split(_OF_A_WORD), [word[:MAX_WORD] for word in parts[1::2]]
    return "".join(parts)


def _pairs(parted: str) -> str | None:
    """Return the terms of runs that spaces part; None where a character is beyond the basic plane.

    Each character with the next one and a space, all at once, by halves: one by one takes twice as long.
    """
    text = f"{parted} "
    one, next_one = text.encode("utf-16-le"), f"{text[1:]} ".encode("utf-16-le")
    if len(one) != 2 * len(text):
        return None
    terms = bytearray(b"\0\0\0\0 \0" * len(text))
    terms[0::6], terms[1::6] = one[0::2], one[1::2]
    terms[2::6], terms[3::6] = next_one[0::2], next_one[1::2]
    return _BETWEEN_RUNS.sub("", terms.decode("utf-16-le")).rstrip()


def _plain_text(text: str) -> str | None:
    """The text folded, with spaces for all that separates; None where fold() must see it whole.

    Most texts are of Han, of ASCII and of a few dozen other characters: replaced one by one, they
    take a fifth of the time that folding and cutting by RUN take.
    """
    plain = text.casefold()
    odd = set(_ODD.findall(plain))
    traditional = odd & _TRADITIONAL
    if len(traditional) > _FEW:
        plain = plain.translate(_SIMPLIFIED)
        odd -= traditional
    for letter in odd:
        folded = _become[letter]
        if folded is None:
            return None
        plain = plain.replace(letter, folded)
    if "'" in plain:
        plain = _INNER_APOSTROPHE.sub("", plain).replace("'", " ")
    return plain.replace("\n", " ")


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """Give the runs of a text, folded, each with whether it is CJK."""
    for found in RUN.finditer(fold(text)):
        run = found[0]
        if found[1]:
            yield True, run
        else:
            yield False, run.replace("'", "").replace("’", "")[:MAX_WORD]


def written_out(cjk: bool, run: str) -> str:  # noqa: FBT001  (a pair of runs)
    """Return the terms of a run that ends here: the pairs and the last character, or the word."""
    return " ".join((*map(add, run, run[1:]), run[-1])) if cjk else run


def other_script(text: str) -> str:
    """Return a text in the Chinese script that it is not in, by whole words.

    Empty where there is no other spelling, or none that finds the same.
    """
    text = text.encode(errors="replace").decode()  # half characters are nothing to convert
    for config in ("hk2s", "s2t"):
        other: str = _converter(config).convert(text)
        if other != text and fold(other) == fold(text):
            return other
    return ""
