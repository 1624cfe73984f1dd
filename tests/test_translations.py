"""The interface in both Chinese scripts: whole, compiled, and what readers see.

The strings are found without gettext's tools, which a fresh clone does not have.
"""

import ast
import datetime as dt
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Template
from django.template.base import Lexer, TokenType
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.formats import date_format
from django.views.defaults import server_error

from articles.models import Post, Source
from tests.conftest import PROJECT

TEMPLATES = PROJECT / "templates"
SEPTEMBER = dt.datetime(2026, 9, 5, 12, tzinfo=dt.UTC)
# Locale -> a character set that holds its script and not the other one.
SCRIPTS = {"zh_Hans": "gb2312", "zh_Hant": "big5"}
# Function -> where it takes context, message and plural. `_` is any of the first three.
MARKS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
Key = tuple[str | None, str, str | None]  # context, message, plural
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdrf]")


@dataclass
class Message:
    """One entry of a .po file."""

    msgctxt: str | None = None
    msgid: str = ""
    msgid_plural: str | None = None
    msgstr: list[str] = field(default_factory=list)
    is_fuzzy: bool = False

    @property
    def key(self) -> Key:
        """What the entry is of."""
        return self.msgctxt, self.msgid, self.msgid_plural


def read_po(text: str) -> Iterator[Message]:
    """Read the entries of a .po file, its header (with an empty msgid) among them."""
    for block in re.split(r"\n\s*\n", text.strip()):
        message, name = Message(), ""
        values: dict[str, str] = {}
        for line in block.splitlines():
            if line.startswith("#,"):
                message.is_fuzzy = "fuzzy" in line
            elif not line.startswith("#"):
                word, _, quoted = line.partition('"')
                name = word.strip() or name
                values[name] = values.get(name, "") + ast.literal_eval(f'"{quoted}')
        for name, value in values.items():
            if name.startswith("msgstr"):
                message.msgstr.append(value)
            else:
                setattr(message, name, value)
        if values:
            yield message


def path_of(locale: str) -> Path:
    return PROJECT / "locale" / locale / "LC_MESSAGES" / "django.po"


def messages(locale: str) -> list[Message]:
    return [message for message in read_po(path_of(locale).read_text("utf-8")) if message.msgid]


def marked_in_python(source: str) -> Iterator[Key]:
    """Find the strings that a module marks."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        places = MARKS.get(name)
        if places is None:
            continue
        given = [getattr(argument, "value", None) for argument in node.args]
        values = [None if place is None else given[place] for place in places]
        if isinstance(values[1], str):
            yield values[0], values[1], values[2]


def marked_in_template(source: str) -> Iterator[Key]:
    """Find the strings that a template marks, with their placeholders as gettext has them."""
    template = Template(source)
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        text = getattr(node.filter_expression.var, "literal", node.filter_expression.var)
        context = node.message_context.resolve({}) if node.message_context else None
        if isinstance(text, str):
            yield context, text.replace("%", "%%"), None
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        context = node.message_context.resolve({}) if node.message_context else None
        plural = node.render_token_list(node.plural)[0] if node.plural else None
        yield context, node.render_token_list(node.singular)[0], plural
    for token in Lexer(source).tokenize():
        if token.token_type in {TokenType.VAR, TokenType.BLOCK}:
            for _, text in re.findall(r"""\b_\((["'])(.*?)\1\)""", token.contents):
                yield None, text, None


def marked() -> dict[Key, Path]:
    """Return every string that the project marks, and a file that does."""
    found: dict[Key, Path] = {}
    for folder in ("articles", "newsroom"):
        for path in (PROJECT / folder).rglob("*.py"):
            found |= dict.fromkeys(marked_in_python(path.read_text("utf-8")), path)
    for path in [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.xml")]:
        found |= dict.fromkeys(marked_in_template(path.read_text("utf-8")), path)
    return found


# The catalogues


@pytest.mark.parametrize("locale", SCRIPTS)
def test_every_string_that_is_marked_is_in_the_catalogue(locale: str) -> None:
    known = {message.key for message in messages(locale)}
    missing = {key: str(path) for key, path in marked().items() if key not in known}
    assert missing == {}, "run `make messages` and translate them"


@pytest.mark.parametrize("locale", SCRIPTS)
def test_every_message_is_translated_and_none_is_a_guess(locale: str) -> None:
    listed = messages(locale)
    assert [message.msgid for message in listed if message.is_fuzzy] == []
    assert [message.msgid for message in listed if not all(message.msgstr)] == []
    assert [message.msgid for message in listed if len(message.msgstr) != 1] == []


@pytest.mark.parametrize("locale", SCRIPTS)
def test_a_translation_has_the_placeholders_of_its_message(locale: str) -> None:
    for message in messages(locale):
        for text in message.msgstr:
            wanted = sorted(PLACEHOLDER.findall(message.msgid_plural or message.msgid))
            assert sorted(PLACEHOLDER.findall(text)) == wanted, message.msgid


@pytest.mark.parametrize("locale", SCRIPTS)
def test_a_translation_is_in_its_own_script(locale: str) -> None:
    for message in messages(locale):
        for character in re.findall("[\u4e00-\u9fff]", "".join(message.msgstr)):
            assert character.encode(SCRIPTS[locale], "ignore"), (message.msgstr, character)


@pytest.mark.parametrize("locale", SCRIPTS)
def test_the_compiled_catalogue_says_what_its_source_says(locale: str) -> None:
    with path_of(locale).with_suffix(".mo").open("rb") as file:
        compiled = dict(gettext.GNUTranslations(file)._catalog)
    compiled.pop("")
    expected = {}
    for message in messages(locale):
        name = f"{message.msgctxt}\x04{message.msgid}" if message.msgctxt else message.msgid
        for number, text in enumerate(message.msgstr):
            expected[(name, number) if message.msgid_plural else name] = text
    assert compiled == expected, "run `make messages`"


@pytest.mark.parametrize("locale", SCRIPTS)
def test_the_header_names_nobody_and_no_date(locale: str) -> None:
    header = next(read_po(path_of(locale).read_text("utf-8"))).msgstr[0]
    assert f"Language: {locale}\n" in header
    assert "Plural-Forms: nplurals=1; plural=0;\n" in header
    assert not re.search(r"@|\d{4}-\d\d-\d\d|Translator|Team|Creation", header)


# The tools above find what they should


def test_strings_are_found_in_python() -> None:
    source = """
_("a" "b"); gettext_lazy('c'); translation.gettext("d")
ngettext("one", "many", n); pgettext_lazy("time", "published"); _(name); other("x")
"""
    assert set(marked_in_python(source)) == {
        (None, "ab", None), (None, "c", None), (None, "d", None),
        (None, "one", "many"), ("time", "published", None),
    }  # fmt: skip


def test_strings_are_found_in_templates() -> None:
    source = """{% load i18n %}{% if x %}<a title="{% translate 'a' %}">{% endif %}
{% for y in x %}{% translate "b" context "verb" as z %}{% empty %}{% translate y %}{% endfor %}
{% blocktranslate with name=x %}of {{ name }}{% endblocktranslate %}
{% blocktranslate count n=x %}{{ n }} c{% plural %}{{ n }} cs{% endblocktranslate %}
{{ x|default:_("d") }}"""
    assert set(marked_in_template(source)) == {
        (None, "a", None), ("verb", "b", None), (None, "of %(name)s", None),
        (None, "%(n)s c", "%(n)s cs"), (None, "d", None),
    }  # fmt: skip


def test_entries_are_read() -> None:
    text = (
        '# a\nmsgid ""\nmsgstr "Language: x\\n"\n\n#, fuzzy, python-format\nmsgctxt "c"\n'
        'msgid ""\n"a\\"b "\n"c"\nmsgid_plural "d"\nmsgstr[0] "甲"\n\n#~ msgid "old"\n'
    )
    header, message = read_po(text)
    assert header.msgstr == ["Language: x\n"]
    assert message == Message("c", 'a"b c', "d", ["甲"], is_fuzzy=True)


# The pages


@pytest.fixture
def page_of_a_post() -> str:
    """The address of one post of September."""
    post = Post(
        title="开海第一网",
        source=Source.objects.create(name="潮汐日报"),
        body="<p>渔船出港。</p>",
        published_at=SEPTEMBER,
        status=Post.Status.PUBLISHED,
    )
    post.save()
    return post.get_absolute_url()


LANGUAGES = [
    ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans", "存档日期", "搜索"),
    ("zh-Hans-CN", "zh-hans", "存档日期", "搜索"),
    ("zh", "zh-hans", "存档日期", "搜索"),
    ("zh-TW,zh;q=0.9,en;q=0.8", "zh-hant", "存檔日期", "搜尋"),
    ("zh-HK", "zh-hant", "存檔日期", "搜尋"),
    ("zh-Hant-TW", "zh-hant", "存檔日期", "搜尋"),
    ("en-GB,en;q=0.9", "en", "Archived", "Search"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("accepted", "language", "word", "button"), LANGUAGES)
def test_a_reader_gets_the_language_that_the_browser_asks_for(
    client: Client, page_of_a_post: str, accepted: str, language: str, word: str, button: str
) -> None:
    response = client.get(page_of_a_post, headers={"accept-language": accepted})
    assert response["Content-Language"] == language
    assert "Accept-Language" in response["Vary"]
    page = response.content.decode()
    assert f'<html lang="{language}">' in page  # BCP 47 §2.1.1: case carries no meaning
    assert f"<dt>{word}</dt>" in page
    assert f'<button type="submit">{button}</button>' in page


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"accept-language": "fr"}, {"accept-language": "*"}])
def test_a_reader_who_asks_for_nothing_we_have_gets_the_language_of_the_site(
    client: Client, headers: dict[str, str]
) -> None:
    response = client.get("/", headers=headers)
    assert response["Content-Language"] == settings.LANGUAGE_CODE
    assert f'<html lang="{settings.LANGUAGE_CODE}">' in response.content.decode()


WORDS = [("zh-hans", "页面不存在", "出错了"), ("zh-hant", "頁面不存在", "發生錯誤"),
         ("en", "There is no such page", "Something went wrong")]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "missing", "broken"), WORDS)
def test_pages_of_errors_are_in_the_language_of_the_reader(
    client: Client, language: str, missing: str, broken: str
) -> None:
    page = client.get("/nothing", headers={"accept-language": language}).content.decode()
    assert f"<h1>{missing}</h1>" in page
    with translation.override(language):
        page = server_error(RequestFactory().get("/")).content.decode()
    assert f'<html lang="{language}">' in page
    assert f"<h1>{broken}</h1>" in page


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_dates_read_as_a_chinese_newspaper_prints_them(
    client: Client, page_of_a_post: str, language: str
) -> None:
    def page(path: str) -> str:
        return client.get(path, headers={"accept-language": language}).content.decode()

    assert '<a href="/2026/09/">九月 <' in page("/2026/")
    assert "<h1>2026年9月</h1>" in page("/2026/09/")
    assert ">2026年9月5日 · 1 篇" in page("/2026/09/")
    assert "<h1>2026年9月5日</h1>" in page("/2026/09/05/")
    assert ">2026年9月5日 12:00</time>" in page(page_of_a_post)
    with translation.override(language):
        months = [date_format(SEPTEMBER.replace(month=month), "F") for month in range(1, 13)]
    numbers = "一 二 三 四 五 六 七 八 九 十 十一 十二".split()
    assert months == [f"{number}月" for number in numbers]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "工作台 媒体 导入记录 登录尝试"), ("zh-hant", "工作臺 媒體 匯入紀錄 登入嘗試")],
)
def test_the_desk_is_in_the_language_of_the_editor(
    admin_client: Client, language: str, words: str
) -> None:
    page = admin_client.get("/admin/", headers={"accept-language": language}).content.decode()
    assert [word for word in words.split() if word not in page] == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_has_no_word_that_is_not_marked(path: Path) -> None:
    source = path.read_text("utf-8")
    source = re.sub(r"(?s){%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}", "", source)
    source = re.sub(r"{% block bodyclass %}.*", "", source)  # of a style sheet
    source = re.sub(r"(?s){%.*?%}|{{.*?}}|{#.*?#}", "", source)
    attributes = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', source)
    text = " ".join([*attributes, re.sub(r"(?s)<[^>]*>", " ", source)])
    assert re.findall(r"[^\W\d_]{2,}", text) == []
