"""Checks that a scenario brings along in place of the default rubrics."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from app.roleplay.domain.matching import holds
from app.roleplay.domain.rubric import Check, Evidence, Test
from app.roleplay.domain.scenario import Condition, Ending, OwnCheck
from app.roleplay.domain.scene import Turn
from app.roleplay.domain.text import bare


def own_checks(checks: Sequence[OwnCheck]) -> Iterator[Check]:
    """Each check of the scenario, with the test that its condition names."""
    for check in checks:
        make = _TESTS.get(check.condition)
        test = make(check) if make else None
        advice = "由老师评定。" if test is None else f"争取做到：{check.name}。"
        yield Check(check.id, check.axis, check.axis, check.name, check.points, advice, test)


def _by_turn(choose: Callable[[OwnCheck, Turn], bool]) -> Callable[[OwnCheck], Test]:
    """A test met by `least` fair turns to the right person, early enough."""

    def make(check: OwnCheck) -> Test:
        def test(evidence: Evidence) -> Sequence[int] | None:
            found = [
                turn.number
                for turn in evidence.fair
                if check.who in ("", turn.to)
                and (not check.by or turn.number <= check.by)
                and choose(check, turn)
            ]
            return found if len(found) >= check.least else None

        return test

    return make


def _has_act(check: OwnCheck, turn: Turn) -> bool:
    return turn.judgement.has(*check.acts) and holds(bare(turn.text), check.any)


def _has_met(check: OwnCheck, turn: Turn) -> bool:
    return check.ref in turn.met and bool(turn.known)


def _kept(check: OwnCheck) -> Test:
    def test(evidence: Evidence) -> Sequence[int] | None:
        turns = evidence.scene.turns
        if any(turn.limits or turn.judgement.is_misconduct for turn in turns):
            return None
        found = [turn.number for turn in evidence.fair if turn.met]
        return found if len(found) >= check.least else None

    return test


def _anger(check: OwnCheck) -> Test:
    def test(evidence: Evidence) -> Sequence[int] | None:
        moods = [g.mood for p, g in evidence.pairs if check.who in ("", p.id)]
        return [] if all(mood.anger <= check.most for mood in moods) else None

    return test


def _ending(check: OwnCheck) -> Test:
    wanted = Ending(check.ref)

    def test(evidence: Evidence) -> Sequence[int] | None:
        ends = [evidence.ending(p) for p, _guest in evidence.pairs if check.who in ("", p.id)]
        return [] if all(end is wanted for end in ends) else None

    return test


_TESTS: Mapping[Condition, Callable[[OwnCheck], Test]] = {
    Condition.ACT: _by_turn(_has_act),
    Condition.FACT: _by_turn(lambda check, turn: turn.told == check.ref),
    Condition.NEED: _by_turn(_has_met),
    Condition.RESTATED: _by_turn(lambda _check, turn: bool(turn.restated)),
    Condition.OBJECTION: _by_turn(lambda check, turn: check.ref in turn.answered),
    Condition.KEPT: _kept,
    Condition.ANGER: _anger,
    Condition.ENDING: _ending,
}
