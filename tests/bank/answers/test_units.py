"""Synonyms, opposites and denials become signed concepts."""

import pytest

from app.bank.answers.lexicon import Group, build_lexicon
from app.bank.answers.text import clauses, normalise
from app.bank.answers.units import units_of

WORDS = build_lexicon(
    [
        Group("提高", ("提升", "improve"), ("促进",), ("降低",)),
        Group("高层", ("领导", "老板")),
        Group("支持", ("撑腰",)),
        Group("服务质量", ("服务水平",)),
        Group("服务"),
        Group("质量"),
        Group("愿意", ("乐意",)),
        Group("小", ("little",)),
    ]
)


def said(text: str) -> list[tuple[str, int]]:
    norm = normalise(text).norm
    return [
        (unit.base, unit.sign)
        for clause in clauses(norm)
        for unit in units_of(norm, clause, WORDS)
        if not unit.part
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("提升服务水平", [("提高", 1), ("服务质量", 1)]),
        ("降低服务质量", [("提高", -1), ("服务质量", 1)]),
        ("领导不撑腰", [("高层", 1), ("支持", -1)]),
        ("缺乏老板的支持", [("高层", -1), ("支持", -1)]),
        ("并不是领导不支持", [("高层", -1), ("支持", 1)]),
        ("不但提升服务", [("提高", 1), ("服务", 1)]),
        ("支不支持", [("支持", 1)]),
        ("与服务质量无关", [("服务质量", -1)]),
        ("不能不支持", [("支持", 1)]),
        ("IMPROVE 服务", [("提高", 1), ("服务", 1)]),
        ("improved", []),
        ("小组", []),
    ],
)
def test_signs(text: str, wanted: list[tuple[str, int]]):
    assert said(text) == wanted


@pytest.mark.parametrize("between", ["", "，"])
def test_a_comma_does_not_change_what_is_denied(between: str):
    assert said(f"领导不支持{between}不等于服务好")[-1] == ("服务", -1)
    assert said(f"领导不支持{between}就是服务好")[-1] == ("服务", 1)


def test_little_is_said_to_be_rare_and_not_denied():
    norm = "支持很少,服务"
    units = [u for clause in clauses(norm) for u in units_of(norm, clause, WORDS)]
    assert [(u.base, u.sign, u.scarce) for u in units] == [("支持", 1, True), ("服务", 1, False)]


def test_a_long_word_also_says_what_it_holds():
    norm = "服务质量"
    units = units_of(norm, clauses(norm)[0], WORDS)
    assert [unit.base for unit in units] == ["服务质量", "服务", "质量"]
    assert [unit.part for unit in units] == [False, True, True]


def test_a_near_word_counts_less():
    norm = "促进"
    assert units_of(norm, clauses(norm)[0], WORDS)[0].quality < 1
