"""Answers grouped by likeness: what shares a judgement, in which order, and at what pace."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.marking.domain.clusters import Read, cluster, seconds_left


def read(work: int, text: str, earns: tuple[float, ...] = (0.0,), *, confidence: float = 0.5, sure: bool = False) -> Read:  # fmt: skip
    return Read(work_id=work, text=text, credits=earns, confidence=confidence, sure=sure)


def ids(reads: list[Read]) -> list[list[int]]:
    return [[member.work_id for member in group.members] for group in cluster(reads)]


def test_doubtful_answers_share_a_group_only_where_their_words_are_alike() -> None:
    same = [
        read(1, "投诉少不代表客户满意"),
        read(2, "投诉少，不代表客户满意。"),
        read(3, "渠道不通，想投诉也没有地方"),
    ]
    assert ids(same) == [[1, 2], [3]]


def test_what_the_engine_is_sure_of_is_one_group_whatever_the_words() -> None:
    sure = [
        read(1, "不投诉不等于满意", (1.0,), confidence=0.95, sure=True),
        read(2, "没人投诉也可能都走了", (1.0,), confidence=0.9, sure=True),
        read(3, "没人投诉", (0.0,), confidence=0.92, sure=True),
    ]
    assert ids(sure) == [[2, 1], [3]]


def test_other_points_are_another_group_though_the_words_are_alike() -> None:
    assert ids([read(1, "客户流失了", (1.0,)), read(2, "客户流失了", (0.5,))]) == [[1], [2]]


def test_the_most_doubtful_come_first_and_of_equals_the_larger_group() -> None:
    reads = [
        read(1, "甲乙丙丁", confidence=0.7),
        read(2, "子丑寅卯", confidence=0.3),
        read(3, "春夏秋冬", confidence=0.7),
        read(4, "春夏秋冬", confidence=0.7),
    ]
    assert ids(reads) == [[2], [3, 4], [1]]


def test_what_needs_a_person_comes_before_all_that_is_sure() -> None:
    reads = [
        read(1, "甲乙丙丁", confidence=0.75, sure=True),
        read(2, "子丑寅卯", confidence=0.9),
        read(3, "春夏秋冬", confidence=0.95),
    ]
    assert ids(reads) == [[2], [3], [1]]


texts = st.text(alphabet="客户满意投诉流失。 ", max_size=12)
reads = st.lists(
    st.tuples(texts, st.sampled_from([(0.0,), (0.5,), (1.0,)]), st.floats(0, 1), st.booleans()),
    max_size=30,
)


@given(reads, st.randoms())
def test_every_answer_is_in_one_group_and_their_order_does_not_matter(rows, random) -> None:
    answers = [
        read(n, text, earns, confidence=confidence, sure=sure)
        for n, (text, earns, confidence, sure) in enumerate(rows, 1)
    ]
    groups = cluster(answers)
    assert sorted(m.work_id for g in groups for m in g.members) == [a.work_id for a in answers]
    shuffled = list(answers)
    random.shuffle(shuffled)
    assert cluster(shuffled) == groups
    order = [(g.sure, g.confidence) for g in groups]
    assert order == sorted(order)


def test_the_rest_is_told_at_the_pace_of_the_latest_acts() -> None:
    assert seconds_left([0, 10, 20, 1000, 1010], 6) == 60
    assert seconds_left([0, 10], 6) is None
    assert seconds_left([], 3) is None
