"""Reading and practice: a note, a round and one that has ended."""

from __future__ import annotations

from sqlalchemy import select

from app.bank.content import get_library
from app.bank.models import Item
from app.extensions import db as database
from app.learning.models import LessonNote
from app.quiz.practice.models import PracticeRun
from tests.access.scene import Ids, Scene
from tests.conftest import START


def learning(scene: Scene) -> Ids:
    session, student = database.session, scene.people["student"]
    item = session.scalars(
        select(Item).where(Item.chapter_id == "ch01", Item.use == "practice")
    ).first()
    assert item is not None
    note = LessonNote(
        user_id=student.id, chapter_id="ch01", anchor="s1-1", text="笔记",
        created_at=START, updated_at=START,
    )  # fmt: skip
    run, done = (
        PracticeRun(
            user_id=student.id, source="practice", query={}, created_at=START, finished_at=ended,
            items=[[item.id, item.current_version_id, 1]],
        )
        for ended in (None, START)
    )  # fmt: skip
    session.add_all([note, run, done])
    session.commit()
    lesson = get_library().chapters["ch01"].lesson
    everywhere = {
        "chapter_id": "ch01", "chapter": "ch01", "anchor": lesson.sections[0].anchor,
        "item_id": item.id,
    }  # fmt: skip
    return {
        "": everywhere,
        "notes": {"public_id": note.public_id},
        "practice": {"public_id": run.public_id},
        "practice.result": {"public_id": done.public_id},
        "reader.check": {"item_id": lesson.checks[0]},
        "reader.check_again": {"item_id": lesson.checks[0]},
    }
