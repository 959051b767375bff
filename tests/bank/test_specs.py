"""Item files: what the authoring guide promises, and a clear word about everything else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from app.bank.domain.grading import grade
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.types import Cognitive, ItemType, Level, Use
from app.bank.specs import ItemFileSpec, parse_item
from app.content.problems import from_validation_error
from app.content.yaml import load_yaml

COMMON = """
    explanation: 因为如此。
    knowledge: [ch01.product-to-customer]
    level: 掌握
    cognitive: 应用
    difficulty: 2
"""
BODIES = {
    "single_choice": """
    options: [{text: 甲, correct: true, feedback: 对了}, {text: 乙, misconception: 混淆}, {text: 丙}]
""",
    "multiple_response": """
    options: [{text: 甲, correct: true}, {text: 乙, correct: true}, {text: 丙}]
    shuffle: false
""",
    "true_false": "\n    answer: false\n    misconception: 把满意当成忠诚\n",
    "fill_blank": """
    stem: 年初有 {{n}} 位客户，保持率 {{r:percent}}，还剩 ____ 位。
    variables: {n: {min: 200, max: 400, step: 20}, r: {choices: ["0.6", 0.75]}}
    derived: {kept: n * r}
    blanks: [["{{kept}}"]]
    tolerance: 0.5
""",
    "short_answer": """
    model_answer: 一、二。
    key_points: [{text: 一, points: 2, variants: [壹]}, {text: 二, points: 1.5}]
""",
}
CODES = {
    "single_choice": "sc",
    "multiple_response": "mr",
    "true_false": "tf",
    "fill_blank": "fb",
    "short_answer": "sa",
}


def item(type_: str, **changes: Any) -> dict[str, Any]:
    """A sound item as the YAML of a file gives it; a change to `...` takes a field away."""
    text = f"    id: ch01-{CODES[type_]}-001\n    type: {type_}\n" + COMMON + BODIES[type_]
    data = {"stem": "题干", **load_yaml(text).value, **changes}
    return {name: value for name, value in data.items() if value is not ...}


def halves(type_: str, **changes: Any) -> tuple[ItemFace, ItemKey]:
    return parse_item(item(type_, **changes)).to_face_and_key()


def problems(data: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        parse_item(data)
    return [f"{'.'.join(map(str, row['loc']))}: {row['msg']}" for row in caught.value.errors()]


def test_single_choice():
    spec = parse_item(item("single_choice", type="单选题", source="改编", use="exam"))
    face, key = spec.to_face_and_key()
    assert (spec.level, spec.cognitive, spec.use) == (Level.MASTER, Cognitive.APPLY, Use.EXAM)
    assert [(option.id, option.text) for option in face.options] == [
        ("A", "甲"),
        ("B", "乙"),
        ("C", "丙"),
    ]
    assert face.points == 1
    assert face.shuffle
    assert key.correct == ("A",)
    assert key.notes["A"].feedback == "对了"
    assert key.notes["B"].misconception == "混淆"
    assert "C" not in key.notes


def test_multiple_response():
    face, key = halves("multiple_response")
    assert key.correct == ("A", "B")
    assert not face.shuffle
    assert face.points == 2


def test_true_false():
    face, key = halves("true_false")
    assert key.truth is False
    assert grade(face, key, "错").share == 1


def test_fill_blank():
    face, key = halves("fill_blank")
    assert face.seeded
    assert face.blanks == 1
    assert key.tolerance == Decimal("0.5")
    assert [variable.name for variable in key.variables] == ["n", "r"]
    assert key.variables[1].choices == (Decimal("0.6"), Decimal("0.75"))


def test_points_of_fill_blank_are_one_a_blank():
    plain: dict[str, Any] = {"variables": ..., "derived": ..., "tolerance": ...}
    stem = "____ 和 ____"
    face, _key = halves("fill_blank", **plain, stem=stem, blanks=[["一"], ["二"]])
    assert face.points == 2


@pytest.mark.parametrize("type_", ["term", "short_answer", "essay"])
def test_written(type_):
    face, key = halves("short_answer", type=type_)
    assert face.type is ItemType(type_)
    assert face.points == Decimal("3.5")
    assert [point.id for point in key.key_points] == ["p1", "p2"]
    assert key.key_points[0].variants == ("壹",)


def test_what_a_key_point_asks_beyond_its_words():
    rows = [
        {"text": "一", "points": 2, "must_any": ["壹"], "forbidden": ["没有"], "ordered": True},
        {"text": "二", "points": 1.5, "half": False},
    ]
    _face, key = halves("short_answer", key_points=rows)
    one, two = key.key_points
    assert (one.must_any, one.forbidden, one.ordered, one.half) == (("壹",), ("没有",), True, True)
    assert (two.must_any, two.forbidden, two.ordered, two.half) == ((), (), False, False)


def four_of_five(**changes: Any) -> dict[str, Any]:
    rows = [{"text": text, "points": 2} for text in "一二三四五"]
    return {"key_points": rows, "any_of": 4} | changes


def test_any_so_many_key_points_are_worth_what_so_many_are():
    face, key = halves("short_answer", **four_of_five(points=8))
    assert (face.points, key.full_points, key.most) == (8, 8, 8)
    assert key.any_of == 4
    again = ItemKey.from_data(key.to_data())
    assert again == key
    _face, plain = halves("short_answer", **four_of_five(any_of=...))
    assert (plain.full_points, plain.most) == (10, None)
    assert (
        "any_of" not in plain.to_data()
    )  # versions stored before there was such a thing stay the same


def test_a_statement_cannot_be_right_and_wrong():
    rows = [{"text": "一", "points": 2, "variants": ["壹"], "forbidden": ["壹。"]}]
    with pytest.raises(ValidationError, match="也写在得分的说法里"):
        halves("short_answer", key_points=rows)


def options(*texts: str, correct: str) -> list[dict[str, Any]]:
    return [{"text": text, "correct": text in correct} for text in texts]


@pytest.mark.parametrize(
    ("type_", "changes", "expected"),
    [
        ("single_choice", {"options": options("甲", "乙", "丙", correct="甲乙")}, "options: 单选题要有且只有一个正确选项，现有 2 个"),
        ("single_choice", {"options": options("甲", "乙", "丙", correct="")}, "现有 0 个"),
        ("single_choice", {"options": options("甲", "乙", " 甲。", correct="乙")}, "options.2.text: 与选项 A 相同"),
        ("single_choice", {"options": options("甲", "乙", correct="乙")}, "options: "),
        ("single_choice", {"options": [*options("甲", "乙", correct=""), {"text": "丙", "correct": True, "misconception": "x"}]}, "options.2.misconception: 正确选项"),
        ("multiple_response", {"options": options("甲", "乙", "丙", correct="甲")}, "至少要有两个正确选项"),
        ("single_choice", {"stem": "  "}, "stem: "),
        ("single_choice", {"stem": ...}, "stem: Field required"),
        ("single_choice", {"blanks": [["x"]]}, "blanks: Extra"),
        ("single_choice", {"stem": "有 {{n}} 位"}, "variables: 用到了 n，却没有定义 variables"),
        ("single_choice", {"knowledge": []}, "knowledge: "),
        ("single_choice", {"knowledge": ["ch01.a", "ch01.a"]}, "knowledge: 知识点重复"),
        ("single_choice", {"level": "熟悉"}, "level: 只能是 了解、掌握、运用 之一"),
        ("single_choice", {"cognitive": "评估"}, "cognitive: 只能是 识记"),
        ("single_choice", {"difficulty": 6}, "difficulty: "),
        ("single_choice", {"difficulty": True}, "difficulty: "),
        ("single_choice", {"use": "quiz"}, "use: 只能是 practice、exam、reserved 之一"),
        ("single_choice", {"points": 0}, "points: 分值应大于 0"),
        ("single_choice", {"points": 1.005}, "points: 分值最多两位小数"),
        ("single_choice", {"points": True}, "points: 应为数字"),
        ("single_choice", {"points": "nan"}, "points: 应为数字"),
        ("true_false", {"answer": "对"}, "answer: "),
        ("true_false", {"type": "是非"}, "type: 未知的题型：是非"),
        ("true_false", {"type": ...}, "type: 缺少题型"),
        ("fill_blank", {"blanks": [["1"], ["2"]]}, "blanks: 题干里有 1 个空，这里却给了 2 个空的答案"),
        ("fill_blank", {"stem": "{{n}} {{r}} _____"}, "stem: 每个空写作四个下划线"),
        ("fill_blank", {"blanks": [[]]}, "blanks.0: "),
        ("fill_blank", {"blanks": [["{{kept}}", "。"]]}, "blanks.0.1: 答案不能只有标点"),
        ("fill_blank", {"blanks": [[80]]}, "blanks.0.0: "),
        ("fill_blank", {"tolerance": -1}, "tolerance: 应不小于 0"),
        ("fill_blank", {"blanks": [["{{kept:percent}}"]], "tolerance": 1}, "tolerance: 答案是百分数时"),
        ("fill_blank", {"blanks": [["约 {{kept}}"]]}, "tolerance: 没有一个答案是数字"),
        ("fill_blank", {"derived": {"kept": "n / (r - 0.6)"}}, "variables: kept：算式里出现了除以零"),
        ("fill_blank", {"derived": {"kept": "n * x"}}, "variables: kept：算式里的 x 没有定义"),
        ("fill_blank", {"derived": {"kept": "n *"}}, "derived: 算式写得不对"),
        ("fill_blank", {"derived": {"kept": "n / 7"}}, "variables: 占位符 {{kept}} 的小数超过"),
        ("fill_blank", {"derived": {"kept": "n", "spare": "n"}}, "derived.spare: 定义了却没有用到"),
        ("fill_blank", {"derived": {"kept": "n", "n": "r"}}, "derived.n: 与 variables 里的名字相同"),
        ("fill_blank", {"variables": {"n": {"min": 1}, "r": {"choices": [1]}}}, "variables.n: 要写 choices"),
        ("fill_blank", {"variables": {"n": {"min": 2, "max": 1}, "r": {"choices": [1]}}}, "variables.n.max: 应大于 min"),
        ("fill_blank", {"variables": {"n": {"min": 1, "max": 9, "step": 0}, "r": {"choices": [1]}}}, "variables.n.step: 应大于 0"),
        ("fill_blank", {"variables": {"n": {"min": 1, "max": 2, "choices": [1]}, "r": {"choices": [1]}}}, "variables.n: choices 与"),
        ("short_answer", {"points": 4}, "points: 采分点的分值合计 3.5，与本题的 4 分不符"),
        ("short_answer", {"key_points": [{"text": "一", "points": 1}, {"text": "一。", "points": 1}]}, "key_points.1.text: 与第 1 个采分点相同"),
        ("short_answer", {"key_points": []}, "key_points: "),
        ("short_answer", {"any_of": 2}, "any_of: 任答的点数要少于采分点的个数（2 个）"),
        ("short_answer", {"any_of": 1}, "any_of: 任答时各采分点的分值要相同"),
        ("short_answer", {"any_of": -1}, "any_of: "),
        ("short_answer", four_of_five(points=10), "points: 任答 4 点共 8 分，与本题的 10 分不符"),
        ("short_answer", {"model_answer": ...}, "model_answer: Field required"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place(type_, changes, expected):
    found = problems(item(type_, **changes))
    assert any(expected in text for text in found), found


def test_options_that_coincide_for_some_numbers_are_found():
    data = item(
        "single_choice",
        stem="{{a}}",
        variables={"a": {"choices": [1, 2]}},
        options=options("{{a}}", "2", "3", correct="3"),
    )
    assert problems(data) == ["options.1.text: 与选项 A 相同（代入一组数字之后）"]


def test_everything_wrong_in_a_file_is_said_at_once_with_lines():
    text = """
chapter: ch01
stimuli:
  - {id: ch02-st-001, title: 材料, text: 正文}
items:
  - id: ch01-tf-001
    type: single_choice
    stem: 题干
    explanation: 解释
    knowledge: [ch01.a]
    level: 掌握
    cognitive: 应用
    difficulty: 9
    options: [{text: 甲, correct: true}, {text: 乙}, {txt: 丙}]
  - 一道题
"""
    document = load_yaml(text)
    with pytest.raises(ValidationError) as caught:
        ItemFileSpec.model_validate(document.value)
    found = [str(row) for row in from_validation_error("items/x.yml", caught.value, document)]
    assert [row.split("（")[0] for row in found] == [
        "items/x.yml › items[0].difficulty",
        "items/x.yml › items[0].options[2].text",
        "items/x.yml › items[0].options[2].txt",
        "items/x.yml › items[1]",
        "items/x.yml › items[0].id",
        "items/x.yml › stimuli[0].id",
    ]
    assert found[0].endswith(": 应不大于 5")
    assert "第 13 行" in found[0]


@pytest.mark.parametrize(
    ("id_", "message"),
    [
        ("ch01-sc-1", "编号应写作 ch01-tf-001"),
        ("ch01-sc-001", "编号中间应为“tf”"),
        ("ch02-tf-001", "编号应以“ch01-”开头"),
        ("", "缺少编号"),
    ],
)
def test_ids_of_a_file_follow_chapter_and_type(id_, message):
    data = {"chapter": "ch01", "items": [item("true_false", id=id_)]}
    with pytest.raises(ValidationError) as caught:
        ItemFileSpec.model_validate(data)
    [row] = caught.value.errors()
    assert row["loc"] == ("items", 0, "id")
    assert message in row["msg"]


def test_a_wrong_id_is_told_beside_everything_else_of_its_item():
    broken = item("fill_blank", id="bad id 空格", stem="{{n}}、{{r}}：____ 与 ____", tolerance=0)
    data = {"chapter": "ch01", "items": [item("true_false", id="ch01-tf-1"), broken]}
    with pytest.raises(ValidationError) as caught:
        ItemFileSpec.model_validate(data)
    found = [(row["loc"][-1], row["msg"]) for row in caught.value.errors()]
    assert found == [
        ("blanks", "题干里有 2 个空，这里却给了 1 个空的答案"),
        ("id", "编号应写作 ch01-tf-001"),
        ("id", "编号应写作 ch01-fb-001"),
    ]


@pytest.mark.parametrize("data", [None, [], "题", {"chapter": "ch01", "items": "题"}])
def test_what_is_no_file_of_items_is_refused(data):
    with pytest.raises(ValidationError):
        ItemFileSpec.model_validate(data)


def test_a_sound_file_keeps_the_shape_of_each_type():
    spec = ItemFileSpec.model_validate(
        {
            "chapter": "ch01",
            "stimuli": [{"id": "ch01-st-001", "title": "材料", "text": "正文"}],
            "items": [item(type_) for type_ in BODIES],
        }
    )
    assert [row.type.value for row in spec.items] == list(BODIES)
    assert all(row.to_face_and_key()[0].stem for row in spec.items)


def test_a_multiple_response_may_be_all_right():
    _face, key = halves("multiple_response", options=options("甲", "乙", "丙", correct="甲乙丙"))
    assert key.correct == ("A", "B", "C")
