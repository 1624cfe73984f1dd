"""The rich-text editor of the desk, in a real browser: what it changes of a body, and what it must not."""

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as site
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles import markup
from articles.models import Image, Post, Source
from tests.archive import imported
from tests.browsing import AXE_SCRIPT, open_context, what_axe_finds
from tests.desk import change, made, png, superuser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A body with all that outlets have in theirs; clean, so that saving alone would not change it.
RICH = markup.render("""
<p>港口在<b>星期</b><b>五</b>停航，<i><a href="https://tide.example/a">据《潮汐<b>日报</b>》</a></i>。</p>
<figure><img src="https://tide.example/a.jpg" alt="码头" width="640" height="480">
<figcaption>夜里的码头 <small>林小满 摄</small></figcaption></figure>
<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>
<video src="https://tide.example/a.mp4" poster="https://tide.example/p.jpg"></video>
<h2>时刻表</h2>
<ul><li>早班<ul><li>六点</li><li>七点</li></ul></li><li>晚班</li></ul>
<ol start="3"><li>丙</li></ol>
<table><thead><tr><th scope="col">船</th><th>时刻</th></tr></thead>
<tbody><tr><td colspan="2">停<br>航</td></tr><tr><td>渡轮</td><td></td></tr></tbody></table>
<blockquote><p>风很大。</p><p>真的。</p></blockquote>
<dl><dt>潮</dt><dd>水</dd></dl>
<details><summary>更多</summary><p>以后再说。</p></details>
<pre>第一行
  第二行</pre>
<audio src="https://tide.example/a.mp3"></audio>
<hr>
<p>H<sub>2</sub>O 与 5 &lt; 6&nbsp;&amp; 7</p>
""").html


def signed_in(browser: Browser, address: str, **options: object) -> BrowserContext:
    """Return a context in which somebody has signed in who may do everything."""
    context = open_context(browser, address, locale="en", **options)
    cookie = superuser().cookies[site.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    return context


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, settings: object) -> Iterator[Page]:
    """A page at the desk that fails the test where a script fails or the content policy is broken."""
    settings.HOTLINK_IMAGES = False  # type: ignore[attr-defined]
    context = signed_in(browser, live_server.url, service_workers="block")
    context.route(lambda url: not url.startswith(live_server.url), lambda route: route.abort())
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda said: troubles.append(said.text) if "Content Security" in said.text else None,
    )
    yield page
    assert troubles == []
    context.close()


def open_form(desk: Page, post: Post) -> None:
    desk.goto(change(post))
    expect(desk.locator(".ProseMirror")).to_be_visible(timeout=30_000)
    desk.wait_for_load_state("networkidle")


def save(desk: Page) -> None:
    desk.click('[name="_save"]')
    expect(desk.locator(".messagelist .success, .success").first).to_be_visible()


def type_behind(desk: Page, words: str, more: str) -> None:
    """Put the cursor behind some words of the editor, and type."""
    desk.evaluate(
        """words => {
          const walk = document.createTreeWalker(document.querySelector(".ProseMirror"), 4);
          for (let node; (node = walk.nextNode()); ) {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            node.parentElement.closest(".ProseMirror").focus();
            getSelection().collapse(node, at + words.length);
            return;
          }
          throw Error(words);
        }""",
        words,
    )
    desk.keyboard.insert_text(more)


def body_of(post: Post) -> str:
    return Post.objects.values_list("body", flat=True).get(pk=post.pk)


def test_opening_and_saving_changes_nothing(desk: Page) -> None:
    post = made(Source.objects.create(name="潮汐日报"), body=RICH)
    before = Post.objects.filter(pk=post.pk).values().get()
    assert before["body"] == RICH
    open_form(desk, post)
    # What the editor cannot give back as it was is shown whole, and kept from being typed into.
    whole = desk.locator('.desk-whole[contenteditable="false"]')
    expect(whole).to_have_count(1)
    expect(whole).to_contain_text("以后再说")
    save(desk)
    assert Post.objects.filter(pk=post.pk).values().get() == before
    assert Post.history.count() == 1


@pytest.mark.parametrize(
    "words",
    ["港口在", "星期", "潮汐", "夜里的码头", "林小满", "时刻表", "六点", "晚班", "丙", "停", "渡轮",
     "风很大", "水", "第二行", "与 5 < 6"],
)  # fmt: skip
def test_a_typo_is_fixed_and_nothing_else_changes(desk: Page, words: str) -> None:
    post = made(Source.objects.create(name="潮汐日报"), body=RICH)
    open_form(desk, post)
    type_behind(desk, words, "誤")
    save(desk)
    written = words.replace("<", "&lt;")
    assert body_of(post) == RICH.replace(written, f"{written}誤", 1)


def test_words_composed_by_an_input_method_stay_in_their_element(desk: Page) -> None:
    """Chinese is typed as letters that an input method turns into characters."""
    post = made(Source.objects.create(name="潮汐日报"), body=RICH)
    open_form(desk, post)
    type_behind(desk, "渡轮", "")
    keyboard = desk.context.new_cdp_session(desk)
    for letters in ("t", "ti", "tian"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
        )
    keyboard.send("Input.insertText", {"text": "天"})
    expect(desk.locator(".ProseMirror")).to_contain_text("渡轮天")
    save(desk)
    assert body_of(post) == RICH.replace("渡轮", "渡轮天")


def test_what_was_undone_is_as_it_was(desk: Page) -> None:
    post = made(Source.objects.create(name="潮汐日报"), body=RICH)
    open_form(desk, post)
    type_behind(desk, "晚班", "誤")
    desk.keyboard.press("Control+z")
    expect(desk.locator(".ProseMirror")).not_to_contain_text("誤")
    save(desk)
    assert body_of(post) == RICH


def test_the_source_can_be_edited_and_both_ways_lose_nothing(desk: Page) -> None:
    post = made(Source.objects.create(name="潮汐日报"), body=RICH)
    open_form(desk, post)
    source = desk.locator('textarea[name="body"]')
    button = desk.get_by_role("button", name="HTML")
    expect(source).to_be_hidden()
    button.click()
    assert source.input_value() == RICH
    button.click()
    type_behind(desk, "渡轮", "誤")
    button.click()
    # The row it stands in is written anew; whether between its parts is a line end, saving decides.
    assert "<td>渡轮誤</td>" in source.input_value()
    assert source.input_value().partition("<table>")[0] == RICH.partition("<table>")[0]
    source.fill(
        '<h1>新</h1><p onclick="x()">加的</p><script>alert(1)</script><details><p>藏</p></details>'
    )
    button.click()
    expect(desk.locator(".ProseMirror")).to_contain_text("加的")
    button.click()
    assert source.input_value() == "<h2>新</h2>\n<p>加的</p>\n<details><p>藏</p></details>"
    save(desk)
    assert body_of(post) == "<h2>新</h2>\n<p>加的</p>\n<details><p>藏</p></details>"


def test_a_post_is_written_with_headings_lists_links_and_tables(desk: Page) -> None:
    post = made(Source.objects.create(name="潮汐日报"), body="")
    open_form(desk, post)
    desk.locator(".ProseMirror").click()
    bar = desk.get_by_role("toolbar")
    bar.get_by_role("button", name="Heading", exact=True).click()
    desk.keyboard.insert_text("标题")
    desk.keyboard.press("Enter")
    desk.keyboard.insert_text("平常")
    bar.get_by_role("button", name="Bold").click()
    desk.keyboard.insert_text("粗")
    bar.get_by_role("button", name="Italic").click()
    desk.keyboard.insert_text("粗斜")
    bar.get_by_role("button", name="Bold").click()
    desk.keyboard.insert_text("斜")
    desk.keyboard.press("Enter")
    bar.get_by_role("button", name="List", exact=True).click()
    desk.keyboard.insert_text("甲")
    desk.keyboard.press("Enter")
    desk.keyboard.insert_text("乙")
    desk.keyboard.press("Shift+ArrowLeft")
    bar.get_by_role("button", name="Link").click()
    desk.get_by_role("textbox", name="Address", exact=True).fill("https://tide.example/b")
    desk.get_by_role("button", name="Done").click()
    desk.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Link")).not_to_have_class(re.compile("active"))
    desk.keyboard.insert_text("后")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    bar.get_by_role("button", name="Table").click()
    desk.keyboard.insert_text("格")
    save(desk)
    body = body_of(post)
    words = "<p>平常<strong>粗<em>粗斜</em></strong><em>斜</em></p>"
    assert body.startswith(f"<h2>标题</h2>\n{words}\n<ul><li>甲</li>\n")
    link = '<a href="https://tide.example/b" rel="nofollow noopener noreferrer">乙</a>'
    assert f"<li>{link}后</li>" in body
    assert "<th>格</th>" in body
    assert body.count("<tr>") == 3


PASTED = {
    "a word processor": (
        """<p class="MsoNormal" style="margin:0"><span style="font-family:宋体">第一<b>段</b><o:p></o:p></span></p>
        <!--[if gte mso 9]><xml>x</xml><![endif]--><style>p{color:red}</style>
        <h1 style="color:red">大标题</h1>""",
        "<p>第一<b>段</b></p>\n<h2>大标题</h2>",
    ),
    "a page of the web": (
        """<div class="x"><p onclick="y()">第一<font color="red">段</font></p><script>alert(1)</script>
        <img src="https://tide.example/b.jpg" alt="船" onerror="z()"><iframe src="https://x.example"></iframe>
        <ul><li><div>甲</div></li></ul></div>""",
        """<p>第一段</p>
<figure><img src="https://tide.example/b.jpg" alt="船"></figure>
<ul><li>甲</li></ul>""",
    ),
    "a document in the cloud": (
        """<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid-1"><p dir="ltr"
        ><span style="font-weight:700">粗</span><span style="font-weight:400">细</span></p></b>""",
        "<p><strong>粗</strong>细</p>",
    ),
}


@pytest.mark.parametrize("pasted", PASTED)
def test_what_is_pasted_comes_clean(desk: Page, pasted: str) -> None:
    html, clean = PASTED[pasted]
    post = made(Source.objects.create(name="潮汐日报"), body="")
    open_form(desk, post)
    desk.locator(".ProseMirror").click()
    desk.evaluate(
        """html => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          document.querySelector(".ProseMirror").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        html,
    )
    save(desk)
    assert body_of(post) == clean


# Of the archive sample; CORPUS_EVERY=1: more, which takes some minutes.
POSTS, TYPOS = (200, 40) if os.environ.get("CORPUS_EVERY") == "1" else (30, 12)
# What the button does, without the list of posts that a browser would load and draw behind it.
SAVE = """async () => {
  const form = document.querySelector("#post_form");
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
  return answer.type;
}"""
# A typo in some words of the editor, which are drawn by a number; it says in which element.
TYPO = """number => {
  const walk = document.createTreeWalker(document.querySelector(".ProseMirror"), 4);
  const texts = [];
  for (let node; (node = walk.nextNode()); )
    if (node.data.trim() && node.parentElement.isContentEditable) texts.push(node);
  const text = texts[number % texts.length];
  const parent = text.parentElement;
  parent.closest(".ProseMirror").focus();
  getSelection().collapse(text, Math.ceil(text.length / 2));
  return parent.closest("td, th, figcaption, li, blockquote, h2, h3, a, b, strong, em, i, p").localName;
}"""


def imported_from(corpus: Path, folder: Path, paths: list[Path], number: int) -> list[Post]:
    """Import files of the archive sample and return as many posts that have a text."""
    imported(folder, {str(p.relative_to(corpus)): p.read_bytes() for p in paths})
    posts = list(Post.objects.exclude(body="").order_by("pk")[:number])
    assert len(posts) == number
    return posts


@pytest.mark.corpus
def test_opening_and_saving_posts_of_the_archive_changes_none(
    desk: Page, corpus: Path, tmp_path: Path
) -> None:
    drawn = random.Random(6).sample(sorted(corpus.rglob("*.md")), POSTS + 20)
    for post in imported_from(corpus, tmp_path, drawn, POSTS):
        before = Post.objects.filter(pk=post.pk).values().get()
        open_form(desk, post)
        assert desk.evaluate(SAVE) == "opaqueredirect"
        assert Post.objects.filter(pk=post.pk).values().get() == before
    assert Post.history.count() == 0


@pytest.mark.corpus
def test_a_typo_in_a_post_of_the_archive_changes_nothing_else(
    desk: Page, corpus: Path, tmp_path: Path
) -> None:
    draw = random.Random(7)
    drawn: list[Path] = []
    for sign in ("<table", "<blockquote", "<iframe", "<figcaption", "<li>", "<audio", "<strong><a"):
        having = [path for path in sorted(corpus.rglob("*.md")) if sign in path.read_text("utf-8")]
        drawn += draw.sample(having, min(8, len(having)))
    within = set()
    for post in imported_from(corpus, tmp_path, sorted(set(drawn)), TYPOS):
        open_form(desk, post)
        within.add(desk.evaluate(TYPO, draw.randrange(10_000)))
        desk.keyboard.insert_text("☃")
        expect(desk.locator(".ProseMirror")).to_contain_text("☃")
        assert desk.evaluate(SAVE) == "opaqueredirect"
        after = body_of(post)
        assert after.count("☃") == 1
        assert after.replace("☃", "") == post.body
    assert len(within) > 2


def test_a_picture_is_uploaded_described_and_stands_in_the_text(desk: Page) -> None:
    post = made(Source.objects.create(name="潮汐日报"), body="<p>前</p>\n<p>后</p>")
    open_form(desk, post)
    type_behind(desk, "前", "。")
    expect(desk.locator(".ProseMirror")).to_contain_text("前。")  # the editor knows the place now
    desk.keyboard.press("Enter")
    desk.get_by_role("toolbar").get_by_role("button", name="Picture").click()
    dialog = desk.get_by_role("dialog", name="Picture")
    upload = dialog.locator("form", has=desk.locator('[type="file"]'))
    upload.get_by_label("File").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": png()}
    )
    upload.get_by_role("button", name="Insert").click()
    expect(upload.get_by_label("What it shows")).to_be_focused()  # it is required
    upload.get_by_label("What it shows").fill("码头")
    upload.get_by_label("Caption").fill("夜里的码头")
    upload.get_by_role("button", name="Insert").click()
    expect(dialog).to_be_hidden()
    expect(desk.locator(".ProseMirror figcaption")).to_have_text("夜里的码头")
    save(desk)
    body = body_of(post)
    figure = f'<figure><img src="{Image.objects.get().url}" alt="码头" width="40" height="30">'
    assert body == f"<p>前。</p>\n{figure}<figcaption>夜里的码头</figcaption></figure>\n<p>后</p>"
    assert Post.objects.get().lead_image == Image.objects.get()


def test_a_picture_that_is_pasted_waits_for_its_description(desk: Page) -> None:
    post = made(Source.objects.create(name="潮汐日报"), body="<p>前</p>")
    open_form(desk, post)
    desk.locator(".ProseMirror p").first.click()
    desk.evaluate(
        """bytes => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "a.png", { type: "image/png" }));
          document.querySelector(".ProseMirror").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        list(png()),
    )
    dialog = desk.get_by_role("dialog", name="Picture")
    expect(dialog.get_by_label("What it shows")).to_be_focused()
    desk.keyboard.insert_text("船")
    desk.keyboard.press("Enter")
    expect(desk.locator(".ProseMirror figure img")).to_have_attribute("alt", "船")
    save(desk)
    assert 'alt="船"' in body_of(post)


def test_what_was_typed_is_kept_without_saving_and_offered_again(desk: Page) -> None:
    post = made(Source.objects.create(name="潮汐日报"), body="<p>前</p>")
    open_form(desk, post)
    type_behind(desk, "前", "写到一半")
    with desk.expect_response("**/notes/") as kept:
        pass
    assert kept.value.ok
    desk.wait_for_load_state("networkidle")
    open_form(desk, post)
    expect(desk.locator(".ProseMirror")).not_to_contain_text("写到一半")
    desk.get_by_role("link", name="Go on with it").click()
    expect(desk.locator(".ProseMirror")).to_contain_text("前写到一半")
    save(desk)
    assert body_of(post) == "<p>前写到一半</p>"


def test_the_preview_beside_the_form_follows_what_is_typed(desk: Page) -> None:
    post = made(Source.objects.create(name="潮汐日报"), body="<p>前</p>")
    open_form(desk, post)
    desk.get_by_role("button", name="Preview beside").click()
    page = desk.frame_locator("#desk-live iframe")
    expect(page.locator("article h1")).to_have_text(post.title)
    type_behind(desk, "前", "后")
    expect(page.locator(".post-body")).to_have_text("前后")
    for name, width in (("Phone", 360), ("Tablet", 768), ("Computer", 1200)):
        desk.get_by_role("button", name=name).click()
        assert desk.locator("#desk-live iframe").evaluate("frame => frame.clientWidth") == width
    desk.get_by_role("complementary", name="Preview").get_by_role("button", name="Close").click()
    expect(desk.locator("#desk-live")).to_be_hidden()


def test_a_second_save_over_a_colleagues_keeps_the_words_in_the_editor(desk: Page) -> None:
    post = made(Source.objects.create(name="潮汐日报"), body="<p>前</p>")
    open_form(desk, post)
    type_behind(desk, "前", "我的")
    Post.objects.get().save()  # a colleague's
    theirs = Post.objects.get()
    theirs.body = "<p>前她的</p>"
    theirs.save()
    desk.click('[name="_save"]')
    expect(desk.get_by_role("heading", name="Saved meanwhile")).to_be_visible()
    expect(desk.locator(".ProseMirror")).to_have_text("前我的")
    assert body_of(post) == "<p>前她的</p>"
    save(desk)
    assert body_of(post) == "<p>前我的</p>"


def test_without_scripts_the_body_is_a_textarea(browser: Browser, live_server: LiveServer) -> None:
    post = made(Source.objects.create(name="潮汐日报"), body=RICH)
    context = signed_in(browser, live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(change(post))
    assert page.locator('textarea[name="body"]').input_value() == RICH
    expect(page.get_by_role("button", name="HTML")).to_have_count(0)
    save(page)
    assert body_of(post) == RICH
    context.close()


def test_the_form_is_open_to_all(browser: Browser, live_server: LiveServer) -> None:
    post = made(Source.objects.create(name="潮汐日报"), body=RICH)
    context = signed_in(
        browser, live_server.url, bypass_csp=True
    )  # axe measures with inline styles
    context.route(lambda url: not url.startswith(live_server.url), lambda route: route.abort())
    context.add_init_script(AXE_SCRIPT)
    page = context.new_page()
    open_form(page, post)
    assert what_axe_finds(page) == []
    page.get_by_role("button", name="Preview beside").click()
    page.get_by_role("toolbar").get_by_role("button", name="Picture").click()
    expect(page.get_by_role("dialog", name="Picture")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert what_axe_finds(page) == []
    context.close()
