"""A case small enough to reckon by hand, with one question of each type."""

from __future__ import annotations

import copy
from typing import Any

Value = dict[str, Any]


def fault(sort: str, phrase: str) -> Value:
    point = {"text": "承担首问责任", "points": 1, "variants": ["我来办"]}
    return {
        "sort": sort,
        "phrase": phrase,
        "why": "没有接住客户。",
        "rewrite": {"model": "我来查，四点前回您。", "points": [point]},
    }


def turn(id_: str, by: str, text: str, wrong: Value | None = None) -> Value:
    return {"id": id_, "by": by, "text": text} | ({"fault": wrong} if wrong else {})


RUBRIC = [
    {
        "name": "理由",
        "points": 4,
        "levels": [{"points": 4, "text": "有"}, {"points": 0, "text": "无"}],
    }
]
QUESTIONS = [
    {
        "id": "a1",
        "type": "choice",
        "prompt": "选哪个？",
        "points": 2,
        "options": [
            {"id": "x", "text": "甲", "right": True, "why": "对。"},
            {"id": "y", "text": "乙", "why": "不对。"},
        ],
    },
    {
        "id": "a2",
        "type": "text",
        "prompt": "为什么？",
        "points": 3,
        "model_answer": "因为。",
        "key_points": [{"text": "因", "points": 1}, {"text": "果", "points": 2}],
    },
    {
        "id": "a3",
        "type": "table",
        "prompt": "算一算。",
        "points": 3,
        "columns": ["人口", "天数", "叫什么"],
        "rows": [
            ["4 口", {"answer": 7.5, "formula": "60 / 8", "points": 2}, 1.5],
            ["3 口", 10, {"answer": "拉式", "variants": ["拉动式"]}],
        ],
        "explanation": "容量除以日耗。",
    },
    {
        "id": "a4",
        "type": "decision",
        "prompt": "怎么办？",
        "points": 4,
        "options": [{"id": "x", "text": "办"}, {"id": "y", "text": "不办"}],
        "model_answer": "办，因为。",
        "rubric": RUBRIC,
    },
]
CASE: Value = {
    "id": "case-small",
    "title": "小案例",
    "kind": "story",
    "chapters": ["ch01"],
    "knowledge": ["ch01.rm-process"],
    "minutes": 45,
    "summary": "一句话。",
    "status": "composite",
    "facts": [{"label": "人口", "value": "4 口"}],
    "sources": ["编写"],
    "parts": [
        {"id": "a", "title": "上", "text": "起初。", "questions": QUESTIONS},
        {
            "id": "b",
            "title": "下",
            "text": "后来。",
            "dialogue": {
                "people": {"customer": "客户", "agent": "客服"},
                "turns": [
                    turn("t1", "customer", "开通了没有？"),
                    turn("t2", "agent", "这不归我们管。", fault("推诿", "不归我们管")),
                    turn("t3", "agent", "是您记错了。", fault("争辩", "您记错了")),
                    turn("t4", "agent", "哦，还有事吗？", fault("情绪无回应", "哦")),
                ],
            },
            "questions": [
                {
                    "id": "b1",
                    "type": "dialogue",
                    "prompt": "找出失误。",
                    "points": 7,
                    "find": {"turn": 1, "sort": 1},
                    "rewrite": ["t2"],
                }
            ],
        },
    ],
    "teaching_note": "怎样上。",
    "discussion": ["还有呢？"],
}


def small_case() -> Value:
    """A fresh copy, to be changed."""
    return copy.deepcopy(CASE)
