"""SQLite takes the terms of a text as they were cut: none is cut again, none is joined, none changed."""

import sqlite3
import sys

from articles.search.sqlite import TOKENIZER
from articles.search.terms import index_terms

_SURROGATES = range(0xD800, 0xE000)


def test_what_the_index_holds_of_any_character_is_the_terms_of_it() -> None:
    texts = [
        index_terms(f"a{chr(code)}b_1 {chr(code)}港")
        for code in range(sys.maxunicode + 1)
        if code not in _SURROGATES and (code < 0x3400 or code % 7 == 0)
    ]
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE VIRTUAL TABLE words USING fts5(text, tokenize='{TOKENIZER}')")
    database.execute("CREATE VIRTUAL TABLE held USING fts5vocab(words, 'row')")
    database.executemany("INSERT INTO words VALUES (?)", [(text,) for text in texts])
    held = {term for (term,) in database.execute("SELECT term FROM held")}
    assert held == {term for text in texts for term in text.split()}
