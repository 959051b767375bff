from __future__ import annotations

from pathlib import Path

from tests.content.checks.planted import about, blank, plant, term, truth
from tests.content.samples import SMALL

GLOSSARY = (SMALL / "glossary/ch01.yml").read_text("utf-8")
DEFINED = next(line for line in GLOSSARY.splitlines() if "definition" in line).split(": ", 1)[1]


def test_the_model_answer_speaks_of_the_same_thing(tmp_path: Path) -> None:
    points = [{"text": "按年份折算金额"}]
    found = plant(tmp_path, term(1, "读者卡", "按年折现后的净额。", key_points=points))
    assert "“读者卡”的释义几乎没有共同的说法" in about(found, "ch01-tm-101")[0]
    found = plant(tmp_path / "sound", term(1, "什么是读者卡？", DEFINED, key_points=points))
    assert about(found, "ch01-tm-101") == []


def test_synonyms_of_a_term_are_accepted(tmp_path: Path) -> None:
    found = plant(
        tmp_path,
        blank(1, "店主翻看的是 ____。", "读者卡"),
        blank(2, "与借书证同义的是 ____。", "读者卡"),
        blank(3, "翻一翻就知道他爱看什么的是 ____。", "读者卡", "借书证"),
        blank(4, "____卡由店主来写。", "读者"),
    )
    told = about(found, "同义说法也应算对")
    assert len(told) == 1
    assert "ch01-fb-101" in told[0]
    assert "借书证" in told[0]


def test_a_definition_is_not_called_false(tmp_path: Path) -> None:
    stem = f"读者卡是{DEFINED}"
    assert about(plant(tmp_path, truth(1, stem, False)), "答案却是“错”")
    assert about(plant(tmp_path / "true", truth(1, stem, True)), "答案却是“错”") == []
