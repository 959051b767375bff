"""Marks: whole points, each citing turns; nothing that cheats pays, nothing rude ever helps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.roleplay.domain.acts import Act, Judgement, Taboo
from app.roleplay.domain.debrief import mark_scene, tell_run
from app.roleplay.domain.engine import recompute
from app.roleplay.domain.rubric import Mark, spread
from app.roleplay.domain.rubrics import checks_of
from app.roleplay.domain.scenario import Condition, OwnCheck, Sort
from app.roleplay.domain.scene import Scene
from tests.roleplay.conftest import persona, scenario
from tests.roleplay.domain.test_engine import GOOD, told

PLAYED = scenario()


def marked(scene: Scene) -> Mark:
    return mark_scene(PLAYED, scene)


def test_rubrics_sum_to_a_hundred() -> None:
    sales = replace(PLAYED, sort=Sort.ACQUISITION, rubric="acquisition-v1")
    for one in (PLAYED, sales, scenario(persona(), persona("he", "何先生"))):
        assert sum(check.points for check in checks_of(one)) == 100


def test_a_good_conversation_earns_nearly_everything() -> None:
    marks = marked(told(PLAYED, *GOOD))
    missed = [result.check.id for result in marks.results if not result.met]
    assert missed == ["fact.lin.baby"]
    assert marks.points == 93


def test_every_check_that_is_met_cites_its_turns_or_the_whole() -> None:
    for result in marked(told(PLAYED, *GOOD)).results:
        if result.met and not result.check.id.startswith("end."):
            assert result.turns
        assert set(result.turns) <= set(range(1, len(GOOD) + 1))


def test_order_of_acts_within_a_turn_does_not_matter() -> None:
    turned = [(text, tuple(reversed(acts))) for text, acts in GOOD]
    assert marked(told(PLAYED, *turned)).points == marked(told(PLAYED, *GOOD)).points


@pytest.mark.parametrize("turn", range(1, len(GOOD) + 1))
def test_a_taboo_never_raises_a_mark(turn: int) -> None:
    scene = told(PLAYED, *GOOD)
    rude = Judgement((*GOOD[turn - 1][1], Act.ARGUE), Taboo.SNEER)
    assert marked(recompute(PLAYED, scene, {turn: rude})).points < marked(scene).points


def test_a_relevant_question_never_lowers_a_mark() -> None:
    for at in range(len(GOOD)):
        lines = [*GOOD[:at], ("还有什么影响？", (Act.ASK,)), *GOOD[at:]]
        assert marked(told(PLAYED, *lines)).points >= marked(told(PLAYED, *GOOD)).points


def test_penalties_are_counted_twice_a_class_and_forty_in_all() -> None:
    scene = told(PLAYED, *GOOD)
    corrections = {n: Judgement((Act.ARGUE,), list(Taboo)[n % 2]) for n in range(1, 7)}
    marks = marked(recompute(PLAYED, scene, corrections))
    assert all(penalty.points <= 10 for penalty in marks.penalties)
    assert marks.taken <= 40
    assert marks.points == 0


def test_silence_is_worth_nothing() -> None:
    assert marked(told(PLAYED)).points == 0


def test_a_remedy_by_guess_earns_nothing() -> None:
    marks = marked(told(PLAYED, *GOOD[3:]))
    assert {r.check.id for r in marks.results if r.met} & {"need.lin.swap", "know.first"} == set()


def own(condition: Condition, **more: object) -> OwnCheck:
    return OwnCheck("c", "名", 100, "轴", condition, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("check", "points"),
    [
        (own(Condition.ACT, acts=(Act.GREET,)), 100),
        (own(Condition.ACT, acts=(Act.GREET,), any=("晚上好",)), 0),
        (own(Condition.ACT, acts=(Act.COMMIT,), by=3), 0),
        (own(Condition.ACT, acts=(Act.ASK,), least=2), 0),
        (own(Condition.FACT, ref="where"), 100),
        (own(Condition.FACT, ref="baby"), 0),
        (own(Condition.NEED, ref="swap"), 100),
        (own(Condition.NEED, ref="swap", who="nobody"), 0),
        (own(Condition.RESTATED), 100),
        (own(Condition.OBJECTION, ref="x"), 0),
        (own(Condition.KEPT), 100),
        (own(Condition.KEPT, least=3), 0),
        (own(Condition.ANGER, most=35), 100),
        (own(Condition.ANGER, most=0), 0),
        (own(Condition.ENDING, ref="resolved"), 100),
        (own(Condition.ENDING, ref="lost"), 0),
    ],
)
def test_own_checks(check: OwnCheck, points: int) -> None:
    played = replace(PLAYED, rubric="own", checks=(check,))
    assert mark_scene(played, told(played, *GOOD)).points == points


def test_what_is_the_instructors_stays_open() -> None:
    played = replace(PLAYED, rubric="own", checks=(own(Condition.TEACHER),))
    marks = mark_scene(played, told(played, *GOOD))
    assert (marks.points, marks.most, marks.results[0].met) == (0, 0, None)


@pytest.mark.parametrize(("points", "count"), [(14, 3), (20, 6), (5, 8)])
def test_points_are_spread_whole(points: int, count: int) -> None:
    assert sum(spread(points, count)) == points


def test_the_debrief_tells_what_was_missed_and_what_would_have_opened_it() -> None:
    run = tell_run(PLAYED, told(PLAYED, *GOOD))
    assert [one["question"] for one in run["debrief"]["missed_facts"]] == ["还有什么影响？"]
    assert run["debrief"]["missed_needs"] == []
    assert run["end"] == {"lin": "resolved"}
    assert len(run["debrief"]["curve"]) == len(GOOD) + 1
    assert run["states"][-1]["met"] == ["swap", "soon"]
    assert sum(axis["max"] for axis in run["debrief"]["axes"].values()) == 100
