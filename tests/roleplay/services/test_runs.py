"""Conversations: stored before answered, safe in two tabs, played again from their rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.extensions import db as database
from app.roleplay.domain.acts import Act
from app.roleplay.domain.debrief import mark_scene
from app.roleplay.domain.engine import play
from app.roleplay.domain.manner import Manner, manner_of
from app.roleplay.domain.scripts import read_moves
from app.roleplay.judging import shipped_judge
from app.roleplay.models import PlayRun, PlayTurn
from app.roleplay.services import runs
from app.roleplay.services.debriefing import Debrief
from app.roleplay.services.played import Played, load_played, read_judgement, write_judgement
from app.roleplay.services.runs import CannotSay, Saying, TurnTaken
from app.roleplay.services.scripts import ensure_script, open_script
from app.roleplay.specs import ScenarioSpec
from tests.builders import Builders
from tests.conftest import Clock

Speak = Callable[[PlayRun, Sequence[str]], Played]
Begin = Callable[..., PlayRun]


@pytest.mark.both_engines
def test_a_stored_scenario_is_the_same_scenario(spec: ScenarioSpec, db: Any, clock: Clock) -> None:
    row = ensure_script(spec, clock())
    assert ensure_script(spec, clock()).id == row.id
    database.session.expire_all()
    assert open_script(row).scenario == spec.build()
    changed = spec.model_copy(update={"title": "另一个"})
    assert ensure_script(changed, clock()).id != row.id


def test_judgements_come_back_as_they_were_written() -> None:
    judgement = shipped_judge().judge("这是我们的疏忽，向您道歉。您什么时候知道的？", "退卡！")
    assert read_judgement(json.loads(json.dumps(write_judgement(judgement)))) == judgement
    assert judgement.why


@pytest.mark.both_engines
def test_a_run_plays_as_the_engine_plays(
    make: Builders, begin: Begin, speak: Speak, spec: ScenarioSpec
) -> None:
    run = begin(make.user())
    played = speak(run, spec.scripts.model)
    scenario = spec.build()
    scene = play(scenario, list(read_moves(scenario, spec.scripts.model)), shipped_judge().judge, 3)
    assert played.scene == scene
    assert [line.reply for line in played.lines] == [turn.reply for turn in scene.turns]
    assert played.is_over
    assert run.points == mark_scene(scenario, scene).points
    assert run.ending == "resolved"


@pytest.mark.both_engines
def test_a_turn_is_taken_once(make: Builders, begin: Begin, clock: Clock, db: Any) -> None:
    run = begin(make.user())
    first = Saying(number=1, text="您好，我是小林，您先说。")
    runs.say(run, first, clock())
    again = runs.say(run, first, clock())
    assert again.last == 1
    with pytest.raises(TurnTaken):
        runs.say(run, Saying(number=1, text="另一个窗口说的话"), clock())
    with pytest.raises(TurnTaken):
        runs.say(run, Saying(number=5, text="跳过去说"), clock())
    assert database.session.scalar(select(func.count()).select_from(PlayTurn)) == 1


@pytest.mark.both_engines
def test_the_database_knows_each_turn_once(
    make: Builders, begin: Begin, clock: Clock, db: Any
) -> None:
    run = begin(make.user())
    runs.say(run, Saying(number=1, text="您好，我是小林。"), clock())
    row = load_played(run).lines[0].row
    twice = PlayTurn(
        run_id=run.id, number=1, to=row.to, text="又一句", judgement=row.judgement, context="",
        reply="", created_at=clock(),
    )  # fmt: skip
    database.session.add(twice)
    with pytest.raises(IntegrityError):
        database.session.flush()
    database.session.rollback()


def test_what_was_said_is_there_after_a_crash(
    make: Builders, begin: Begin, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after the turn was stored, before anything was shown."""
    run = begin(make.user())
    runs.say(run, Saying(number=1, text="您好，我是小林。"), clock())
    database.session.expunge_all()
    found = database.session.get_one(PlayRun, run.id)
    assert [line.row.text for line in load_played(found).lines] == ["您好，我是小林。"]


@pytest.mark.parametrize(
    ("text", "problem"), [("", "还没有写"), (" \u200b\n", "还没有写"), ("好" * 5001, "最多")]
)
def test_nothing_is_said_by_bad_input(
    text: str, problem: str, make: Builders, begin: Begin, clock: Clock
) -> None:
    run = begin(make.user())
    with pytest.raises(CannotSay, match=problem):
        runs.say(run, Saying(number=1, text=text), clock())
    assert load_played(run).last == 0


@pytest.mark.parametrize(
    "text",
    [
        "我们这里有很多门课程" * 500,
        "<script>alert(1)</script>",
        "😡😡😡",
        "Bonjour, qu'est-ce qui ne va pas ?",
        "？？？",
        "\x00姚女士",
    ],
)
def test_odd_input_is_answered_and_earns_nothing(
    text: str, make: Builders, begin: Begin, clock: Clock
) -> None:
    run = begin(make.user())
    played = runs.say(run, Saying(number=1, text=text), clock())
    assert played.lines[0].reply
    assert not played.lines[0].turn.met
    assert not played.lines[0].turn.judgement.is_misconduct
    runs.finish(run, clock())
    assert run.points is not None
    assert run.points <= 6


def test_too_long_is_interrupted(make: Builders, begin: Begin, clock: Clock) -> None:
    run = begin(make.user())
    played = runs.say(run, Saying(number=1, text="我理解您的心情，真的很抱歉。" * 20), clock())
    assert manner_of(played.lines[0].turn) is Manner.INTERRUPTS


def test_the_customer_leaves_and_nothing_more_can_be_said(
    make: Builders, begin: Begin, speak: Speak, spec: ScenarioSpec, clock: Clock
) -> None:
    run = begin(make.user())
    played = speak(run, spec.scripts.taboo)
    assert manner_of(played.lines[-1].turn) is Manner.LEAVES
    with pytest.raises(CannotSay, match="已经结束"):
        runs.say(run, Saying(number=played.last + 1, text="等等"), clock())
    before = load_played(run).last
    runs.finish(run, clock())
    assert load_played(run).last == before


def test_choices_are_offered_and_taken_by_number(
    make: Builders, begin: Begin, clock: Clock
) -> None:
    run = begin(make.user(), mode="choice")
    options = runs.offer_now(load_played(run))
    assert len(options) >= 3
    with pytest.raises(CannotSay, match="选一句"):
        runs.say(run, Saying(number=1, option=9), clock())
    played = runs.say(run, Saying(number=1, option=0), clock())
    assert played.lines[0].row.text == options[0].say
    again = runs.say(run, Saying(number=1, option=0), clock())
    assert again.last == 1
    with pytest.raises(TurnTaken):  # another tab that still shows the first turn
        runs.say(run, Saying(number=1, option=1), clock())


def test_going_on_from_a_turn_keeps_what_came_before(
    make: Builders, begin: Begin, speak: Speak, spec: ScenarioSpec, clock: Clock
) -> None:
    run = begin(make.user())
    played = speak(run, spec.scripts.model)
    fresh = runs.branch(run, 4, clock(), "text")
    taken_up = load_played(fresh)
    assert taken_up.last == 3
    assert taken_up.scene.turns == played.scene.turns[:3]
    assert (fresh.parent_id, fresh.from_turn) == (run.id, 4)
    runs.say(fresh, Saying(number=4, text="换一种说法。"), clock())
    assert load_played(run).last == played.last


def test_best_marks_are_in_percent(
    make: Builders, begin: Begin, speak: Speak, spec: ScenarioSpec, clock: Clock
) -> None:
    user = make.user()
    speak(begin(user), spec.scripts.model)
    weak = begin(user)
    speak(weak, spec.scripts.average)
    runs.finish(weak, clock())
    assert runs.best_marks(user.id, clock()) == {spec.id: 100}
    assert [run.id for run in runs.earlier_runs(weak)] == [weak.id - 1]


def test_the_debrief_tells_what_was_missed_and_what_to_say(
    make: Builders, begin: Begin, speak: Speak, clock: Clock
) -> None:
    run = begin(make.user())
    speak(run, ["姚女士您好，我是小林。", "教练有事很正常，那是排课那边的问题，不归我管。"])
    runs.finish(run, clock())
    told = Debrief(load_played(run))
    assert told.slips == 1
    assert told.worst is not None
    assert told.worst.number == 2
    assert told.worst.better
    assert "".join(piece.text for piece in told.worst.pieces) == told.worst.line.turn.text
    assert any(piece.mark == "bad" for piece in told.worst.pieces)
    assert [fact.id for _persona, fact in told.missed_facts] == ["surprise", "leave", "coach"]
    assert [need.id for _persona, need in told.missed_needs] == ["fixed", "notice", "make-good"]
    assert {axis.name for axis in told.axes} == {"互动公平", "程序公平", "结果公平"}
    assert sum(one.points for one in told.groups) == told.marks.points
    assert Act.BLAME in told.turns[1].acts


def test_statements_do_not_grow_with_the_conversation(
    make: Builders, begin: Begin, speak: Speak, spec: ScenarioSpec, count_sql: Callable[..., Any]
) -> None:
    user = make.user()
    short, long = begin(user), begin(user)
    speak(short, spec.scripts.model[:1])
    speak(long, spec.scripts.model)

    def count(run: PlayRun) -> int:
        database.session.expire_all()
        row = database.session.get_one(PlayRun, run.id)
        _ = row.script.digest
        with count_sql() as statements:
            load_played(row)
        return len(statements)

    assert count(short) == count(long) == 2
