"""Anchors, relations, slips and the model, each by itself."""

import pytest

from app.bank.answers.anchors import NONE, find_anchors
from app.bank.answers.features import NAMES
from app.bank.answers.model import Model, model_of, shipped_model
from app.bank.answers.pinyin import sound, syllables
from app.bank.answers.relations import Relation, crossed, parties_of
from app.bank.answers.statistics import Statistics
from app.bank.answers.text import clauses


def test_names_are_heads_that_differ():
    anchors = find_anchors("三类系统", ["运营型：流程", "分析型：数据", "三者互相配合"])
    assert anchors.points == (0, 1, NONE)


def test_a_question_may_name_what_is_compared():
    anchors = find_anchors("比较推销观念与营销观念的区别", ["起点不同，推销观念始于产品"])
    assert anchors.numbers == {"推销观念": 0, "营销观念": 1, "前者": 0, "后者": 1}
    assert anchors.side_by_side("短期与长期") == [0, 0, NONE, 1, 1]


def test_a_name_owns_to_the_end_of_its_sentence():
    anchors = find_anchors("", ["甲型：一", "乙型：二"])
    norm = "甲型是一,好。另说,乙型是二"
    owner = anchors.territory(norm, clauses(norm))
    assert owner[norm.index("好")] == 0
    assert owner[norm.index("另")] == NONE
    assert owner[norm.index("二")] == 1


def test_names_in_a_row_own_nothing():
    anchors = find_anchors("", ["甲型：一", "乙型：二"])
    norm = "分为甲型、乙型"
    assert set(anchors.territory(norm, clauses(norm))) == {NONE}


def test_exchanged_sides():
    own = [Relation("become", frozenset({"成本"}), frozenset({"利润"}))]
    turned = [Relation("become", frozenset({"利润"}), frozenset({"成本"}))]
    assert (crossed(own, turned), crossed(own, own)) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("为企业带来利润", {"企业"}),
        ("从客户得到的收益", {"企业"}),
        ("给顾客的好处", {"客户"}),
        ("利润", set[str]()),
    ],
)
def test_who_is_given(text: str, parties: set[str]):
    assert parties_of(text) == parties


def test_sounds():
    assert len(syllables()) > 6000
    assert sound("客互") == sound("客户") != sound("客服")
    assert sound("知") == sound("资")


def test_rare_words_weigh_more():
    counted = Statistics(100, {"客户": 90, "现值": 3})
    assert counted.weight("客户") < counted.weight("现值") < counted.weight("从没见过") == 1


def test_the_shipped_model_is_sound():
    model = shipped_model()
    assert len(model.some) == len(model.full) == len(NAMES) + 1
    some, full = model.chances([0.0] * len(NAMES))
    assert 0 <= full <= some < 0.5


def test_credit():
    model = Model((), (), 0.5, 0.6)
    assert [model.credit(*row) for row in ((0.4, 0.4), (0.7, 0.4), (0.9, 0.8))] == [0, 0.5, 1]


def test_weights_are_read_by_name():
    data = {
        "some": {"share": 2, "constant": -1},
        "full": {"constant": 0},
        "half_from": 0.5,
        "full_from": 0.5,
    }
    model = model_of(data)
    assert (model.some[0], model.some[-1]) == (2, -1)
