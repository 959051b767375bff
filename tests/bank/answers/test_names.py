"""What stands under the name of another key point, or of another term, is said of that."""

import pytest

from app.bank.answers.align import read_answer
from app.bank.answers.conflicts import CROSSED, MISPLACED, conflicts
from app.bank.answers.features import NAMES, evidence
from app.bank.answers.grader import Grader
from app.bank.answers.guards import Guarded
from app.bank.answers.item import KeyPoint, Question
from app.bank.answers.valence import valence
from tests.bank.answers.conftest import question

STAGES = Question(
    "客户关系生命周期分为哪四个阶段？说明各阶段的特征。", "", 4,
    (
        KeyPoint("k1", "考察期：相互了解和试探，交易量小", 1, ("双方刚刚接触",)),
        KeyPoint("k2", "形成期：信任加深，交易迅速增长", 1),
        KeyPoint("k3", "稳定期：双方高度满意，交易量最高", 1),
        KeyPoint("k4", "退化期：交易量下降，开始寻找新的伙伴", 1, ("关系变差",)),
    ),
)  # fmt: skip
LEVELS = Question(
    "客户保持有哪三个层次？", "", 3,
    (
        KeyPoint("k1", "第一层次：打折和积分，容易被模仿", 1),
        KeyPoint("k2", "第二层次：和客户交朋友，有感情", 1),
        KeyPoint("k3", "第三层次：共享系统，最持久", 1),
    ),
)  # fmt: skip
MINING = Question(
    "举例说明数据挖掘的方法。", "", 2,
    (
        KeyPoint("k1", "分类：判断客户的信用好坏", 1),
        KeyPoint("k2", "回归或时间序列：预测销售额", 1),
    ),
)  # fmt: skip
SELLING = Question(
    "名词解释：交叉销售", "", 3,
    (KeyPoint("k1", "对象是现有客户", 1), KeyPoint("k2", "销售不同的产品或服务", 2)),
    is_term=True,
)  # fmt: skip


def measured(grader: Grader, question: Question, answer: str) -> dict[str, dict[str, float]]:
    item = grader.item(question)
    rows = evidence(item, read_answer(item, answer), Guarded())
    return {
        question.key_points[row.point].id: dict(zip(NAMES, row.values, strict=True)) for row in rows
    }


def misplaced(grader: Grader, question: Question, answer: str) -> set[str]:
    item = grader.item(question)
    rows = evidence(item, read_answer(item, answer), Guarded())
    return {question.key_points[row.point].id for row in rows if MISPLACED in conflicts(item, row)}


def test_a_name_is_no_wording_of_what_it_names(grader: Grader):
    bare = measured(grader, STAGES, "最后一个阶段叫退化期。")
    assert bare["k4"]["share"] < 0.5
    assert measured(grader, STAGES, "最后两家的关系变差。")["k4"]["share"] > 0.9


def test_a_key_point_knows_what_of_others_stands_under_its_name(grader: Grader):
    turned = "考察期交易量下降，开始寻找新的伙伴；退化期双方刚刚接触。"
    right = "考察期双方刚刚接触；退化期交易量下降，开始寻找新的伙伴。"
    assert measured(grader, STAGES, turned)["k4"]["invaded"] > 0.5
    assert measured(grader, STAGES, turned)["k2"]["invaded"] == 0
    assert measured(grader, STAGES, right)["k4"]["invaded"] < 0.3


@pytest.mark.parametrize(
    ("asked", "answer", "turned"),
    [
        (STAGES, "稳定期交易量下降，双方寻找新的伙伴；退化期双方高度满意，交易量最高。", {"k3", "k4"}),
        (STAGES, "稳定期双方高度满意，交易量最高；退化期交易量下降，寻找新的伙伴。", set[str]()),
        (LEVELS, "最低的层次是共享系统，最持久；最高的层次是打折和积分，容易被模仿。", {"k1", "k3"}),
        (LEVELS, "最低的层次是打折和积分，容易被模仿；最高的层次是共享系统，最持久。", set[str]()),
        (MINING, "时间序列用来判断客户的信用好坏，分类用来预测销售额。", {"k1", "k2"}),
        (MINING, "时间序列用来预测销售额，分类用来判断客户的信用好坏。", set[str]()),
        (SELLING, "交叉销售是卖更贵的同类产品，而追加销售才是销售不同的产品或服务。", {"k2"}),
        (SELLING, "交叉销售是销售不同的产品或服务，而追加销售是卖更贵的同类产品。", set[str]()),
        # A slip in the term is no other term.
        (SELLING, "交插销售是向现有客户销售不同的产品或服务。", set[str]()),
    ],
)  # fmt: skip
def test_what_is_said_of_another_name_is_misplaced(
    grader: Grader, asked: Question, answer: str, turned: set[str]
):
    assert misplaced(grader, asked, answer) == turned


FOUR = Question(
    "4C 与 4P 的要素怎样对应？", "", 3,
    (
        KeyPoint("k1", "成本（Cost，顾客愿付的），对应价格", 1),
        KeyPoint("k2", "便利，对应渠道", 1),
        KeyPoint("k3", "沟通，对应促销", 1),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "crossed"),
    [
        ("成本对应渠道，便利对应价格，沟通对应促销。", {"k1", "k2"}),
        ("价格——便利；渠道——成本；促销——沟通", {"k1", "k2"}),
        ("价格→成本，渠道→便利，促销→沟通。", set[str]()),
        ("成本是顾客愿意付的，对应价格；便利，对应渠道。", set[str]()),
        ("成夲对应价格，便力对应渠道。", set[str]()),
    ],
)
def test_partners_of_a_pair_are_not_exchanged(grader: Grader, answer: str, crossed: set[str]):
    item = grader.item(FOUR)
    rows = evidence(item, read_answer(item, answer), Guarded())
    found = {FOUR.key_points[row.point].id for row in rows if CROSSED in conflicts(item, row)}
    assert found == crossed


BAD, PLAIN, GOOD = -1, 0, 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("产品质量差", BAD), ("服务不及时", BAD), ("没有人负责", BAD), ("质量太好", GOOD), ("态度热情", GOOD),
        ("处理不拖拉", GOOD), ("客户的偏好", PLAIN), ("错过的快递", PLAIN), ("建立长期关系", PLAIN),
    ],
)  # fmt: skip
def test_praise_and_blame(text: str, told: int):
    assert max(-1, min(1, valence(text))) == told


def test_a_cause_of_failure_told_as_a_merit_is_seen(grader: Grader):
    why = question("客户流失的原因？", "质量差。", ("产品质量出现失误",), ("服务态度差",))
    assert measured(grader, why, "因为产品质量太好")["k1"]["valence"] < 0
    assert measured(grader, why, "因为产品质量太差")["k1"]["valence"] > 0
