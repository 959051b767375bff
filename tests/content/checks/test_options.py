from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.content.checks.linter.signs import has_absolute_word
from tests.content.checks.planted import OPTIONS, about, choice, plant

LONG = "记得住每一位读者借过什么又隔多久才来一次"
ABSOLUTE = ("记得住每一位读者", "一律催促读者还书", "永远记着读者的账", "必然要比较的书价")
DEFECTS = [
    ({"options": (LONG, *OPTIONS[1:]), "key": 0}, "一看长短就选得出"),
    ({"options": (*OPTIONS[:3], "以上都对")}, "不宜用“以上都对”作选项"),
    ({"options": ("读者卡", "读者卡片夹", "书目", "记得读者卡"), "key": 2}, ""),
    (
        {"options": ("记得读者", "记得读者来去", "催还", "比价"), "key": 2},
        "选项 A 整个含在选项 B 里",
    ),
    ({"options": ("12 元", "15 元", "18 元", "要看读者来的次数")}, "选项有的是数，有的是句子"),
    ({"options": ("记得读者。", *OPTIONS[1:])}, "选项有的以句号结尾"),
    ({"options": ABSOLUTE, "key": 0}, "一眼可辨"),
    ({"options": ABSOLUTE, "key": 1}, ""),
    ({"explanation": "略"}, "解析不足 10 个字"),
]


@pytest.mark.parametrize(("changes", "message"), DEFECTS)
def test_defect_is_told(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    found = plant(tmp_path, choice(1, "店主为每位读者写一张卡片，是为了（　）。", **changes))
    own = about(found, "ch01-sc-101")
    assert (len(own), message in "".join(own)) == (1 if message else 0, True), own


def test_a_sound_item_is_left_alone(tmp_path: Path) -> None:
    found = plant(tmp_path, choice(1, "店主为每位读者写一张卡片，是为了（　）。"))
    assert about(found, "ch01-sc-101") == []


def test_missing_feedback(tmp_path: Path) -> None:
    one = choice(1, "店主为每位读者写一张卡片，是为了（　）。")
    one["options"][2]["feedback"] = ""
    assert "options[2]" in about(plant(tmp_path, one), "没有 feedback")[0]


@pytest.mark.parametrize(
    ("stem", "told"),
    [
        ("下列各项中，不属于读者卡内容的是（　）。", True),
        ("下列各项中，**不属于**读者卡内容的是（　）。", False),
        ("关于读者卡，下列说法错误的是（　）。", True),
        ("关于读者卡，下列说法**错误**的是（　）。", False),
        ("下列各项中，不属于读者卡内容的有（　）。", True),
        ("下列各项中，**不属于**读者卡内容的有（　）。", False),
        ("下列说法中，错误的有（　）。", True),
        ("下列说法中，正确的有（　）。", False),
        ("下列哪一项不属于读者卡的内容？", True),
        ("写在卡上、不是记在心里的有（　）。", False),
        ("有人说读者卡不属于资料。这一说法的问题是（　）。", False),
        ("不常来的读者，店主应当先（　）。", False),
        ("适合写在卡上、而不是记在心里的是（　）。", False),
    ],
)
def test_negative_questions_are_marked(tmp_path: Path, stem: str, told: bool) -> None:
    found = about(plant(tmp_path, choice(1, stem)), "否定的词要用")
    assert bool(found) is told


@pytest.mark.parametrize(
    "numbers", [("5%", "50%", "15%", "0.5%"), ("少 5%", "少 50%", "少 15%", "少 0.5%")]
)
def test_a_number_does_not_stand_inside_another(tmp_path: Path, numbers: tuple[str, ...]) -> None:
    found = plant(tmp_path, choice(1, "读者减少的比例约为（　）。", options=numbers))
    assert about(found, "ch01-sc-101") == []


@pytest.mark.parametrize(
    ("text", "absolute"),
    [
        ("只看价格", True),
        ("一律退货", True),
        ("所有读者", True),
        ("一定能留住", True),
        ("不只看价格", False),
        ("两只箱子", False),
        ("只要来过", False),
        ("书的所有权", False),
        ("一定程度上", False),
    ],
)
def test_what_speaks_in_absolute_words(text: str, absolute: bool) -> None:
    assert has_absolute_word(text) is absolute
