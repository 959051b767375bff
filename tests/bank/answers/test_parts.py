"""Anchors, relations, slips and the model, each by itself."""

import math
import random

import pytest

from app.bank.answers.anchors import NONE, find_anchors
from app.bank.answers.features import NAMES
from app.bank.answers.model import Model, Trees, model_of, shipped_model
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
    assert len(model.some.rows) == len(model.full.rows) > 20
    some, full = model.chances([0.0] * len(NAMES))
    assert 0 <= full <= some < 0.5


def test_both_sums_asked_together_say_what_each_says_alone():
    model, chance = shipped_model(), random.Random(3)
    for _ in range(200):
        values = [chance.choice((0.0, 1.0, chance.random())) for _ in NAMES]
        some, full = model.some.chance(values), model.full.chance(values)
        assert model.chances(values) == (some, min(some, full))


def test_credit():
    model = Model(Trees(0), Trees(0), 0.5, 0.6)
    assert [model.credit(*row) for row in ((0.4, 0.4), (0.7, 0.4), (0.9, 0.8))] == [0, 0.5, 1]


def test_trees_are_read_by_name():
    share = NAMES.index("share")
    leaves = [-9.0, 0, 0, 0, 0, 0, 0, 9.0]
    row = [["share"] * 7, [0.5, 0.5, 0.5, None, 0.5, 0.5, 0.5], leaves]
    data = {
        "some": {"base": 1.0, "trees": [row]},
        "full": {"base": 0, "trees": []},
        "half_from": 0.5,
        "full_from": 0.5,
    }
    model = model_of(data)
    low, high = [0.0] * len(NAMES), [0.0] * len(NAMES)
    high[share] = 0.9
    assert model.some.chance(low) < 0.01 < 0.99 < model.some.chance(high)
    assert model.chances(high)[1] == 0.5


def test_asking_each_feature_once_is_walking_down_each_tree():
    chance = random.Random(7)
    rows = []
    for depth in (3, 5, 5, 2):
        count = 2**depth - 1
        features = [chance.randrange(4) for _ in range(count)]
        cuts = [chance.choice((0.25, 0.5, 0.75, math.inf)) for _ in range(count)]
        rows.append((features, cuts, [chance.uniform(-1, 1) for _ in range(count + 1)]))
    trees = Trees.of(0.3, rows)
    for _ in range(200):
        values = [chance.choice((0.0, 0.25, 0.4, 0.5, 0.6, 0.75, 1.0)) for _ in range(4)]
        total = 0.3
        for features, cuts, leaves in rows:
            node = 0
            while node < len(features):
                node = 2 * node + 1 + (values[features[node]] > cuts[node])
            total += leaves[node - len(features)]
        assert trees.chance(values) == 1 / (1 + math.exp(-total))


def test_a_tree_of_another_version_is_refused():
    row = [["no such feature"] * 7, [0.5] * 7, [0.0] * 8]
    data = {"some": {"base": 0, "trees": [row]}, "full": {"base": 0, "trees": []}}
    with pytest.raises(KeyError):
        model_of({**data, "half_from": 0.5, "full_from": 0.5})


def test_a_name_may_stand_before_a_comma_where_three_do():
    points = ["品格,查信誉", "担保,看抵押", "资本,看净资产", "依结果决定"]
    assert find_anchors("写出应当核查什么", points).points == (0, 1, 2, NONE)
    assert find_anchors("写出应当核查什么", points[:2]).points == ()


def test_names_in_the_question_come_before_things_compared():
    anchors = find_anchors(
        "设计行前、行中、行后各一项", ["行前一项:指南", "行中一项:询问", "行后一项:回访"]
    )
    assert anchors.points == (0, 1, 2)


def test_the_beginning_of_a_name_counts_where_a_clause_begins():
    anchors = find_anchors("", ["担保品:抵押", "环境状况:行业"])
    norm = "担保看抵押,先看环境"
    owner = anchors.territory(norm, clauses(norm))
    assert (owner[0], owner[-1]) == (0, 0)
