from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.likeness import Text, compare, rank

STEM = "下列属于衡量客户满意度常用指标的有（　）。"
OPTIONS = ("美誉度", "指名度", "回头率", "市场占有率")


def test_the_same_text_is_wholly_alike() -> None:
    one = compare(Text(stem=STEM, options=OPTIONS), Text(stem=STEM, options=OPTIONS))
    assert one.share == 1
    assert one.is_twin
    assert one.pieces == ("下列属于衡量客户满意度常用指标的有",)


def test_a_copy_with_other_options_and_other_marks_is_still_a_twin() -> None:
    other = Text(stem="下列属于衡量客户满意度常用指标的是：( )", options=("甲", "乙"))
    assert compare(Text(stem=STEM, options=OPTIONS), other).is_twin


def test_empty_phrases_are_told_apart_by_their_options() -> None:
    own = Text(stem="正确的是（　）。", options=("先识别客户", "再区分客户"))
    other = Text(stem="正确的是（　）。", options=("价格越低越好", "送货越快越好"))
    assert not compare(own, other).is_twin


def test_what_is_filed_under_the_same_point_is_said() -> None:
    own = Text(stem=STEM, knowledge=("a", "b"))
    other = Text(stem="简述呼叫中心的起源。", knowledge=("c", "b"))
    one = compare(own, other)
    assert one.points == ("b",)
    assert one.counts
    assert not compare(own, Text(stem="简述呼叫中心的起源。")).counts


def test_the_same_words_about_another_material_ask_something_else() -> None:
    own = Text(stem="据材料，说明店主的做法好在哪里。", material="a", knowledge=("p",))
    other = Text(stem="据材料，说明店主的做法好在哪里。", material="b", knowledge=("p",))
    assert compare(own, other).share == 0
    assert compare(own, other).points == ("p",)


def test_rank_puts_texts_before_points_and_keeps_to_the_most() -> None:
    others = [
        Text(stem="简述呼叫中心的起源。", knowledge=("a",)),
        Text(stem="什么都不一样。"),
        Text(stem="下列属于衡量客户忠诚度常用指标的有（　）。"),
        Text(stem=STEM),
    ]
    found = rank(Text(stem=STEM, knowledge=("a",)), others, 10)
    assert [place for place, _likeness in found] == [3, 2, 0]
    assert len(rank(Text(stem=STEM, knowledge=("a",)), others, 1)) == 1


@pytest.mark.parametrize("text", ["", "（　）", "____", "{{n}}"])
def test_nothing_is_like_nothing(text: str) -> None:
    assert compare(Text(stem=text), Text(stem=text)).share in (0, 1)
    assert compare(Text(stem=text), Text(stem=STEM)).share == 0


words = st.text(alphabet="客户价值满意度的，（）2%", max_size=30)


@given(words, words)
def test_likeness_is_mutual_and_between_nothing_and_all(own: str, other: str) -> None:
    there, back = (
        compare(Text(stem=own), Text(stem=other)),
        compare(Text(stem=other), Text(stem=own)),
    )
    assert there.share == back.share
    assert 0 <= there.share <= 1
