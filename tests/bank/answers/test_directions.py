"""Which way things go, and what a denial leaves standing."""

import pytest

from app.bank.answers.align import read_answer
from app.bank.answers.anchors import NONE, find_anchors
from app.bank.answers.conflicts import DENIED, conflicts
from app.bank.answers.directions import contrary, merged_ways, ways_of
from app.bank.answers.features import NAMES, evidence
from app.bank.answers.grader import Grader
from app.bank.answers.guards import guard
from app.bank.answers.item import Question
from app.bank.answers.lexicon import Group, build_lexicon
from app.bank.answers.polarity import verdict_at_end
from app.bank.answers.text import clauses, normalise
from app.bank.answers.units import units_of
from tests.bank.answers.conftest import RETAIN, question

WORDS = build_lexicon(
    [
        Group("提高", ("提升", "升高"), (), ("降低", "减少")),
        Group("转换成本"),
        Group("效率"),
        Group("费用"),
        Group("合适", ("适当",), (), ("不合适",)),
        Group("面子"),
        Group("广告费"),
        Group("预警"),
    ]
)


def ways(text: str) -> dict[str, int]:
    norm = normalise(text).norm
    return merged_ways(
        row for clause in clauses(norm) for row in ways_of(units_of(norm, clause, WORDS))
    )


def signs(text: str) -> dict[str, int]:
    norm = normalise(text).norm
    return {
        unit.base: unit.sign
        for clause in clauses(norm)
        for unit in units_of(norm, clause, WORDS)
        if not unit.scarce
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("提高客户的转换成本", {"转换成本": 1}),
        ("应该降低转换成本", {"转换成本": -1}),
        ("效率降低，费用升高", {"效率": -1, "费用": 1}),
        ("降低费用、提高效率", {"效率": 1, "费用": -1}),
        ("费用和效率", {}),
    ],
)
def test_a_direction_governs_what_follows_or_else_what_stands_before(
    text: str, wanted: dict[str, int]
):
    assert ways(text) == wanted


def test_the_other_way_is_contrary():
    assert contrary({"成本": -1}, [("成本", 1)]) == 1
    assert contrary({"成本": -1}, [("成本", -1), ("效率", 1)]) == 0
    assert contrary({}, [("成本", 1)]) == 0


def test_the_figure_reaches_the_trees(grader: Grader):
    item = grader.item(
        question("怎样留住客户？", "", ("提高客户的转换成本",), ("减少客户等待时间",))
    )
    reading = read_answer(item, "要降低客户的转换成本")
    row = evidence(item, reading, guard(item, reading))[0]
    assert row.values[NAMES.index("contrary")] == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("预警也不用考虑", 2),
        ("建立预警没有什么用", 4),
        ("价格不是要考虑的因素", 2),
        ("超出期望则是浪费钱", 4),
        ("不应该做", 0),
        ("客户不满意", -1),
        ("不影响客户的选择", -1),
        ("客户满意", -1),
    ],
)
def test_a_verdict_at_the_end_is_found(text: str, place: int):
    assert verdict_at_end(text) == place


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("预警也不用考虑", {"预警": -1}),
        ("要看时机合不合适", {"合适": 1}),
        ("时机不合适", {"合适": -1}),
        ("不伤客户的面子", {"面子": 1}),
        ("没有面子", {"面子": -1}),
        ("不用再花那么多广告费", {}),
        ("不花广告费", {"广告费": -1}),
    ],
)
def test_what_a_denial_denies(text: str, wanted: dict[str, int]):
    assert signs(text) == wanted


def _vetoed(grader: Grader, asked: Question, answer: str) -> set[str]:
    item = grader.item(asked)
    reading = read_answer(item, answer)
    rows = evidence(item, reading, guard(item, reading))
    return {asked.key_points[row.point].id for row in rows if DENIED in conflicts(item, row)}


def test_a_verdict_behind_a_comma_denies_what_stands_before_it(grader: Grader):
    assert "k3" in _vetoed(grader, RETAIN, "让老客户推荐企业，没有什么用")
    assert "k3" not in _vetoed(grader, RETAIN, "让老客户推荐企业，很有用")


def test_a_denial_is_part_of_what_a_key_point_says(grader: Grader):
    item = grader.item(
        question("满意与忠诚有什么关系？", "", ("满意不一定忠诚",), ("满意是忠诚的基础",))
    )
    denial = item.variants[0].denial
    said: list[bool] = []
    for answer in ("满意的客户不一定忠诚", "满意才忠诚"):
        reading = read_answer(item, answer)
        match = evidence(item, reading, guard(item, reading))[0].match
        said.append(bool(match.found.said & denial))
    assert denial
    assert said == [True, False]


def test_a_saying_that_holds_a_denial_is_a_word(grader: Grader):
    item = grader.item(question("三者是什么关系？", "", ("三者缺一不可",), ("三者各有侧重",)))
    assert "缺一不可" in item.postings


def test_a_key_point_about_two_names_belongs_to_neither():
    found = find_anchors(
        "名词解释：客户让渡价值",
        ["总价值减去总成本", "总价值：产品与服务", "总成本：货币与时间"],
    )
    assert found.pattern is None or found.relates("总价值减去总成本")
    assert not found.relates("总价值包括产品")


def test_ordinal_names_have_short_forms():
    found = find_anchors(
        "在哪三个层次上进行？",
        ["第一层次：财务利益", "第二层次：社会利益", "第三层次：结构性联系"],
    )
    norm = "第二个层面是感情"
    owners = found.territory(norm, clauses(norm))
    assert set(owners) == {found.of_point(1)} != {NONE}


def test_what_one_has_forgotten_is_not_said(grader: Grader):
    asked = question(
        "RFM 三个字母指什么？", "", ("R：最近一次消费",), ("F：消费频率",), ("M：消费金额",)
    )
    item = grader.item(asked)
    reading = read_answer(item, "M是消费金额，F我忘记了")
    assert not reading.found[1]
