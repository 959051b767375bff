"""What a browser posts for each item type, right as it stands; keywords change fields."""

from __future__ import annotations

from typing import Any

LABELS = {
    "knowledge-0": "ch01.remember",
    "knowledge-1": "",
    "knowledge-2": "",
    "level": "掌握",
    "cognitive": "理解",
    "difficulty": "2",
    "use": "practice",
}
COMMON = LABELS | {
    "stem": "店主记卡片是为了什么（　）。",
    "explanation": "因为记得住。",
    "action": "save",
}
SHAPES: dict[str, dict[str, Any]] = {
    "single_choice": {
        "options-0-text": "记得住读者",
        "options-1-text": "催读者还书",
        "options-1-misconception": "以为卡片是催单",
        "options-2-text": "给店里凑数",
        "options-3-text": "",
        "correct": "0",
        "shuffle": "y",
    },
    "multiple_response": {
        "options-0-text": "记得住读者",
        "options-1-text": "催读者还书",
        "options-2-text": "给店里凑数",
        "correct": ["0", "2"],
        "shuffle": "y",
    },
    "true_false": {"answer": "false", "misconception": "以为热闹就是价值"},
    "fill_blank": {
        "stem": "读者价值是 ____ 元，共 ____ 年。",
        "blanks-0": "200\r\n二百",
        "blanks-1": "5",
        "ordered": "y",
        "tolerance": "0.5",
    },
    "term": {
        "model_answer": "全部客户价值的总和。",
        "key_points-0-text": "全部客户",
        "key_points-0-points": "2",
        "key_points-0-variants": "所有客户\r\n全体客户",
        "key_points-1-text": "价值的总和",
        "key_points-1-points": "2",
    },
    "short_answer": {
        "model_answer": "先识别，再区分。",
        "key_points-0-text": "识别",
        "key_points-0-points": "3",
        "key_points-1-text": "区分",
        "key_points-1-points": "3",
    },
    "essay": {
        "model_answer": "论述如下。",
        "key_points-0-text": "观点",
        "key_points-0-points": "16",
    },
}


def posted(type_: str, **changes: Any) -> dict[str, Any]:
    """Form fields of a good item; a field changed to None is not posted."""
    fields = COMMON | SHAPES[type_] | {k.replace("__", "-"): v for k, v in changes.items()}
    return {name: value for name, value in fields.items() if value is not None}
