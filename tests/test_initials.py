"""Under which heading a name stands."""

from itertools import groupby

import pytest

from articles.initials import DIGITS, OTHERS, initial


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("港口", "水"), ("湾仔", "水"), ("灣仔", "水"), ("水", "水"), ("一中", "一"), ("计算", "言"),
        ("議會", "言"), ("铁路", "金"), ("鐵路", "金"), ("龙", "龍"), ("bbc", "B"), ("élan", "É"),
        ("2024选举", DIGITS), ("かな", "か"), ("أخبار", "أ"), ("【快讯】", OTHERS), ("", OTHERS),
        ("\u3400", OTHERS), ("\U00020000", OTHERS),
    ],
)  # fmt: skip
def test_a_name_stands_where_a_dictionary_has_it(name: str, heading: str) -> None:
    assert initial(name) == heading


def test_characters_of_one_heading_stand_together() -> None:
    """Otherwise a heading would be in the index twice."""
    headings = [initial(chr(code)) for code in range(0x4E00, 0x9FA6)]
    runs = [heading for heading, _ in groupby(headings)]
    assert len(runs) == len(set(runs)) == 214
