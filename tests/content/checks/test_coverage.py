from __future__ import annotations

from pathlib import Path

from app.content.checks.linter.coverage import check_bank
from app.content.kinds import SourceFile
from app.content.questions import Question
from app.content.yaml import Document
from tests.content.checks.planted import about, choice, plant, truth
from tests.content.samples import replace

# The small course's own blank names the point as well; without it all items of the point are choices.
OTHER_POINT = ("items/ch01/a.yml", "[ch01.count, ch01.remember]", "[ch01.count]")


def test_a_point_needs_four_items(tmp_path: Path) -> None:
    found = plant(tmp_path)
    assert about(found, "知识点“ch01.remember”只有 2 道题，至少要 4 道")


def test_a_point_needs_two_types(tmp_path: Path) -> None:
    stems = (
        "读者第一次来时（　）。",
        "读者还书晚了（　）。",
        "新书到货那天（　）。",
        "下雨的下午（　）。",
    )
    found = plant(tmp_path, *(choice(n, s, knowledge=["ch01.count"]) for n, s in enumerate(stems)))
    assert about(found, "ch01.count") == []
    alike = [choice(n, s) for n, s in enumerate(stems)]
    found = plant(tmp_path / "alike", *alike, change=lambda root: replace(root, *OTHER_POINT))
    assert about(found, "知识点“ch01.remember”的题全是单选，至少要 2 种题型")


def test_types_that_are_missing(tmp_path: Path) -> None:
    found = plant(tmp_path, truth(1, "读者卡上记着日子。", True))
    assert {"items/ch01: 没有论述题", "items/ch01: 没有多选题"} <= {
        line.split(" › ")[0] for line in found
    }


def question(number: int, cognitive: str) -> Question:
    return Question(
        f"ch01-sc-{number:03}", "single_choice", "practice", "", (), None, (), (),
        SourceFile("a.yml", None, Document(None)), number, cognitive=cognitive,
    )  # fmt: skip


def test_a_bank_is_not_only_known_by_heart() -> None:
    by_heart = [question(n, "识记" if n < 20 else "理解") for n in range(50)]
    told = [problem.message for problem in check_bank(by_heart)]
    assert told == ["识记的题占 40%，应不超过 35%", "应用及以上的题占 0%，应不少于 35%"]
    sound = [question(n, ("识记", "理解", "应用", "分析")[n % 4]) for n in range(50)]
    assert list(check_bank(sound)) == []
    assert list(check_bank(by_heart[:20])) == []
