"""Case files: strict shapes, marks that add up, and what is told of a wrong file."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.cases.content import case_kind, cases_in
from app.cases.domain.case import Opens
from app.cases.domain.faults import Fault
from app.cases.domain.questions import ChoiceQuestion, DialogueQuestion, TableQuestion
from app.cases.specs import CaseSpec
from app.content.library import load_library
from app.roleplay.domain.acts import Taboo
from tests.cases.samples import Value, small_case


def test_a_case_is_built_as_its_file_says() -> None:
    case = CaseSpec.model_validate(small_case()).build()
    assert [part.opens for part in case.parts] == [Opens.START, Opens.ANSWER]
    assert [question.id for question in case.questions] == ["a1", "a2", "a3", "a4", "b1"]
    assert [part.points for part in case.parts] == [12, 7]
    assert case.points == 19
    assert case.part("b").title == "下"
    choice = case.question("a1")
    assert isinstance(choice, ChoiceQuestion)
    assert [option.right for option in choice.options] == [True, False]


def test_what_is_not_there_is_not_found() -> None:
    case = CaseSpec.model_validate(small_case()).build()
    dialogue = case.part("b").dialogue
    assert dialogue is not None
    for find in (case.part, case.question, dialogue.turn):
        with pytest.raises(KeyError):
            find("z")


def test_what_tells_of_a_later_part_waits_for_it() -> None:
    raw = small_case()
    raw["doubts"] = ["没有出处", {"text": "结局可疑", "part": "b"}]
    raw["facts"].append({"label": "结局", "value": "好", "part": "b"})
    raw["timeline"] = [{"when": "后来", "what": "走了", "part": "b"}]
    case = CaseSpec.model_validate(raw).build()
    assert [str(doubt) for doubt in case.known(case.doubts, {"a"})] == ["没有出处"]
    assert [fact.label for fact in case.known(case.facts, {"a"})] == ["人口"]
    assert case.known(case.timeline, {"a"}) == []
    assert len(case.known(case.doubts, {"a", "b"})) == 2
    assert len(case.known(case.timeline, {"a", "b"})) == 1


def test_cells_are_given_or_asked() -> None:
    table = CaseSpec.model_validate(small_case()).build().question("a3")
    assert isinstance(table, TableQuestion)
    assert [(row, column, cell.answer) for row, column, cell in table.asked()] == [
        (0, 1, Decimal("7.5")),
        (1, 2, "拉式"),
    ]
    assert [cell.given for cell in table.rows[0]] == ["4 口", "", "1.5"]


def test_faults_of_a_dialogue() -> None:
    raw = small_case()
    raw["parts"][1]["dialogue"]["turns"][1]["fault"]["also"] = ["不耐烦"]
    case = CaseSpec.model_validate(raw).build()
    dialogue, question = case.parts[1].dialogue, case.question("b1")
    assert dialogue is not None
    assert isinstance(question, DialogueQuestion)
    assert [turn.id for turn in dialogue.faulty] == ["t2", "t3", "t4"]
    fault = dialogue.turn("t2").fault
    assert fault is not None
    assert [one for one in Fault if fault.accepts(one)] == [Fault.SHIRK, Fault.IMPATIENT]
    assert (fault.rewrite.total, question.per_turn, question.rewrite) == (1, 1, ("t2",))


def test_faults_are_named_as_role_plays_name_them() -> None:
    """推诿 is what they call 推脱; of theirs, only swearing is no fault here."""
    own = {fault.value for fault in Fault} - {"推诿", "争辩", "情绪无回应"}
    assert own == {taboo.value for taboo in Taboo} - {"推脱", "脏话"}


def test_a_dialogue_without_faults_is_an_example() -> None:
    raw = small_case()
    for turn in raw["parts"][1]["dialogue"]["turns"]:
        turn.pop("fault", None)
    raw["parts"][1]["questions"] = []
    assert CaseSpec.model_validate(raw).build().points == 12


def broken(change: Callable[[Value], Any]) -> list[tuple[str, str]]:
    raw = small_case()
    change(raw)
    with pytest.raises(ValidationError) as caught:
        CaseSpec.model_validate(raw)
    return [(".".join(map(str, e["loc"])), e["msg"]) for e in caught.value.errors()]


def question(raw: Value, at: int) -> Value:
    return raw["parts"][0]["questions"][at]


def turn(raw: Value, at: int) -> Value:
    return raw["parts"][1]["dialogue"]["turns"][at]


@pytest.mark.parametrize(
    ("change", "place", "told"),
    [
        (lambda v: v.update(colour="red"), "colour", "Extra inputs"),
        (lambda v: v.update(kind="poem"), "kind", "只能是"),
        (lambda v: v.update(status="true"), "status", "只能是"),
        (lambda v: v.pop("sources"), "sources", "required"),
        (lambda v: v.update(chapters=["ch01", "ch01"]), "chapters", "重复"),
        (lambda v: v["parts"].append(v["parts"][0]), "parts", "重复：a"),
        (lambda v: v["facts"][0].update(part="z"), "facts.0.part", "没有部分“z”"),
        (lambda v: v.update(doubts=[{"text": "疑", "part": "z"}]), "doubts.0.part", "没有部分"),
        (lambda v: v["parts"][0].update(opens="date"), "parts.0.opens", "一开始"),
        (lambda v: v["parts"][0].update(questions=[]), "parts.1.opens", "不能等它的答案"),
        (lambda v: v["parts"][0].update(opens="soon"), "parts.0.opens", "只能是"),
        (lambda v: question(v, 0).update(id="b9"), "parts.0.questions.0.id", "开头"),
        (lambda v: question(v, 1).update(id="a1"), "parts", "问题编号重复"),
        (lambda v: question(v, 0).update(type="riddle"), "parts.0.questions.0", "riddle"),
        (lambda v: question(v, 0).update(points=0), "points", "大于 0"),
        (lambda v: question(v, 0)["options"][1].update(right=True), "options", "有且只有一个"),
        (lambda v: question(v, 0).update(multiple=True), "options", "至少两个"),
        (lambda v: question(v, 0)["options"][1].pop("why"), "options.1.why", "为什么"),
        (lambda v: question(v, 0)["options"][1].update(id="x"), "options", "选项重复"),
        (lambda v: question(v, 1).update(points=5), "key_points", "合计应为 5，现为 3"),
        (lambda v: question(v, 1).pop("key_points"), "questions.1", "只写一种"),
        (lambda v: question(v, 1).update(rubric=question(v, 3)["rubric"]), "questions.1", "只写"),
        (lambda v: question(v, 2)["rows"][0].pop(), "rows.0", "应有 3 格"),
        (lambda v: question(v, 2)["rows"][0][1].update(answer=7.4), "answer", "算式得 7.5"),
        (lambda v: question(v, 2)["rows"][0][1].update(formula="x / 2"), "formula", "没有定义"),
        (lambda v: question(v, 2)["rows"][0][1].update(answer=True), "answer", ""),
        (lambda v: question(v, 2)["rows"][0][1].update(variants=["八"]), "variants", "tolerance"),
        (lambda v: question(v, 2)["rows"][1][2].update(tolerance=1), "tolerance", "文字答案"),
        (lambda v: question(v, 2)["rows"][1].__setitem__(0, {"answer": 3}), "rows.1.0", "行名"),
        (lambda v: question(v, 2).update(points=4), "rows", "合计应为 4，现为 3"),
        (lambda v: question(v, 2).pop("explanation"), "explanation", "怎样得来"),
        (lambda v: question(v, 2).update(rows=[["a", "b", "c"]]), "rows", "没有要填的格"),
        (lambda v: question(v, 3).pop("rubric"), "rubric", "required"),
        (lambda v: question(v, 3).update(points=5), "rubric", "合计应为 5，现为 4"),
        (lambda v: question(v, 3)["options"][0].update(right=True), "options.0", "决策题"),
        (lambda v: question(v, 3)["rubric"][0].update(points=3), "levels.0.points", "最高一档"),
        (lambda v: question(v, 3)["rubric"][0]["levels"].reverse(), "levels", "从高到低"),
        (lambda v: turn(v, 1)["fault"].update(phrase="爱办不办"), "fault.phrase", "不在本轮"),
        (lambda v: turn(v, 1)["fault"].update(also=["推诿"]), "fault.also", "重复"),
        (lambda v: turn(v, 1)["fault"].update(sort="推脱"), "fault.sort", "只能是"),
        (lambda v: turn(v, 1).update(by="boss"), "turns.1.by", "没有“boss”"),
        (lambda v: turn(v, 1).update(id="t1"), "turns", "编号重复"),
        (lambda v: turn(v, 3).pop("fault"), "turns", "还缺：情绪无回应"),
        (
            lambda v: v["parts"][1]["dialogue"]["people"].update(boss="经理"),
            "people.boss",
            "一句话也没有说",
        ),
        (lambda v: v["parts"][1].pop("dialogue"), "parts.1.questions.0", "没有 dialogue"),
        (
            lambda v: v["parts"][1]["questions"][0].update(rewrite=["t1"]),
            "rewrite.0",
            "不是有失误的一轮",
        ),
        (lambda v: v["parts"][1]["questions"][0].update(points=8), "points", "现为 7"),
    ],
)
def test_wrong_files_are_refused(change: Callable[[Value], Any], place: str, told: str) -> None:
    assert any(place in at and told in message for at, message in broken(change))


CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with the course, one chapter's knowledge points and no case yet."""
    for name in ("course.yml", "knowledge/ch01.yml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text((CONTENT / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "cases").mkdir()
    return tmp_path


def put(folder: Path, name: str, raw: Value) -> None:
    text = json.dumps(raw, ensure_ascii=False, indent=1)
    (folder / "cases" / name).write_text(text, encoding="utf-8")


def told(folder: Path) -> list[str]:
    library = load_library(folder, [case_kind()])
    return [str(problem) for problem in library.problems if problem.path.startswith("cases/")]


def test_cases_are_found_in_the_order_of_their_chapters(folder: Path) -> None:
    late = {"id": "case-late", "chapters": ["ch02"], "knowledge": ["ch02.origin"]}
    put(folder, "a.yml", small_case() | late)
    put(folder, "b.yml", small_case())
    library = load_library(folder, [case_kind()])
    assert list(cases_in(library)) == ["case-small", "case-late"]
    assert told(folder) == [
        "cases/a.yml › chapters[0]（第 6 行）: knowledge 里没有一个 ch02 的知识点",
        "cases/a.yml › knowledge[0]（第 9 行）: 没有知识点“ch02.origin”",
    ]


def test_cross_checks(folder: Path) -> None:
    put(folder, "a.yml", small_case())
    assert told(folder) == []
    put(folder, "b.yml", small_case() | {"chapters": ["ch01", "ch99"]})
    found = told(folder)
    assert any("编号“case-small”已在 cases/a.yml 用过" in problem for problem in found)
    assert any("course.yml 里没有“ch99”" in problem for problem in found)


def test_texts_of_a_case_are_checked_like_all_others(folder: Path) -> None:
    raw = small_case()
    question(raw, 0)["prompt"] = "看[这里](javascript:alert(1))。"
    raw["parts"][0]["text"] = '他说"好"。'
    put(folder, "a.yml", raw)
    found = told(folder)
    assert any("prompt" in problem for problem in found)
    assert any("直引号" in problem for problem in found)
