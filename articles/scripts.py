"""A post in the other Chinese script: Traditional as Simplified and the other way round, by OpenCC.

Characters are changed, words are not: 軟件 does not become 軟體, since what the outlet wrote must stay to be read.
What came out is kept, since a long text takes some milliseconds.
"""

from dataclasses import dataclass
from functools import cache

from django.core.cache import cache as kept
from django.utils.translation import gettext as _
from opencc import OpenCC

from articles import markup
from articles.models import Post

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Script:
    """A script in which a post can be read.

    :ivar language: of BCP 47.
    :ivar name: what the switch says, in the script itself.
    :ivar table: of OpenCC, which turns the other script into this one; Taiwan's forms, 裡 and not 裏.
    """

    language: str
    name: str
    table: str


# By what an address says (`?script=hant`).
_SCRIPTS = {
    "hans": Script("zh-Hans", "简体", "t2s"),
    "hant": Script("zh-Hant", "繁體", "s2tw"),
}
_OTHER = {"zh-hans": "hant", "zh-hant": "hans"}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a post is read.

    :ivar language: of what is shown (BCP 47).
    :ivar other: the script that it can be changed to, and how an address says so; None where there is none.
    :ivar changed: what to say of a text that is not shown as it was published; else empty.
    """

    title: str
    body: str
    language: str
    other: tuple[str, Script] | None
    changed: str = ""


def reading(post: Post, script: str) -> Reading:
    """Return a post as a reader wants it.

    :param script: `hans` or `hant`; whatever else, and its own, leaves it as it was published.
    """
    name = _OTHER.get(post.language.lower())
    other = (name, _SCRIPTS[name]) if name else None
    if other is None or script != name:
        return Reading(post.title, post.body, post.language, other)
    wanted = other[1]
    key = f"script-{name}-{post.pk}-{post.updated_at.timestamp()}-{post.rendered_by}"
    made: tuple[str, str] | None = kept.get(key)
    if made is None:
        convert = _converter(wanted.table).convert
        made = convert(post.title), markup.with_words(post.body, convert)
        kept.set(key, made, _DAY)
    changed = _(
        "The characters were changed by OpenCC; the post was published in the other script."
    )
    return Reading(*made, wanted.language, other, changed)


@cache
def _converter(table: str) -> OpenCC:
    return OpenCC(table)
