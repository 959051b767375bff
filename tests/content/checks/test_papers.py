from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.content.checks.papers import paper_kind, papers_of
from app.content.library import Library, load_library
from app.content.papers import PaperSpec
from tests.content.checks.planted import choice, truth
from tests.content.samples import KINDS, copy_small, said

PAPER: dict[str, Any] = {
    "id": "quiz-a",
    "series": "quiz",
    "form": "A",
    "kind": "quiz",
    "title": "小测（A 卷）",
    "minutes": 20,
    "points": 7,
    "blueprint": {
        "by": "cognitive",
        "rows": [{"chapter": "ch01", "counts": {"应用": 4, "识记": 0}, "points": 7}],
    },
    "parts": [
        {
            "title": "单选题",
            "type": "single_choice",
            "each": 2,
            "items": ["ch01-sc-100", "ch01-sc-101"],
        },
        {
            "title": "判断题",
            "type": "true_false",
            "each": 1.5,
            "items": ["ch01-tf-100", "ch01-tf-101"],
        },
    ],
}


def other_form(**changes: Any) -> dict[str, Any]:
    paper: dict[str, Any] = (
        copy.deepcopy(PAPER) | {"id": "quiz-b", "form": "B", "title": "小测（B 卷）"} | changes
    )
    for part in paper["parts"]:
        part["items"] = [identity.replace("-10", "-20") for identity in part["items"]]
    return paper


def write(tmp_path: Path, *papers: dict[str, Any], **changes: dict[str, Any]) -> Library:
    """The small course with eight items for exams and these papers."""
    root = copy_small(tmp_path)
    items: list[dict[str, Any]] = []
    for form, words in ((1, "甲乙"), (2, "丙丁")):
        for n, word in enumerate(words):
            asked = choice(n, f"第{word}位读者来店里时（　）。")
            judged = truth(n, f"读者{word}的住处记在卡上。", n == 0)
            for one, code in ((asked, "sc"), (judged, "tf")):
                identity = f"ch01-{code}-{form}0{n}"
                more = changes.get(identity.replace("-", "_"), {})
                items.append(one | {"id": identity, "use": "exam"} | more)
    text = json.dumps({"chapter": "ch01", "items": items}, ensure_ascii=False)
    (root / "items/ch01/exam.yml").write_text(text, "utf-8")
    (root / "papers").mkdir()
    for paper in papers:
        (root / f"papers/{paper['id']}.yml").write_text(
            json.dumps(paper, ensure_ascii=False), "utf-8"
        )
    return load_library(root, (*KINDS, paper_kind()))


def about_papers(library: Library) -> list[str]:
    return [line for line in said(library) if line.startswith("papers/")]


def test_two_sound_forms(tmp_path: Path) -> None:
    library = write(tmp_path, PAPER, other_form())
    assert about_papers(library) == []
    first, second = papers_of(library)
    assert (first.form, second.form) == ("A", "B")
    assert first.items == ["ch01-sc-100", "ch01-sc-101", "ch01-tf-100", "ch01-tf-101"]
    assert first.chapters == ["ch01"]
    assert library.ok


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    paper = copy.deepcopy(PAPER)
    place: Any = paper
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return paper


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("points",), 8, "各题分值合计 7.0，与 points 的 8 不符"),
        (("points",), 7.001, "最多两位小数"),
        (("points",), "7", "应为数字"),
        (("parts", 0, "each"), 0, "分值应大于 0"),
        (("parts", 1, "type"), "single_choice", "每种题型只能有一个大题"),
        (("parts", 1, "items"), ["ch01-sc-100", "ch01-tf-100"], "题目重复：ch01-sc-100"),
        (("blueprint", "rows", 0, "chapter"), "ch02", "细目表里没有 ch01，卷中有它的 4 题"),
        (("blueprint", "rows", 0, "counts"), {"应用": 3}, "ch01 有 3 题，卷中有 4 题"),
        (("blueprint", "rows", 0, "points"), 6, "ch01 占 6 分，卷中有 7.0 分"),
        (("form",), "C", "literal_error"),
        (("kind",), "exam", "literal_error"),
    ],
)
def test_what_a_paper_may_not_be(path: tuple[str | int, ...], value: Any, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        PaperSpec.model_validate(changed(path, value))
    found = [f"{error['type']} {error['msg']}" for error in caught.value.errors()]
    assert any(message in line for line in found), found


@pytest.mark.parametrize(
    ("paper", "message"),
    [
        (changed(("parts", 0, "items"), ["ch01-sc-100", "ch01-sc-999"]), "没有题目“ch01-sc-999”"),
        (
            changed(("parts", 0, "items"), ["ch01-sc-100", "ch01-tf-200"]),
            "“ch01-tf-200”是判断题，这个大题是单选题",
        ),
        (
            changed(("blueprint", "rows", 0, "counts"), {"应用": 3, "识记": 1}),
            "ch01 的应用题，细目表写 3 道，卷中有 4 道",
        ),
        (
            changed(
                ("blueprint",),
                {
                    "by": "type",
                    "rows": [{"chapter": "ch01", "counts": {"single_choice": 1, "true_false": 3}}],
                },
            ),
            "ch01 的判断题，细目表写 3 道，卷中有 2 道",
        ),
    ],
)
def test_what_disagrees_with_the_items(tmp_path: Path, paper: dict[str, Any], message: str) -> None:
    found = about_papers(write(tmp_path, paper))
    assert any(message in line for line in found), found


def test_items_that_are_not_for_exams(tmp_path: Path) -> None:
    library = write(
        tmp_path, PAPER, ch01_sc_100={"use": "practice"}, ch01_tf_101={"use": "reserved"}
    )
    found = about_papers(library)
    assert len(found) == 2
    assert "“ch01-sc-100”是练习题，学生可能做过" in found[0]
    assert "“ch01-tf-101”已停用" in found[1]
    assert not library.ok


def test_forms_share_nothing(tmp_path: Path) -> None:
    shared = other_form(minutes=30)
    shared["parts"][0]["items"][0] = "ch01-sc-100"
    found = about_papers(write(tmp_path, PAPER, shared))
    assert any("有相同的题：ch01-sc-100" in line for line in found), found
    assert any("总分或时限与同一套的 A 卷" in line for line in found), found


def test_a_form_stands_once(tmp_path: Path) -> None:
    found = about_papers(write(tmp_path, PAPER, other_form(form="A")))
    assert any("“quiz”的 A 卷已是 papers/quiz-a.yml" in line for line in found), found
