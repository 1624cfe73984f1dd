"""Attribute lists of kramdown, Jekyll's markdown: read, and nothing of them shown. Pure.

`{: .class}` on a line of its own belongs to the block beside it, right behind a link, a picture, code or
emphasis to that (https://kramdown.gettalong.org/syntax.html#attribute-list-definitions). Behind plain
words it is plain words. Code and HTML stay as they are.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_LINE = re.compile(r"\{:(?P<list>[^}\n]*)\}[ \t]*")
_BEHIND = re.compile(r"\{:[^:}\n][^}\n]*\}")
_MARKED = frozenset({"link_close", "image", "code_inline", "html_inline"})
_LISTS = {"bullet_list_close": "bullet_list_open", "ordered_list_close": "ordered_list_open"}


def kramdown(md: MarkdownIt) -> None:
    """Let a parser of markdown know attribute lists."""
    ended = ["paragraph", "reference", "blockquote", "list", "table"]
    md.block.ruler.before("paragraph", "attribute_list", _line, {"alt": ended})
    md.inline.ruler.push("attribute_list", _behind)


def _line(state: StateBlock, start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 (its shape)
    """Take a line that is nothing but an attribute list."""
    if state.is_code_block(start):
        return False
    text = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    match = _LINE.fullmatch(text)
    if match is None:
        return False
    if not silent:
        if match["list"].strip() == "toc":
            _drop_list(state)
        state.line = start + 1
    return True


def _drop_list(state: StateBlock) -> None:
    """Drop the list in whose place kramdown would put a table of contents."""
    closing = state.tokens[-1] if state.tokens else None
    opening = _LISTS.get(closing.type) if closing else None
    while closing and opening and state.tokens:
        token = state.tokens.pop()
        if token.type == opening and token.level == closing.level:
            break


def _behind(state: StateInline, _silent: bool) -> bool:  # noqa: FBT001 (its shape)
    """Take an attribute list right behind what it belongs to."""
    match = _BEHIND.match(state.src, state.pos)
    if match is None or state.pending or not state.tokens:
        return False
    before = state.tokens[-1]
    # Whether a mark of emphasis ends or begins one is decided later; a beginning has no list behind it.
    is_mark = before.type == "text" and before.content and not before.content.strip("*_~")
    if before.type not in _MARKED and not is_mark:
        return False
    state.pos = match.end()
    return True
