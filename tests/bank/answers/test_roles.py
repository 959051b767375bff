"""Who does what to whom, what comes first, and heaps known by their shape."""

import pytest

from app.bank.answers.align import read_answer
from app.bank.answers.arrangement import arrangement
from app.bank.answers.conflicts import conflicts, ready
from app.bank.answers.features import evidence
from app.bank.answers.grader import Grader
from app.bank.answers.guards import Guarded, guard, judged
from app.bank.answers.heap import SHAPE
from app.bank.answers.roles import exchanged, merged
from app.bank.answers.statistics import shipped_statistics
from tests.bank.answers.conftest import RETAIN, VALUE, question
from tools.made_heaps import made_heaps


def roles(grader: Grader, answer: str) -> tuple[int, int]:
    item = grader.item(VALUE)
    return exchanged(item.roles, merged(read_answer(item, answer).roles))


def test_parties_on_their_side_and_exchanged(grader: Grader) -> None:
    other, same = roles(grader, "客户在整个期间为企业带来的利润总和")
    assert same > other
    other, same = roles(grader, "企业在整个期间为客户带来的利润总和")
    assert other > same


def test_an_opposite_beside_its_neighbour(grader: Grader) -> None:
    item = grader.item(question("途径？", "增加服务价值。", ("增加服务价值",), ("减少时间成本",)))

    def opposed(answer: str) -> float:
        reading = read_answer(item, answer)
        row = evidence(item, reading, Guarded())[0]
        return arrangement(item, reading, row.match).opposed

    assert opposed("增加服务价值，减少时间成本") == 0
    assert opposed("减少服务价值，增加时间成本") > 0


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("先说服普通人，再由普通人带动核心人物", "crossed"), ("先说服核心人物", "")],
)
def test_what_comes_first(grader: Grader, answer: str, kind: str) -> None:
    item = ready(
        question("中心开花法？", "先说服核心人物。", ("先说服核心人物，再由他带动普通人",)),
        grader.lexicon,
        shipped_statistics(),
    )
    (row,) = evidence(item, read_answer(item, answer), Guarded())
    assert conflicts(item, row) == (frozenset({kind}) if kind else frozenset())


def test_a_conflict_of_the_model_answer_proves_nothing(grader: Grader) -> None:
    item = ready(
        question("怎样看？", "老客户会重复购买。", ("老客户会重复购买",)),
        grader.lexicon,
        shipped_statistics(),
    )
    (row,) = evidence(item, read_answer(item, "老客户不会重复购买"), Guarded())
    assert item.tripped == [frozenset()]
    assert conflicts(item, row) == frozenset({"denied"})
    item.tripped = [frozenset({"denied"})]
    assert conflicts(item, row) == frozenset()


def test_the_shape_of_an_answer_corrects_the_guards() -> None:
    plain = Guarded(own_rate=0.9)
    assert judged(plain, 0.9).stuffed
    assert judged(Guarded(own_rate=0.1), 0.9).copied
    assert judged(plain, 0.2) == plain
    assert not judged(Guarded(copied=True), 0.01).copied
    assert judged(Guarded(stuffed=True), 0.01).stuffed


def test_made_heaps_earn_nothing_and_a_list_that_answers_does(grader: Grader) -> None:
    line = {
        "item": "i1",
        "question": RETAIN.stem,
        "key_points": [
            {"text": point.text, "variants": list(point.variants)} for point in RETAIN.key_points
        ],
    }
    heaps = list(made_heaps(line))
    assert len(heaps) == 9
    assert heaps == list(made_heaps(line))
    earned = [grader.grade(RETAIN, heap).score for heap in heaps]
    assert sum(score > 0 for score in earned) <= 1, earned
    assert (
        grader.grade(RETAIN, "重复购买；留住老客户比拉新客户省钱；带来口碑；不太计较价格").score
        >= 7
    )


def test_the_shape_has_its_figures(grader: Grader) -> None:
    item = grader.item(RETAIN)
    shape = guard(item, read_answer(item, "老客户会重复购买")).shape
    assert len(shape) == len(SHAPE)
    assert shape[SHAPE.index("says")] == 1
