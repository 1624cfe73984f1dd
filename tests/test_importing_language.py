"""The language of a post is told from its letters."""

import pytest

from articles.importing.language import SIMPLIFIED, TRADITIONAL, detect


@pytest.mark.parametrize(
    ("title", "text", "language"),
    [
        ("港口夜间停航", "台风将在星期五抵达，渡轮公司说明了安排。", "zh-Hans"),
        ("港口夜間停航", "颱風將於星期五抵達，渡輪公司說明了安排。", "zh-Hant"),
        ("山水", "", "zh-Hans"),
        ("Harbour closes at night", "The ferry company explained its plans.", "en"),
        ("Vlog 12: 山上的一天", "今天我们去山上 live camera test", "zh-Hans"),
        ("港の夜", "台風が近づいているため、フェリーは運休します。", "ja"),
        ("항구", "태풍이 다가오고 있습니다", "ko"),
        ("الميناء", "أغلق الميناء ليلا بسبب العاصفة", "ar"),
        ("بندر", "گزارش پیچیده چگونه ژرف", "fa"),
        ("הנמל", "הנמל נסגר בלילה", "he"),
        ("Порт", "Порт закрыт ночью", "ru"),
        ("Порт", "Її зачинили, бо їхній ґанок", "uk"),
        ("2026 🎉", "12:30", "und"),
        ("", "", "und"),
    ],
)
def test_a_language_is_told_from_its_letters(title: str, text: str, language: str) -> None:
    assert detect(title, text) == language


def test_the_two_tables_stand_side_by_side() -> None:
    assert len(SIMPLIFIED - TRADITIONAL) > 150
    assert not (SIMPLIFIED - TRADITIONAL) & (TRADITIONAL - SIMPLIFIED)
