"""The encoding of a file is found from its bytes, and said where it is not UTF-8."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.encoding import Decoded, decode

SIMPLIFIED = "渔港今天不开，大家在家里等消息。天气好了以后，船会出海，学生也可以去上学。"
TRADITIONAL = "漁港今天不開，大家在家裡等消息。天氣好了以後，船會出海，學生也可以去上學。"


@pytest.mark.parametrize("text", [SIMPLIFIED, "plain", "café", ""])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_is_utf8_is_utf8(text: str, mark: bytes) -> None:
    assert decode(mark + text.encode()) == Decoded(text)


@pytest.mark.parametrize(
    ("codec", "mark", "text", "name"),
    [
        ("utf-16-le", b"\xff\xfe", SIMPLIFIED, "UTF-16"),
        ("utf-16-be", b"\xfe\xff", SIMPLIFIED, "UTF-16"),
        ("utf-32-le", b"\xff\xfe\0\0", SIMPLIFIED, "UTF-32"),
        ("gb18030", b"", SIMPLIFIED, "GB18030"),
        ("gbk", b"", TRADITIONAL, "GB18030"),
        ("big5", b"", TRADITIONAL, "Big5"),
        ("gb18030", b"", f"---\ntitle: 渔港\n---\n{'<p>wide</p>' * 200}{SIMPLIFIED}", "GB18030"),
    ],
)
def test_another_encoding_is_found_and_said(codec: str, mark: bytes, text: str, name: str) -> None:
    assert decode(mark + text.encode(codec)) == Decoded(text, (f"read as {name}",))


def test_a_spoilt_byte_in_utf8_is_replaced_and_said() -> None:
    read = decode(f"a\n{SIMPLIFIED}".encode().replace("消".encode(), b"\xb8\xe7"))
    assert read.text.count("\ufffd") == 2
    assert read.warnings == ("line 2: a byte that is not UTF-8 was replaced",)


def test_a_spoilt_byte_in_another_encoding_is_said_too() -> None:
    read = decode(f"a\n{SIMPLIFIED}".encode("gb18030") + b"\xff")
    assert read.text == f"a\n{SIMPLIFIED}\ufffd"
    assert read.warnings == ("read as GB18030", "line 2: a byte that cannot be read was replaced")


@pytest.mark.parametrize("data", [b"na\xefve caf\xe9", b"\x80\x81\xff" * 30])
def test_bytes_that_are_no_chinese_are_not_made_chinese(data: bytes) -> None:
    read = decode(data)
    assert "\ufffd" in read.text
    assert read.warnings == ("line 1: a byte that is not UTF-8 was replaced",)


@given(st.binary())
def test_no_bytes_raise_an_error(data: bytes) -> None:
    assert isinstance(decode(data).text, str)
