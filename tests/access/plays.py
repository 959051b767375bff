"""Conversations: see `plays`."""

from __future__ import annotations

from sqlalchemy import select

from app.extensions import db as database
from app.roleplay.models import PlayAssignment, PlayRun, PlayTurn
from app.roleplay.services.rooms import open_room
from app.roleplay.services.runs import Saying
from app.roleplay.services.runs import say as say_in_play
from app.roleplay.services.runs import start_run as start_play
from app.roleplay.services.scenarios import duplicate as duplicate_scenario
from app.roleplay.services.scenarios import share as share_scenario
from tests.access.scene import Ids, Scene
from tests.conftest import START


def plays(scene: Scene) -> Ids:
    """What the student played for the class, a room of theirs, and a scenario of the instructor's that
    one colleague may change and another see."""
    session, people, here = database.session, scene.people, scene.here
    student, owner = people["student"], people["instructor"]
    run = session.scalars(
        select(PlayRun).where(PlayRun.user_id == student.id, PlayRun.ended_at.is_not(None))
    ).one()
    work = session.get_one(PlayAssignment, run.assignment_id)
    line = session.scalars(select(PlayTurn).where(PlayTurn.run_id == run.id)).first()
    assert line is not None
    own = duplicate_scenario("sc-play-complaint", owner.id, START)
    assert own is not None
    share_scenario(own.id, people["other_instructor"], "edit", START)
    share_scenario(own.id, people["teacher"], "see", START)
    asked = start_play(student.id, work.script, "text", 1, START)
    say_in_play(asked, Saying(number=1, text="您好。"), START)
    room = open_room(student, work.script, here.id, "agent", START)
    return {
        "plays": {
            "run_id": run.public_id, "work_id": work.public_id, "room_id": room.public_id,
            "slug": "sc-play-complaint", "number": 1,
        },
        "plays.run": {"run_id": asked.public_id}, "plays.say": {"run_id": asked.public_id},
        "plays_manage": {
            "work_id": work.public_id, "run_id": run.public_id, "line_id": line.id,
            "scenario": "sc-play-complaint", "public_id": own.public_id,
        },
    }  # fmt: skip
