"""Who acts on whom, what is compared, what comes of what, and names that end a list in the question."""

import pytest

from app.bank.answers.actors import reversed_acts
from app.bank.answers.align import read_answer
from app.bank.answers.arrangement import outcome
from app.bank.answers.conflicts import conflicts, ready
from app.bank.answers.features import NAMES, evidence
from app.bank.answers.grader import Grader
from app.bank.answers.guards import Guarded
from app.bank.answers.item import Item, Question
from app.bank.answers.polarity import denies_inside
from app.bank.answers.statistics import shipped_statistics
from tests.bank.answers.conftest import question

REMEDY = question(
    "怎样对待出错的订单？",
    "企业向客户道歉并补偿客户，客户重新信任企业。",
    ("向客户道歉并给予补偿",),
    ("使客户重新信任企业",),
)
LOSS = question(
    "会员流失的原因有哪些？",
    "服务态度差；价格太高。",
    ("服务态度差", "店员爱搭不理"),
    ("价格太高", "卖得贵"),
)
STEPS = question(
    "开一家网店有哪些步骤？",
    "先选货源，再装修店铺，最后推广。",
    ("选择货源",),
    ("装修店铺",),
    ("推广宣传",),
)


def prepared(grader: Grader, asked: Question) -> Item:
    return ready(asked, grader.lexicon, shipped_statistics())


def kinds(grader: Grader, asked: Question, answer: str) -> list[set[str]]:
    item = prepared(grader, asked)
    return [
        set(conflicts(item, row)) for row in evidence(item, read_answer(item, answer), Guarded())
    ]


def feature(grader: Grader, asked: Question, answer: str, name: str) -> list[float]:
    item = prepared(grader, asked)
    rows = evidence(item, read_answer(item, answer), Guarded())
    return [row.values[NAMES.index(name)] for row in rows]


@pytest.mark.parametrize(
    ("answer", "is_exchanged"),
    [
        ("企业向客户道歉并补偿，让客户重新信任企业", False),
        ("商家主动道歉，赔偿顾客的损失", False),
        ("由店员出面道歉", False),
        ("客户主动向企业道歉，赔偿企业的损失", True),
        ("让顾客给店员道歉并补偿", True),
        ("店家才会重新信任客户", True),
    ],
)
def test_who_acts_on_whom(grader: Grader, answer: str, is_exchanged: bool) -> None:
    item = prepared(grader, REMEDY)
    rows = [
        reversed_acts(item.acts, row, item.usual_words) for row in read_answer(item, answer).acts
    ]
    other, same = (sum(row[side] for row in rows) for side in (0, 1))
    assert (other > same) is is_exchanged
    assert max(feature(grader, REMEDY, answer, "usual_acts")) == pytest.approx(
        other / (other + same + 0.5)
    )


def test_who_acts_is_remembered_to_the_end_of_the_sentence(grader: Grader) -> None:
    item = prepared(grader, REMEDY)

    def doer(answer: str) -> int:
        return read_answer(item, answer).acts[-1].get(("道歉", -1), 0)

    assert doer("客户发现出错，马上道歉") == 1
    assert doer("客户发现出错。马上道歉") == 0
    assert doer("不满意的客户来了，企业马上道歉") == -1


def test_a_name_that_ends_a_list_owns_what_follows(grader: Grader) -> None:
    asked = question(
        "简述早班、午班和晚班客服各做什么。",
        "早班：整理工单。午班：电话回访。晚班：值守紧急来电。",
        ("早班：整理工单",),
        ("午班：电话回访",),
        ("晚班：值守紧急来电",),
    )
    assert kinds(grader, asked, "早班整理工单；午班电话回访；晚班值守紧急来电") == [set()] * 3
    assert kinds(grader, asked, "晚班整理工单；早班值守紧急来电；午班电话回访") == [
        {"misplaced"},
        set(),
        {"misplaced"},
    ]


@pytest.mark.parametrize(
    ("answer", "is_crossed"),
    [
        ("服务老客户比开发新客户便宜", False),
        ("开发新客户比服务老客户贵", False),
        ("开发新客户的成本比服务老客户低得多", True),
        ("服务老客户比开发新客户还贵", True),
        ("老客户比新客户买得多", False),
    ],
)
def test_what_costs_more_than_what(grader: Grader, answer: str, is_crossed: bool) -> None:
    asked = question(
        "为什么要留人？", "服务老客户的成本低于开发新客户。", ("服务老客户的成本低于开发新客户",)
    )
    assert kinds(grader, asked, answer) == [{"crossed"} if is_crossed else set()]


@pytest.mark.parametrize(
    ("answer", "is_crossed"),
    [
        ("因为会员流失了，所以服务态度差，价格太高", True),
        ("会员流失造成服务态度差，价格太高", True),
        ("因为服务态度差，价格太高，所以会员流失", False),
        ("服务态度差，价格太高，造成会员流失", False),
        ("会员流失了。服务态度差，价格太高", False),
    ],
)
def test_what_comes_of_the_thing_whose_causes_are_asked(
    grader: Grader, answer: str, is_crossed: bool
) -> None:
    assert kinds(grader, LOSS, answer)[0] == ({"crossed"} if is_crossed else set())


def test_what_is_said_of_a_condition(grader: Grader) -> None:
    item = prepared(
        grader,
        question(
            "比较有哪些结果？",
            "实际低于期望，客户不满意。",
            ("实际低于期望，客户不满意",),
            ("实际高于期望，客户满意",),
        ),
    )

    def worth(answer: str) -> float:
        reading = read_answer(item, answer)
        row = evidence(item, reading, Guarded())[0]
        return outcome(reading, row.match, item.variants[row.match.variant])

    assert worth("实际低于期望，客户就不满意；实际高于期望，客户满意") > 0
    assert worth("实际低于期望，客户非常满意；实际高于期望，客户不满意") < 0


def test_steps_in_the_other_order(grader: Grader) -> None:
    right, wrong = "先选择货源，再装修店铺，最后推广宣传", "先推广宣传，再装修店铺，最后选择货源"
    assert feature(grader, STEPS, right, "turned_steps") == [0, 0, 0]
    assert feature(grader, STEPS, wrong, "turned_steps") == [1, 1, 1]
    # A list without words of order gives none.
    assert feature(grader, STEPS, "推广宣传；装修店铺；选择货源", "turned_steps") == [0, 0, 0]


def test_a_word_that_only_looks_like_a_denial() -> None:
    assert denies_inside("不太计较价格")
    assert not denies_inside("非常满意")
