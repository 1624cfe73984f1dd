"""Template tags of the tools: known ones become markup, others go and are named, text and code stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.shortcodes import dated_address, page_address
from articles.importing.templating import Expanded, expand

HERE = "content/posts/here.md"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        # Jekyll
        (
            "{% highlight ruby linenos %}\nputs <1>\n\n{{ x }}\n{% endhighlight %}",
            "<pre><code>puts &lt;1&gt;\n\n{{ x }}</code></pre>",
        ),
        ("a {% raw %}{{ x }} {% y %}{% endraw %} b", "a {{ x }} {% y %} b"),
        ("[t]({% post_url 2024-01-02-name %})", "[t](/2024-01-02/name/)"),
        ("[t]({{ site.baseurl }}{% post_url sea/2024-01-02-name %})", "[t](/2024-01-02/name/)"),
        ("{% link _posts/2024-01-02-name.md %}", "/2024-01-02/name/"),
        ("{% link files/a.pdf %}", "/files/a.pdf"),
        ("![]({{ site.url }}{{site.baseurl}}/a.png)", "![](/a.png)"),
        ("{{ '/a.png' | relative_url }}", "/a.png"),
        # Hugo
        ('{{< figure src="/a.png" alt="海" >}}', '<img src="/a.png" alt="海">'),
        (
            '{{< figure src="/a.png" caption="the \\"old\\" harbour" >}}\nwords',
            (
                '<figure><img src="/a.png" alt=""><figcaption>the "old" harbour</figcaption></figure>'
                "\n\nwords"
            ),
        ),
        (
            "{{< youtube abcdefghijk >}}",
            '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>',
        ),
        ('{{< vimeo id="12" />}}', '<iframe src="https://player.vimeo.com/video/12"></iframe>'),
        (
            '{{< highlight go "linenos=table" >}}\na < b\n{{< /highlight >}}',
            "<pre><code>a &lt; b</code></pre>",
        ),
        ('[t]({{< ref "posts/tide.md" >}})', "[t](/posts/tide/)"),
        ('[t]({{% relref "tide.md#night" %}})', "[t](/posts/tide/#night)"),
        ("{{</* youtube x */>}}", "{{&lt; youtube x &gt;}}"),
        # Hexo
        ("{% asset_img sea.jpg 海边 %}", '<img src="here/sea.jpg" alt="海边">'),
        (
            '{% asset_img left sea.jpg 300 200 "title" "the sea" %}',
            '<img src="here/sea.jpg" alt="the sea">',
        ),
        ("{% youtube abc %}", '<iframe src="https://www.youtube.com/embed/abc"></iframe>'),
        ("{% link Tide https://tide.example/a.html %}", '<a href="https://tide.example/a.html">Tide</a>'),
        # Zola
        (
            '{{ youtube(id="abc", autoplay=true) }}',
            '<iframe src="https://www.youtube.com/embed/abc"></iframe>',
        ),
        ("[t](@/posts/2024-01-02-tide.md#night)", "[t](/posts/tide/#night)"),
        (
            '{% quote(author="V") %}words{% end %}',
            "<blockquote>\n\nwords\n\n<footer>V</footer>\n</blockquote>\n",
        ),
    ],
)  # fmt: skip
def test_a_tag_that_says_something_becomes_markup(text: str, html: str) -> None:
    assert expand(text, HERE) == Expanded(html)


@pytest.mark.parametrize(
    ("text", "left", "removed"),
    [
        ("a {% include share.html id=1 %} b", "a  b", ("include",)),
        ("{% if x %}yes{% else %}no{% endif %}", "yesno", ("if", "else")),
        ("{% comment %}never seen{% endcomment %}", "", ("comment",)),
        ("{{ page.title | escape }}", "", ("page.title",)),
        ('{{< notice "x" >}}words{{< /notice >}}', "words", ("notice",)),
        ('{{ map(place="harbour") }}', "", ("map",)),
        ('{{< youtube "not an id" >}}', "", ("youtube",)),
        ("{% include a %}{% include b %}", "", ("include",)),
        ("{% raw %} without an end", " without an end", ("raw",)),
    ],
)
def test_a_tag_that_says_nothing_here_goes_and_is_named(
    text: str, left: str, removed: tuple[str, ...]
) -> None:
    assert expand(text) == Expanded(left, removed)


@pytest.mark.parametrize(
    "text",
    [
        "a {{ message }} b",
        "{{ count() }} {{}} {% 增长 %} {%",
        "50% {of} {{ {{",
        "`{% include x %}` and ``{{ site.url }} ` ``",
        "```\n{% include x %}\n{{< youtube x >}}\n```",
        "~~~ liquid\n{{ page.title }}\n",
        "<pre>{{ site.url }}</pre><code>{% include x %}</code>",
        "<script>var a = {{ site.data }}</script>",
    ],
)
def test_other_braces_and_code_stay_as_they_were_written(text: str) -> None:
    assert expand(text) == Expanded(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("```\n{% raw %}{{ x }}{% endraw %}\n```", "```\n{{ x }}\n```"),
        ("`{{</* ref */>}}`", "`{{< ref >}}`"),
    ],
)
def test_what_only_kept_the_tool_from_code_goes(text: str, seen: str) -> None:
    assert expand(text) == Expanded(seen)


def test_tags_behind_code_are_read_again() -> None:
    assert expand("```\n{{ x }}\n```\n{% toc %}`{% a %}`").text == "```\n{{ x }}\n```\n`{% a %}`"


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("content/news/Tide Table.md", "/news/tide-table/"),
        ("site/content/news/tide/index.md", "/news/tide/"),
        ("content/_index.md", "/"),
        ("/news/tide", "/news/tide/"),
        ("content/a.pdf", "/a.pdf"),
        ("content/2024-01-02-tide.md", "/2024-01-02-tide/"),
    ],
)
def test_a_page_of_hugo_has_the_address_of_its_file(page: str, address: str) -> None:
    assert page_address(page) == address


def test_zola_leaves_the_date_out() -> None:
    assert page_address("content/news/2024-01-02-tide.md", undated=True) == "/news/tide/"


def test_an_undated_file_of_jekyll_is_itself() -> None:
    assert dated_address("files/tide.pdf") == "/files/tide.pdf"


@pytest.mark.parametrize(
    "unit", ["{% highlight x %}", "{{", "{%a ", "`a", "{{</* ", '{{ "x', "<pre>", "{% raw %}"]
)
def test_time_grows_with_the_length_alone(unit: str) -> None:
    # By the square of the length, any of these would take hours.
    assert len(expand(unit * 50_000).text) <= len(unit) * 50_000 + 100


TAGS = st.sampled_from(["{%", "%}", "{{", "}}", "{{<", ">}}", "`", "```\n", "raw", "endraw", " ", "a",
                        "highlight", "<pre>", "figure", "src=", '"', "\n"])  # fmt: skip


@given(st.lists(TAGS).map("".join))
def test_no_text_raises_an_error(text: str) -> None:
    assert isinstance(expand(text, HERE).text, str)
