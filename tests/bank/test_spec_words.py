"""What the specs say is known to the forms, so that it can be said in every language."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from pydantic import ValidationError

from app.bank.spec_words import knows, say
from app.bank.specs import parse_item

GOOD: dict[str, Any] = {
    "type": "single_choice",
    "stem": "题",
    "explanation": "解",
    "knowledge": ["ch01.a"],
    "level": "掌握",
    "cognitive": "理解",
    "difficulty": 2,
    "use": "exam",
    "options": [{"text": "甲", "correct": True}, {"text": "乙"}, {"text": "丙"}],
}
BLANKS = {k: v for k, v in GOOD.items() if k != "options"} | {
    "type": "fill_blank",
    "stem": "共 ____ 年",
    "blanks": [["5"]],
}
POINTS = {k: v for k, v in GOOD.items() if k != "options"} | {
    "type": "term",
    "model_answer": "答",
    "key_points": [{"text": "甲", "points": "2"}],
}
WRONG = [
    POINTS | {"any_of": 1},
    POINTS
    | {"any_of": 1, "key_points": [{"text": "甲", "points": 2}, {"text": "乙", "points": 1}]},
    POINTS
    | {"any_of": 1, "points": 3}
    | {"key_points": [{"text": "甲", "points": 2}, {"text": "乙", "points": 2}]},
    GOOD | {"points": "x"},
    GOOD | {"points": "101"},
    GOOD | {"points": "1.234"},
    GOOD | {"knowledge": ["ch01.a", "ch01.a"]},
    GOOD | {"knowledge": ["ch01.a", "ch01.b", "ch01.c", "ch01.d"]},
    GOOD | {"stem": "题" * 8001},
    GOOD | {"options": GOOD["options"][:2]},
    GOOD | {"options": [{"text": "甲"}, {"text": "乙"}, {"text": "丙"}]},
    GOOD | {"options": [*GOOD["options"], {"text": "甲"}]},
    GOOD
    | {"options": [{"text": "甲", "correct": True, "misconception": "误"}, *GOOD["options"][1:]]},
    GOOD | {"type": "multiple_response"},
    GOOD | {"stem": "有 {{n}} 位"},
    GOOD | {"variables": {"n": {"min": "1", "max": "5"}}},
    GOOD | {"stem": "{{n}}", "variables": {"n": {"min": "5", "max": "1"}}},
    GOOD | {"stem": "{{n}}", "variables": {"n": {"min": "1", "max": "9999999"}}},
    GOOD | {"stem": "{{n}}", "variables": {"n": {"choices": ["1", "1"]}}},
    GOOD | {"stem": "{{max}}", "variables": {"max": {"choices": ["1", "2"]}}},
    BLANKS | {"stem": "共 ___ 年"},
    BLANKS | {"stem": "年"},
    BLANKS | {"blanks": [["。"]]},
    BLANKS | {"blanks": [["甲"]], "tolerance": "1"},
    BLANKS | {"tolerance": "-1"},
    BLANKS | {"blanks": [["5%"]], "tolerance": "1"},
    POINTS | {"points": "3"},
    POINTS | {"key_points": [{"text": "甲", "points": "2"}, {"text": "甲", "points": "2"}]},
    POINTS | {"key_points": []},
]


@pytest.mark.parametrize("data", WRONG)
def test_sentences_of_the_specs_are_known(app: Flask, data: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_item(data)
    with app.test_request_context():
        for detail in caught.value.errors(include_url=False):
            sentence = say(detail)
            assert sentence.endswith("。")
            assert knows(sentence.removesuffix("。")) or sentence == "请填写这一项。"


def test_unknown_sentences_are_shown_as_they_are(app: Flask) -> None:
    assert not knows("这句话规格里没有")
    with app.test_request_context():
        detail: Any = {
            "type": "item",
            "loc": ("stem",),
            "msg": "这句话没有",
            "input": "x",
            "ctx": {"message": "这句话没有"},
        }
        assert say(detail) == "这句话没有。"
