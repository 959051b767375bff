"""What stands against what a key point says: the other side of a pair, sides joined otherwise, other names."""

import pytest

from app.bank.answers.align import read_answer
from app.bank.answers.contrasts import (
    finder_of,
    joined_in,
    joined_otherwise,
    other_side,
    pairs_in,
    sides_in,
    taken_by,
)
from app.bank.answers.features import NAMES, Evidence, evidence
from app.bank.answers.grader import Grader
from app.bank.answers.guards import guard
from app.bank.answers.item import Question
from tests.bank.answers.conftest import question

GROUPS = question(
    "名词解释：客户细分",
    "把全部客户分成若干群体，同一群内客户相似，不同群之间有差异，以便区别对待。",
    ("把全部客户分成若干群体", "把客户分成几类"),
    ("群内客户相似，群间有差异", "同类的人放一块"),
    is_term=True,
)
FIRMNESS = question(
    "简述客户满意与客户忠诚的关系。",
    "满意是忠诚的前提；满意不一定忠诚。",
    ("满意是忠诚的前提", "先满意才谈得上忠诚"),
    ("满意不一定忠诚", "满意的客户也会流失"),
)
STEPS = question(
    "简述 ETL 的三个步骤。",
    "先抽取：从业务系统读取数据；再转换：清洗数据、统一格式；最后装载：把数据导入数据仓库。",
    ("先抽取：从业务系统读取数据", "从数据源取出数据"),
    ("再转换：清洗数据、统一格式", "把脏数据洗干净"),
    ("最后装载：把数据导入数据仓库", "存进仓库"),
)
CREDIT = question(
    "写出客户资信评估的三项标准并说明。",
    "品格：信誉；能力：偿债能力；资本：财务实力。",
    ("品格：信誉、愿意还款", "品格"),
    ("能力：偿债与经营能力", "能力"),
    ("资本：财务实力", "资本"),
)
CHOICE = question(
    "企业为什么要选择客户？",
    "正确选择客户是成功开发客户的前提。",
    ("正确选择客户是成功开发客户的前提", "选对客户才能开发成功"),
)
TIERS = question(
    "对关键客户和小客户应分别怎样管理？",
    "关键客户：集中资源、专人服务；小客户：自助服务、节约成本。",
    ("关键客户：集中资源，专人服务", "大户派专人盯着"),
    ("小客户：自助服务，节约成本", "小散户让他自助"),
)


def rows(grader: Grader, item: Question, answer: str) -> list[Evidence]:
    ready = grader.item(item)
    reading = read_answer(ready, answer)
    return evidence(ready, reading, guard(ready, reading))


def value(row: Evidence, name: str) -> float:
    return row.values[NAMES.index(name)]


def test_sides_of_pairs():
    finder = finder_of(pairs_in(["老客户比新客户主动"]))
    assert finder
    first, second = taken_by("老客户很主动", finder), taken_by("新客户被动", finder)
    assert set(first.values()) == {1}
    assert set(second.values()) == {-1}
    assert taken_by("新客户和老客户", finder) != {}
    assert set(taken_by("新客户和老客户", finder).values()) == {0}
    assert other_side(first, second) == 1
    assert other_side(first, first) == 0
    assert other_side(first, {}) == 0
    assert sides_in([first, second]) == dict.fromkeys(first, 0)
    # 新客户被动 joins the sides as 老客户主动 does, 新客户主动 does not.
    own = joined_in([first])
    assert joined_otherwise(own, [second]) == 0
    assert joined_otherwise(own, [taken_by("新客户主动", finder)]) == 1
    assert finder_of(frozenset()) is None


def test_a_question_without_pairs_looks_for_none(grader: Grader):
    item = grader.item(question("什么是甲？", "乙。", ("甲是乙",)))
    assert item.finder is None
    assert read_answer(item, "甲是乙，老客户").sides == []


@pytest.mark.parametrize(
    ("answer", "joined"),
    [
        ("同一群里的客户相似，不同群之间差异大", 0),
        ("不同群之间差异大，同一群里的客户相似", 0),
        ("同一群里的客户差异大，不同群之间相似", 1),
    ],
)
def test_sides_joined_otherwise(grader: Grader, answer: str, joined: float):
    row = rows(grader, GROUPS, f"把客户分成几类，{answer}。")[1]
    assert value(row, "joined") == joined
    assert value(row, "all_joined") == joined


def test_what_is_joined_otherwise_earns_less(grader: Grader):
    right = grader.grade(GROUPS, "把全部客户分成若干群体，同一群里的客户相似，不同群之间差异大。")
    wrong = grader.grade(GROUPS, "把全部客户分成若干群体，同一群里的客户差异大，不同群之间相似。")
    assert right.score == 4
    assert wrong.score < 4
    assert wrong.confidence < right.confidence


@pytest.mark.parametrize(
    ("answer", "crossed"),
    [
        ("满意是忠诚的前提。", 0),
        ("客户满意是客户忠诚的基础。", 0),
        ("忠诚是满意的前提。", 1),
        ("客户忠诚是客户满意的基础和前提。", 1),
    ],
)
def test_basis_turned_round(grader: Grader, answer: str, crossed: float):
    """前提 and 基础 stand on neither side of the relation."""
    assert rows(grader, FIRMNESS, answer)[0].crossed == crossed


def test_relation_of_another_wording_than_the_nearest(grader: Grader):
    turned = "先开发客户成功了，才能谈选择，开发成功是选择客户的前提。"
    assert rows(grader, CHOICE, turned)[0].crossed == 1
    assert grader.grade(CHOICE, turned).score == 0
    assert grader.grade(CHOICE, "选择客户是开发客户成功的前提，选对了才能开发成功。").score == 2


def test_names_behind_words_of_order(grader: Grader):
    item = grader.item(STEPS)
    assert [item.anchors.name_of(point) for point in range(3)] == ["抽取", "转换", "装载"]
    wrong = "抽取是清洗数据、统一格式，转换是从业务系统读取数据，装载是把数据导入数据仓库。"
    assert grader.grade(STEPS, wrong).score == 2
    right = "抽取是从业务系统读取数据，转换是清洗数据、统一格式，装载是把数据导入数据仓库。"
    assert grader.grade(STEPS, right).score == 6
    assert (
        grader.grade(STEPS, "先抽取，从业务系统读取数据；再转换，清洗数据、统一格式。").score == 4
    )


def test_a_kind_of_customer_is_a_name_in_front_of_a_colon(grader: Grader):
    item = grader.item(TIERS)
    assert [item.anchors.name_of(point) for point in range(2)] == ["关键客户", "小客户"]
    turned = "小客户集中资源、派专人服务；关键客户让他自助，节约成本。"
    assert grader.grade(TIERS, turned).score == 0
    assert (
        grader.grade(TIERS, "关键客户集中资源、派专人服务；小客户让他自助，节约成本。").score == 4
    )


def test_a_bare_name_with_what_belongs_to_another(grader: Grader):
    turned = "品格是指财务实力，资本是指信誉好、愿意还款，能力是偿债能力。"
    marked = grader.grade(CREDIT, turned)
    assert marked.hits == ("k2",)
    assert "misplaced" in marked.reasons
    assert grader.grade(CREDIT, "品格、能力、资本。").score == 6
    assert grader.grade(CREDIT, "品格看信誉，能力看偿债能力，资本看财务实力。").score == 6


def test_the_other_side_of_a_pair(grader: Grader):
    kept = question("怎样看待老客户？", "保持老客户。", ("主动关心老客户", "常去看望老主顾"))
    assert value(rows(grader, kept, "要主动关心老客户。")[0], "other_pair") == 0
    assert value(rows(grader, kept, "要被动关心新客户。")[0], "other_pair") == 1
    assert value(rows(grader, kept, "要关心新客户和老客户。")[0], "other_pair") == 0
