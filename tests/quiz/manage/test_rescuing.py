"""Rescue files taken in by staff: looked at, kept once, not counted, offered to be admitted."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.authz.permissions import Role
from app.extensions import db as database
from app.quiz.domain.rescue import make_envelope, rescued_name, seal_file
from app.quiz.exams.admitting import admit_saves
from app.quiz.exams.answers import hand_in_of
from app.quiz.exams.closing import close_expired
from app.quiz.exams.proof import Verdict, chain_of, check_code
from app.quiz.exams.rescuing import Held, RescueRefused, open_file, store
from app.quiz.exams.saving import take_up
from app.quiz.models import Exam, ExamAct, ResponseLog, Sitting
from tests.conftest import Clock
from tests.quiz.manage.builders import SHORT, SINGLE, Staff
from tests.quiz.manage.test_admitting import counted, marks, question, save

PAGE = "client-0001"


def entry(sitting: Sitting, kind: Any, answer: Any, seq: int) -> dict[str, Any]:
    slot, found = question(sitting, kind)
    raw = found.shown.encode(answer)
    return {"client": PAGE, "seq": seq, "slot": slot, "response": raw, "flagged": False}


@pytest.fixture
def held(staff: Staff, clock: Clock) -> tuple[Exam, Sitting, str]:
    """A paper closed by time whose page could send its first save and not the next two."""
    exam = staff.published([SINGLE, SHORT])
    sitting = staff.start(exam, staff.make.student(staff.class_, "林若溪"))
    take_up(sitting.id, PAGE, clock())
    given = make_envelope(sitting.public_id, current_app.config["SECRET_KEY"], clock())
    save(sitting, SINGLE, "B", 1, PAGE, clock)
    entries = [
        entry(sitting, SINGLE, "B", 1),
        entry(sitting, SINGLE, "A", 2),
        entry(sitting, SHORT, "断网时写的", 3),
        entry(sitting, SHORT, "不在这份试卷里", 4) | {"slot": 999_999},
    ]
    clock.move(minutes=61)
    close_expired(clock())
    database.session.refresh(sitting)
    content = {"client": PAGE, "at": clock().timestamp() * 1000, "saves": entries}
    return exam, sitting, seal_file(given, content)


def count(model: Any) -> int:
    return database.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.both_engines
def test_what_the_server_lacks_is_kept_once_and_not_counted(
    staff: Staff, clock: Clock, held: tuple[Exam, Sitting, str]
) -> None:
    exam, sitting, text = held
    code = hand_in_of(sitting).code
    found = open_file(exam, text)
    assert [(line.number > 0, line.held) for line in found.lines] == [
        (False, Held.ODD), (True, Held.STORED), (True, Held.MISSING), (True, Held.MISSING),
    ]  # fmt: skip
    assert count(ResponseLog) == 1
    assert store(exam, text, staff.teacher.id, clock())[1] == 2
    assert store(exam, text, staff.teacher.id, clock())[1] == 0
    rows = chain_of(sitting.id)
    assert [(row.client, row.seq, row.late) for row in rows[1:]] == [
        (rescued_name(PAGE), 2, True), (rescued_name(PAGE), 3, True),
    ]  # fmt: skip
    assert (counted(sitting, SINGLE), counted(sitting, SHORT)) == ("B", None)
    [act] = database.session.scalars(select(ExamAct).where(ExamAct.kind == "rescue"))
    assert (act.sitting_id, act.detail["stored"]) == (sitting.id, 2)
    assert check_code(code).verdict is Verdict.HOLDS
    assert {line.held for line in open_file(exam, text).lines} == {
        Held.ODD, Held.STORED, Held.RESCUED,
    }  # fmt: skip
    admit_saves(sitting, [row.id for row in rows[1:]], "机房断网", staff.teacher.id, clock())
    assert (counted(sitting, SINGLE), counted(sitting, SHORT)) == ("A", "断网时写的")
    assert marks(sitting)["single_choice"] == 2


def test_the_page_shows_first_and_stores_then(
    staff: Staff, teacher: FlaskClient, held: tuple[Exam, Sitting, str]
) -> None:
    exam, sitting, text = held
    where = f"/exams/{exam.public_id}/rescue"
    reply = teacher.post(where, data={"file": (BytesIO(text.encode()), "zhike-rescue-1.json")})
    page = reply.get_data(as_text=True)
    assert reply.status_code == 200
    for words in ("林若溪", "断网时写的", "存入 2 题作答", "已在服务器上", "不在这份试卷里"):
        assert words in page
    assert count(ResponseLog) == 1
    reply = teacher.post(where, data={"text": text, "do": "store"})
    assert reply.status_code == 303
    assert f"/board/{sitting.public_id}#aside" in reply.location
    page = teacher.get(reply.location).get_data(as_text=True)
    assert "急救文件" in page
    assert "已存入 2 题作答" in page
    assert teacher.post(where, data={"text": text, "do": "store"}).status_code == 303
    assert count(ResponseLog) == 3


def test_files_that_cannot_be_used_are_told_and_change_nothing(
    staff: Staff, teacher: FlaskClient, held: tuple[Exam, Sitting, str], clock: Clock
) -> None:
    exam, sitting, text = held
    other = staff.published([SINGLE])
    foreign = seal_file(make_envelope(sitting.public_id, "another key", clock()), {"saves": []})
    secret = current_app.config["SECRET_KEY"]
    nonsense = seal_file(make_envelope(sitting.public_id, secret, clock()), {"saves": 5})
    for where, body, words in (
        (exam, "", "请选择"),
        (exam, "hello", "这不是急救文件"),
        (exam, text[:-30], "这不是急救文件"),
        (exam, text.replace('"mac":"', '"mac":"00'), "被改动过"),
        (exam, foreign, "不是这个站点写的"),
        (exam, nonsense, "读不成作答"),
        (other, text, "属于另一场考试"),
    ):
        for do in ("", "store"):
            data = {"text": body, "do": do}
            reply = teacher.post(f"/exams/{where.public_id}/rescue", data=data)
            assert reply.status_code == 422, words
            assert words in reply.get_data(as_text=True)
    binary = {"file": (BytesIO(bytes(range(256)) * 100), "x.json")}
    assert teacher.post(f"/exams/{exam.public_id}/rescue", data=binary).status_code == 422
    assert (count(ResponseLog), len(chain_of(sitting.id))) == (1, 1)
    with pytest.raises(RescueRefused):
        store(other, text, staff.teacher.id, clock())


def test_only_instructors_take_files(
    staff: Staff,
    as_user: Callable[[User | None], FlaskClient],
    held: tuple[Exam, Sitting, str],
) -> None:
    exam, _sitting, text = held
    assistant = staff.make.user("助教")
    staff.make.enrol(assistant, staff.class_, Role.ASSISTANT)
    reply = as_user(assistant).post(
        f"/exams/{exam.public_id}/rescue", data={"text": text, "do": "store"}
    )
    assert reply.status_code == 403
    assert count(ResponseLog) == 1
