"""Pages of role-play to look at: conversations in every state, class work, rooms, a scenario being written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.courses.models import CourseClass
from app.extensions import db as database
from app.roleplay.models import PlayAssignment, PlayRun, PlayTurn
from app.roleplay.services import rooms, runs, scenarios
from app.roleplay.services.runs import Saying
from app.roleplay.services.scripts import ensure_script, find_shipped
from tests.conftest import START

SLUG, SEVERAL = "sc-play-complaint", "sc-play-identify"
ANGRY = (
    "您好，我是小林，您先说。",
    "教练有事很正常，那是排课那边的问题，不归我管。",
    "我很抱歉。" * 20,
    "😡",
)


def make_plays(student: User, teacher: User, other: User, here: CourseClass) -> dict[str, Any]:
    """Rows beyond those of the demo class, and the ids by which addresses name them."""
    script = ensure_script(_spec(SLUG), START)
    going = runs.start_run(student.id, script, "text", 1, START)
    for number, text in enumerate(ANGRY, 1):
        runs.say(going, Saying(number=number, text=text), START)
    chosen = runs.start_run(student.id, script, "choice", 1, START)
    several = runs.start_run(student.id, ensure_script(_spec(SEVERAL), START), "text", 1, START)
    done = runs.branch(going, 4, START, "text")
    runs.finish(done, START)
    old = runs.branch(going, 3, START, "text")
    runs.finish(old, START)
    room = rooms.open_room(student, script, here.id, "agent", START)
    for user in (other, teacher):
        rooms.enter(user, room.code, START)
    said = (
        (other, "answer", {"text": "都三回了，我的时间就不值钱是吧？"}),
        (student, "say", {"text": "姚女士您好，我是受理员小林。您先说，我都记下来。"}),
        (other, "mood", {"what": "anger", "by": "-10"}),
        (teacher, "rate", {"check": "hear.early", "value": "2"}),
    )
    for number, (user, kind, given) in enumerate(said):
        rooms.send(room, user, kind, f"k{number}", given, START)
    ended = rooms.open_room(student, script, here.id, "observer", START)
    rooms.send(ended, student, "rate", "r", {"check": "sorry.once", "value": "1"}, START)
    rooms.send(ended, student, "end", "e", {}, START)
    own = scenarios.duplicate(SLUG, teacher.id, START)
    broken = scenarios.create("title: 只写了名称\n", teacher.id, START)
    assert own is not None
    scenarios.share(own.id, other, "edit", START)
    work = _work(student)
    later = database.session.scalars(
        select(PlayAssignment).where(PlayAssignment.opens_at > START)
    ).one()
    marked = database.session.scalars(
        select(PlayRun).where(PlayRun.assignment_id == work.id, PlayRun.user_id == student.id)
    ).one()
    line = database.session.scalars(select(PlayTurn).where(PlayTurn.unsure)).first()
    assert line is not None
    assert later.opens_at - START < timedelta(days=30)
    return {
        "going": going.public_id, "chosen_play": chosen.public_id, "several": several.public_id,
        "done_play": done.public_id, "room": room.public_id, "ended_room": ended.public_id,
        "own_scenario": own.public_id, "broken_scenario": broken.public_id,
        "play_work": work.public_id, "later_work": later.public_id, "marked_play": marked.public_id,
        "line": line.id,
    }  # fmt: skip


def list_places(at: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(endpoint, who looks, address)."""
    base, own = f"/classes/{at['class']}/plays", f"/plays/own/{at['own_scenario']}"
    work, done = f"/plays/assignments/{at['play_work']}", f"/plays/runs/{at['done_play']}"
    yield from (
        ("plays.home", "visitor", "/plays"),
        ("plays.home", "student", "/plays"),
        ("plays.home", "visitor", "/plays?minutes=1&kind=none"),
        ("plays.brief", "visitor", f"/plays/scenarios/{SLUG}"),
        ("plays.brief", "student", f"/plays/scenarios/{SEVERAL}"),
        ("plays.run", "student", f"/plays/runs/{at['going']}"),
        ("plays.run", "student", f"/plays/runs/{at['chosen_play']}"),
        ("plays.run", "student", f"/plays/runs/{at['several']}"),
        ("plays.debrief", "student", f"{done}/debrief"),
        ("plays.debrief", "student", f"/plays/runs/{at['marked_play']}/debrief"),
        ("plays.compare", "student", f"{done}/compare"),
        ("plays.label", "student", f"{done}/turns/2/label"),
        ("plays.work", "student", f"/plays/classwork/{at['play_work']}"),
        ("plays.work", "student", f"/plays/classwork/{at['later_work']}"),
        ("plays.rooms", "student", "/plays/rooms"),
        ("plays.rooms", "fresh", "/plays/rooms"),
        ("plays.room", "student", f"/plays/rooms/{at['room']}"),
        ("plays.room", "teacher", f"/plays/rooms/{at['room']}"),
        ("plays.room", "student", f"/plays/rooms/{at['ended_room']}"),
        ("plays_manage.home", "teacher", base),
        ("plays_manage.choose", "teacher", f"{base}/new"),
        ("plays_manage.new", "teacher", f"{base}/set/{SLUG}"),
        ("plays_manage.edit", "teacher", f"{work}/edit"),
        ("plays_manage.assignment", "teacher", work),
        ("plays_manage.run", "teacher", f"{work}/runs/{at['marked_play']}"),
        ("plays_manage.lines", "teacher", f"{base}/lines"),
        ("plays_manage.line", "teacher", f"{base}/lines/{at['line']}"),
        ("plays_manage.scenarios", "teacher", "/plays/own"),
        ("plays_manage.scenario", "teacher", own),
        ("plays_manage.scenario", "teacher", f"/plays/own/{at['broken_scenario']}"),
        ("plays_manage.scenario_form", "teacher", f"{own}/form"),
        ("plays_manage.scenario_graph", "teacher", f"{own}/graph?within={at['class']}"),
        ("plays_manage.try_scenario", "teacher", f"{own}/try"),
        ("plays_manage.scenario_versions", "teacher", f"{own}/versions"),
        ("plays_manage.scenario_people", "teacher", f"{own}/people"),
    )


def _spec(slug: str) -> Any:
    spec = find_shipped(slug)
    assert spec is not None
    return spec


def _work(student: User) -> PlayAssignment:
    query = (
        select(PlayAssignment)
        .join(PlayRun, PlayRun.assignment_id == PlayAssignment.id)
        .where(PlayRun.user_id == student.id)
    )
    return database.session.scalars(query).one()
