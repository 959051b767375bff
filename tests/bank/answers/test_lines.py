"""Lines of JSON in and out; a slip in a line is told and costs the others nothing."""

import json

import pytest

from app.bank.answers.grader import Grader
from app.bank.answers.lines import grade_lines

GOOD = {
    "id": "甲",
    "type": "简答",
    "question": "老客户有什么意义？",
    "reference": "老客户会重复购买。",
    "max": 2,
    "key_points": [{"id": "k1", "text": "老客户会重复购买", "points": 2, "variants": ["反复购买"]}],
    "answer": "老客户会反复购买",
}


def run(grader: Grader, *lines: object) -> list[dict[str, object]]:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return list(grade_lines(texts, grader))


def test_a_line(grader: Grader):
    (result,) = run(grader, GOOD)
    assert result == {
        "id": "甲",
        "score": 2,
        "hit_key_points": ["k1"],
        "half_key_points": [],
        "spans": [{"key_point": "k1", "start": 0, "end": 8}],
        "confidence": result["confidence"],
        "needs_review": False,
        "reasons": [],
        "doubts": [],
    }


def test_types_by_either_name(grader: Grader):
    for type_ in ("short_answer", "简答题", "essay", "论述", "term", "名词解释"):
        assert run(grader, {**GOOD, "type": type_})[0]["score"] == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": "单选"}, "items grade"),
        ({"type": "猜谜"}, "未知的题型"),
        ({"max": 0}, "max 应大于 0"),
        ({"max": "6"}, "max 应为数字"),
        ({"max": True}, "max 应为数字"),
        ({"max": 1e400}, "max 应在"),
        ({"key_points": []}, "缺少采分点"),
        ({"key_points": [1]}, "第 1 个采分点应是一个对象"),
        ({"key_points": [{"text": "甲", "points": 1}]}, "缺少 id"),
        ({"key_points": [{"id": "k", "text": " ", "points": 1}]}, "没有文字"),
        ({"key_points": [{"id": "k", "text": "甲", "points": -1}]}, "应在 0 与"),
        ({"key_points": [{"id": "k", "text": "甲", "points": 1, "variants": "乙"}]}, "variants"),
        (
            {"key_points": [{"id": "k", "text": "甲", "points": 1, "must_any": "乙"}]},
            "must_any 应为",
        ),
        (
            {"key_points": [{"id": "k", "text": "甲", "points": 1, "forbidden": [1]}]},
            "forbidden 应为",
        ),
        (
            {"key_points": [{"id": "k", "text": "甲", "points": 1, "ordered": 1}]},
            "ordered 应为 true",
        ),
        ({"key_points": [{"id": "k", "text": "甲", "points": 1, "half": "no"}]}, "half 应为 true"),
        ({"key_points": [{"id": "k", "text": "甲", "points": 1}] * 2}, "id 重复"),
        ({"answer": ["甲"]}, "answer 应为文字"),
        ({"question": None}, "question 应为文字"),
    ],
)
def test_malformed_lines(grader: Grader, change: dict[str, object], message: str):
    result, good = run(grader, {**GOOD, **change}, GOOD)
    assert result["id"] == "甲"
    assert message in str(result["error"])
    assert good["score"] == 2


@pytest.mark.parametrize("name", ["type", "question", "reference", "max", "key_points", "answer"])
def test_what_is_missing(grader: Grader, name: str):
    (result,) = run(grader, {key: value for key, value in GOOD.items() if key != name})
    assert name in str(result["error"])


def test_lines_that_are_no_objects(grader: Grader):
    results = run(grader, "{", "[]", "", "null", "\udcff", '{"id": ""}', "[" * 100_000)
    assert [result["line"] for result in results] == [1, 2, 4, 5, 6, 7]


def test_no_answer_is_an_empty_one(grader: Grader):
    assert run(grader, {**GOOD, "answer": None})[0]["reasons"] == ["blank"]


def test_what_an_author_asks_of_a_key_point(grader: Grader):
    point = {
        "id": "k1",
        "text": "老客户会重复购买",
        "points": 2,
        "must_any": ["口碑"],
        "forbidden": [],
        "half": False,
    }
    (result,) = run(grader, {**GOOD, "key_points": [{**point, "ordered": None}]})
    assert result["score"] == 0
    assert "word_missing" in str(result["reasons"])
