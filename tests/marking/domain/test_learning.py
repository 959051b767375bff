"""What marked answers tell: the same words at once, the nearest only where leaving one out shows that it helps."""

from __future__ import annotations

import pytest

from app.marking.domain.clusters import pairs_of
from app.marking.domain.learning import (
    Graded,
    Shelf,
    blend,
    same_words,
    weigh,
    weight_of,
)

KINDS = ("客户流失说明满意度低要去回访", "企业应当奖励老顾客并发优惠券", "渠道畅通员工培训制度完善")


def graded(number: int, text: str, engine: float, given: float, doubted: bool = True) -> Graded:
    return Graded(number, number, text, (engine,), (given,), doubted)


def a_class(wrong: float, size: int = 24) -> list[Graded]:
    """Answers of three kinds; the engine misses the first kind by `wrong`, and people always give it all."""
    rows = []
    for n in range(size):
        kind = n % len(KINDS)
        given = 1.0 if kind == 0 else 0.0
        engine = given - wrong if kind == 0 else 0.0
        rows.append(graded(n + 1, f"{KINDS[kind]}{'啊呀哦嗯'[n % 4]}", engine, given))
    return rows


def test_the_same_words_are_found_whatever_stands_between_them() -> None:
    rows = [graded(1, "客户满意。", 0, 1), graded(2, "别的话", 0, 0)]
    found = same_words("客户，满意", rows)
    assert found is not None
    assert found.number == 1
    assert same_words("客户不满意", rows) is None
    assert same_words("，。", [graded(1, "……", 0, 1)]) is None


def test_of_the_same_words_the_newest_counts_and_none_where_people_disagreed() -> None:
    agreed = [graded(1, "客户满意", 0, 1), graded(2, "客户满意", 0, 1)]
    found = same_words("客户满意", agreed)
    assert found is not None
    assert found.number == 2
    assert same_words("客户满意", [*agreed, graded(3, "客户满意", 0, 0.5)]) is None


def test_only_what_is_alike_is_near() -> None:
    rows = a_class(1.0)
    near = Shelf(rows).nearest(pairs_of(KINDS[0]))
    assert len(near) == 3
    assert all(one.text.startswith(KINDS[0]) for _likeness, one in near)
    assert Shelf(rows).nearest(pairs_of("完全不同的一句")) == []


def test_the_weight_grows_with_what_was_marked() -> None:
    assert [weight_of(n) for n in (0, 20, 60)] == [0, 0.5, 0.75]


@pytest.mark.parametrize(
    ("engine", "weight", "mixed"),
    [(0.0, 0.5, 0.5), (0.0, 0.8, 1.0), (0.0, 0.2, 0.0), (1.0, 0.5, 1.0)],
)
def test_a_blend_comes_in_halves(engine: float, weight: float, mixed: float) -> None:
    near = [(0.9, graded(1, "甲", 0, 1.0)), (0.4, graded(2, "乙", 0, 1.0))]
    assert blend((engine,), near, weight) == (mixed,)


def test_without_neighbours_the_engine_stays() -> None:
    assert blend((0.5, 0.0), [], 0.9) == (0.5, 0.0)


def test_the_nearest_are_asked_where_the_engine_misses_what_people_see() -> None:
    lesson = weigh(Shelf(a_class(1.0)), [2.0])
    assert lesson is not None
    assert lesson.helps
    assert (lesson.count, round(lesson.before, 3)) == (24, 0.333)
    assert lesson.after < lesson.before


def test_they_are_not_asked_where_the_engine_is_right() -> None:
    lesson = weigh(Shelf(a_class(0.0)), [2.0])
    assert lesson is not None
    assert not lesson.helps


def test_nor_where_marks_follow_no_likeness() -> None:
    rows = [graded(n, f"{KINDS[0]}{n}", 0.5, float(n % 2)) for n in range(24)]
    lesson = weigh(Shelf(rows), [1.0])
    assert lesson is not None
    assert not lesson.helps


def test_nineteen_are_too_few_and_so_are_four_doubted_ones() -> None:
    assert weigh(Shelf(a_class(1.0, 19)), [2.0]) is None
    sure = [graded(n, f"{KINDS[0]}{n}", 0, 1, doubted=n < 4) for n in range(30)]
    assert weigh(Shelf(sure), [2.0]) is None
