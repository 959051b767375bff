"""A course's own words on top of the lexicon."""

import pytest

from app.bank.answers.grader import Grader
from app.bank.answers.layers import layer_of, with_layer
from app.bank.answers.lexicon import Group, Sense, Words, build_lexicon
from app.bank.lexicon import read_lexicon
from tests.bank.answers.conftest import CONTENT, RETAIN, question

BRING = question("简述老客户的作用。", "", ("老客户带来新客户",), ("客户流失减少利润",))
SMALL = build_lexicon(
    [
        Group("老客户", ("熟客",), opposite=("新客户",)),
        Group("重复购买", ("回头客", "回购"), near=("常来",)),
        Group("忠诚", ("回头客", "死忠")),
        Group("提高", ("增加",), opposite=("降低",)),
    ]
)


def layered(*groups: tuple[str, ...], below: Words = SMALL) -> Words:
    layer = layer_of(groups)
    assert layer is not None
    return with_layer(below, layer)


def bases(words: Words, word: str) -> set[tuple[str, int]]:
    return {(one.base, one.sign) for one in words.senses(word) or ()}


def test_no_groups_are_no_layer():
    assert layer_of([]) is None


def test_the_same_groups_are_the_same_layer():
    assert layer_of([["甲乙", "丙丁"]]) is layer_of([("甲乙", "丙丁")])
    assert layer_of([("甲乙", "丙丁")]) is not layer_of([("丙丁", "甲乙")])


def test_unknown_words_mean_each_other():
    words = layered(("萌新客", "小白客"))
    assert words.senses("小白客") == (Sense("萌新客", 1, 1.0),)
    assert words.senses("萌新客") == words.senses("小白客")


def test_an_unknown_word_means_what_the_known_one_does_and_its_opposite():
    assert bases(layered(("熟客", "街坊")), "街坊") == {("老客户", 1)}
    assert bases(layered(("新客户", "萌新")), "萌新") == {("老客户", -1)}


def test_of_several_known_words_a_new_one_means_what_they_have_in_common():
    words = layered(("回头客", "死忠", "铁杆"))
    assert bases(words, "铁杆") == {("忠诚", 1)}
    assert words.senses("死忠") == SMALL.senses("死忠")
    assert words.senses("回头客") == SMALL.senses("回头客")


def test_words_with_nothing_in_common_mean_all_that_any_of_them_does():
    words = layered(("熟客", "死忠"))
    assert bases(words, "熟客") == bases(words, "死忠") == {("老客户", 1), ("忠诚", 1)}


def test_a_word_that_only_comes_near_makes_the_group_a_concept_of_its_own():
    words = layered(("常来", "总来"))
    assert max(one.quality for one in words.senses("总来") or ()) == 1


def test_the_words_below_stay_as_they_are():
    words = layered(("熟客", "街坊"))
    for word in ("老客户", "新客户", "回头客", "降低"):
        assert words.senses(word) == SMALL.senses(word)
    assert SMALL.senses("街坊") is None
    assert "街坊" in words.alike("老客户")
    assert words.has_opposite("提高")
    assert [word for _, _, word in words.scan("街坊熟客", 0, 4)] == ["街坊", "熟客"]


@pytest.fixture(scope="module")
def lexicon() -> Words:
    return read_lexicon(CONTENT)


def test_a_new_word_stands_in_for_a_known_one_inside_longer_words():
    below = build_lexicon(
        [Group("新客户"), Group("带来新客户", ("拉新客户",)), Group("关系"), Group("近新")]
    )
    words = layered(("新客户", "萌新"), ("关系", "羁绊"), below=below)
    assert bases(words, "带来萌新") == bases(words, "拉萌新") == {("带来新客户", 1)}
    assert below.senses("没有关系") == ()
    assert words.senses("没有羁绊") is None  # else the denial in it would be lost
    assert bases(words, "近新") == {("近新", 1)}


def test_a_grade_changes_by_a_group_and_by_nothing_else(lexicon: Words, grader: Grader):
    own = Grader(layered(("新客户", "萌新"), below=lexicon))
    assert grader.grade(BRING, "老客户介绍萌新").hits == ()
    assert own.grade(BRING, "老客户介绍萌新").hits == ("k1",)
    assert own.grade(BRING, "老客户不会介绍萌新").hits == ()
    for answer in ("老客户会带来新客户。", "客户走了，利润就少了。", "不知道", RETAIN.reference):
        for asked in (BRING, RETAIN):
            assert own.grade(asked, answer) == grader.grade(asked, answer)


def test_a_blank_is_read_with_the_layer_as_well(lexicon: Words):
    asked = question("做法是____。", "", ("吸引新客户",))
    own = Grader(layered(("新客户", "萌新"), below=lexicon))
    assert Grader(lexicon).grade_blank(asked, "吸引萌新").hits == ()
    assert own.grade_blank(asked, "吸引萌新").hits == ("k1",)
