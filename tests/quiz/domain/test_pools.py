"""Pools, own sections and parallel forms: what every candidate's paper has in common."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.types import ItemType
from app.quiz.domain import pools
from app.quiz.domain.paper import Slot, arrange, in_sections
from app.quiz.domain.parallel import Likeness, match, stand_in
from app.quiz.domain.pools import PoolFault, chance, outline, pools_of, worth

seeds = st.integers(0, 2**63 - 1)
SINGLE, TRUTH, SHORT = ItemType.SINGLE_CHOICE, ItemType.TRUE_FALSE, ItemType.SHORT_ANSWER


def slot(id_: int, type_: ItemType = SINGLE, **values: object) -> Slot:
    given_: dict[str, object] = {"id": id_, "position": id_, "type": type_, "points": Decimal(2)}
    return Slot(**(given_ | values))  # type: ignore[arg-type]


@st.composite
def papers(draw: st.DrawFn) -> list[Slot]:
    """Forms with sound pools: several sections, some pools, some questions on a shared text."""
    slots: list[Slot] = []
    for n in range(draw(st.integers(1, 5))):
        section = draw(st.sampled_from(["", "案例分析", "基础知识"]))
        type_ = draw(st.sampled_from([SINGLE, TRUTH, SHORT]))
        size = draw(st.integers(1, 6))
        take = draw(st.integers(0, size))  # 0: no pool
        points = Decimal(draw(st.integers(1, 10)))
        for _member in range(size):
            pooled = {"pool": f"p{n}", "take": take} if take else {}
            text = draw(st.sampled_from([None, None, 7]))
            slots.append(
                slot(
                    len(slots) + 1,
                    type_,
                    points=points,
                    section=section,
                    stimulus_id=text,
                    **pooled,
                )
            )
    return slots


@given(papers(), seeds, st.booleans())
def test_every_seed_draws_exactly_what_each_pool_gives(
    slots: list[Slot], seed: int, shuffle: bool
) -> None:
    assert not any(pool.faults for pool in pools_of(slots))
    shown = [one for section in arrange(slots, seed=seed, shuffle=shuffle) for one in section.slots]
    drawn = Counter(one.pool for one in shown if one.pool)
    assert drawn == {pool.name: pool.take for pool in pools_of(slots)}
    assert {one.id for one in shown} >= {one.id for one in slots if not one.pool}
    assert len({one.id for one in shown}) == len(shown) == len(pools.given(slots))


@given(papers(), seeds, seeds)
def test_all_papers_are_worth_the_same_section_by_section(
    slots: list[Slot], one: int, other: int
) -> None:
    shapes = [
        [(s.title, len(s.slots), s.total) for s in arrange(slots, seed=seed, shuffle=True)]
        for seed in (one, other)
    ]
    assert shapes[0] == shapes[1] == [(p.title, p.count, p.points) for p in outline(slots)]
    assert sum((total for _title, _count, total in shapes[0]), Decimal(0)) == worth(slots)


@given(papers(), seeds)
def test_a_stored_order_shows_the_same_sections_again(slots: list[Slot], seed: int) -> None:
    sections = arrange(slots, seed=seed, shuffle=True)
    stored = [one for section in sections for one in section.slots]
    assert in_sections(stored) == sections


@given(papers())
def test_chances_add_up_to_what_a_candidate_gets(slots: list[Slot]) -> None:
    assert sum(chance(slots).values(), Fraction(0)) == len(pools.given(slots))


def test_an_own_section_holds_several_types_and_shuffles_within_each() -> None:
    slots = [
        *(slot(n, SINGLE, section="案例分析") for n in (1, 2, 3, 4)),
        *(slot(n, SHORT, section="案例分析") for n in (5, 6)),
        slot(7, SINGLE),
    ]
    orders = set()
    for seed in range(30):
        case, rest = arrange(slots, seed=seed, shuffle=True)
        assert (case.title, case.number, case.first, case.last) == ("案例分析", 1, 1, 6)
        assert (rest.title, rest.type, rest.first) == ("", SINGLE, 7)
        ids = [one.id for one in case.slots]
        assert set(ids[:4]) == {1, 2, 3, 4}
        assert set(ids[4:]) == {5, 6}
        orders.add(tuple(ids))
    assert len(orders) > 10


def test_a_text_keeps_its_questions_of_all_types_together_in_an_own_section() -> None:
    slots = [
        slot(1, SINGLE, section="案例", stimulus_id=9),
        slot(2, SHORT, section="案例", stimulus_id=9),
        slot(3, SINGLE, section="案例"),
        slot(4, SINGLE, section="案例"),
    ]
    for seed in range(20):
        (section,) = arrange(slots, seed=seed, shuffle=True)
        ids = [one.id for one in section.slots]
        assert ids.index(2) == ids.index(1) + 1


def test_uneven_pools_say_why() -> None:
    def faults(*slots: Slot) -> list[PoolFault]:
        (pool,) = pools_of(slots)
        return pool.faults

    one, two = slot(1, pool="1", take=1), slot(2, pool="1", take=1)
    assert faults(one, two) == []
    assert faults(one, replace(two, points=Decimal(3))) == [PoolFault.POINTS]
    assert faults(one, replace(two, type=TRUTH)) == [PoolFault.HEADING]
    assert faults(one, replace(two, section="案例")) == [PoolFault.HEADING]
    assert faults(replace(one, take=3), replace(two, take=3)) == [PoolFault.TAKE]
    assert faults(replace(one, take=0), replace(two, take=0)) == [PoolFault.TAKE]
    assert faults(one, replace(two, take=2)) == [PoolFault.TAKE]


def like(id_: int, **values: object) -> Likeness:
    given_: dict[str, object] = {
        "id": id_, "chapter": "ch01", "type": SINGLE, "use": "exam", "level": "了解",
        "cognitive": "识记", "difficulty": 2, "shares_text": False,
    }  # fmt: skip
    return Likeness(**(given_ | values))  # type: ignore[arg-type]


def test_a_parallel_form_takes_the_most_alike_of_the_same_place() -> None:
    wanted = [like(1), like(2, difficulty=5), like(3, chapter="ch02")]
    pool = [
        like(11, difficulty=4), like(12), like(13, chapter="ch02", level="运用"),
        like(14, type=TRUTH), like(15, use="practice"),
    ]  # fmt: skip
    for seed in range(10):
        found, missing = match(wanted, pool, Random(seed))
        assert found[3] == 13
        assert {found[1], found[2]} == {11, 12}
        assert missing == []


def test_gaps_of_a_parallel_form_are_named() -> None:
    found, missing = match([like(1), like(2)], [like(11)], Random(1))
    assert len(found) == 1
    assert len(missing) == 1
    assert stand_in(like(1), [like(11, chapter="ch09")], Random(1)) is None
    assert stand_in(like(1), [like(11)], Random(1)) == 11


@given(st.lists(st.integers(1, 5), min_size=1, max_size=12), seeds)
def test_no_item_is_used_twice_and_a_seed_repeats_itself(levels: list[int], seed: int) -> None:
    wanted = [like(n, difficulty=level) for n, level in enumerate(levels, 1)]
    pool = [like(100 + n, difficulty=1 + n % 5) for n in range(len(levels) + 3)]
    found, missing = match(wanted, pool, Random(seed))
    assert missing == []
    assert len(set(found.values())) == len(wanted)
    assert match(wanted, pool, Random(seed)) == (found, missing)
