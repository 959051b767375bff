"""What staff do while an exam runs and right after: the board's details, reopening, words, the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from app.accounts.models import User
from app.authz.permissions import Role
from app.extensions import db as database
from app.marking.ledger import current_marks
from app.quiz.domain.showing import DEFAULT_REVIEW
from app.quiz.domain.watching import Status
from app.quiz.exams.answers import hand_in_of, receipts_of
from app.quiz.exams.authoring import SettledError
from app.quiz.exams.board import BoardFilter, watch
from app.quiz.exams.closing import submit
from app.quiz.exams.grading import release
from app.quiz.exams.proof import Verdict, check_code
from app.quiz.exams.publishing import publish
from app.quiz.exams.reopening import reopen
from app.quiz.exams.saving import take_up
from app.quiz.exams.seats import import_seats
from app.quiz.exams.sitting import start_sitting
from app.quiz.exams.speaking import send_message, write_note
from app.quiz.models import Exam, ExamAct, Incident, ResponseLog, RoomMessage, Sitting
from tests.conftest import Clock
from tests.quiz.manage.builders import SHORT, SINGLE, Staff

SignIn = Callable[[User | None], FlaskClient]


def fresh(row: Any) -> Any:
    database.session.refresh(row)
    return row


def text(response: Any) -> str:
    return response.get_data(as_text=True)


def acts(exam: Exam, kind: str) -> list[ExamAct]:
    query = select(ExamAct).where(ExamAct.exam_id == exam.id, ExamAct.kind == kind)
    return list(database.session.scalars(query.order_by(ExamAct.position)))


# --- the board


def test_a_page_that_is_not_heard_of_is_cut_off(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    beats, plain = (staff.start(exam, staff.make.student(staff.class_)) for _ in range(2))
    take_up(beats.id, "client-0001", clock(), "192.168.1.7")
    take_up(plain.id, "form-00000001", clock(), "192.168.1.8")
    clock.move(minutes=3)
    board = watch(exam, clock(), BoardFilter(order="number"))
    assert [row.status for row in board.page.items] == [Status.OFFLINE, Status.WRITING]
    assert (board.open, board.counts[Status.OFFLINE]) == (2, 1)


def test_the_board_is_narrowed_and_searched(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    names = ["林若溪", "林小川", "郑浩然", "罗文博"]
    numbers = ["0230101", "0230102", "0330103", "0330104"]
    users = [
        staff.make.student(staff.class_, name, student_no=number)
        for name, number in zip(names, numbers, strict=True)
    ]
    first = staff.start(exam, users[0])
    take_up(first.id, "client-0001", clock(), "192.168.1.7")
    staff.sit(exam, users[2])
    write_note(exam, [first.public_id], "换了一台机器", staff.teacher.id, clock())

    def found(**values: str) -> list[str]:
        look = BoardFilter(order="number", **values)  # type: ignore[arg-type]
        return [row.user.name for row in watch(exam, clock(), look).page.items]

    assert found(search="林") == names[:2]
    assert found(search="0330") == names[2:]
    assert found(search="192.168.1.7") == [names[0]]
    assert found(show="open") == [names[0]]
    assert found(show="closed") == [names[2]]
    assert found(show="missing") == [names[1], names[3]]
    assert found(show="incident") == [names[0]]
    assert found(show="missing", search="林") == [names[1]]
    assert found(show="aside") == []
    assert found(search="没有这个人") == []


def test_who_sits_where_is_on_the_board_and_in_the_record(
    staff: Staff, teacher: FlaskClient, clock: Clock
) -> None:
    opens = {"opens_at": clock(), "closes_at": clock() + timedelta(hours=2)}
    exam = staff.draft(staff.items([SINGLE]), **opens)
    users = [
        staff.make.student(staff.class_, name, student_no=number)
        for name, number in [("甲", "01"), ("乙", "02"), ("丙", "03")]
    ]
    import_seats(exam, "01\tA10\n02\tA2", staff.teacher.id, clock())
    publish(exam, staff.teacher.id, clock())
    staff.start(exam, users[0])

    def found(**values: str) -> list[tuple[str, str]]:
        items = watch(exam, clock(), BoardFilter(**values)).page.items  # type: ignore[arg-type]
        return [(row.user.name, row.user.seat) for row in items]

    assert found(order="seat") == [("乙", "A2"), ("甲", "A10"), ("丙", "")]
    assert found(order="number", search="a1") == [("甲", "A10")]
    where = f"/exams/{exam.public_id}"
    page = teacher.get(f"{where}/board?sort=seat").get_data(as_text=True)
    assert "01 · 座位 A10" in page
    assert 'value="seat" selected' in page
    assert page.index("共 3 条") < page.index("考场记录</h2>")
    polled = teacher.get(f"{where}/board/rows").get_data(as_text=True)
    assert 'data-part="acts"' in polled
    assert "考场记录</h2>" in polled
    assert '<td class="zk-num">A2</td>' in teacher.get(f"{where}/record/print").get_data(True)
    book = CalamineWorkbook.from_filelike(BytesIO(teacher.get(f"{where}/record.xlsx").data))
    assert [row[1:3] for row in book.get_sheet_by_index(0).to_python()][1:] == [
        ["甲", "A10"], ["乙", "A2"], ["丙", ""],
    ]  # fmt: skip


def test_progress_counts_a_candidates_own_questions(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, SINGLE, SHORT])
    sitting = staff.start(exam, staff.make.student(staff.class_))
    sitting.slots = sitting.slots[:2]
    database.session.commit()
    staff.answer(sitting)
    [row] = watch(exam, clock()).page.items
    assert (row.progress.answered, row.progress.questions) == (2, 2)


def test_every_page_of_the_room_opens_for_watchers(
    staff: Staff, as_user: SignIn, clock: Clock
) -> None:
    exam = staff.published([SINGLE, SHORT], title="期中<b>")
    sitting = staff.sit(exam, staff.make.student(staff.class_, "林若溪"), short_answer="很长" * 200)
    assistant = staff.make.user("助教")
    staff.make.enrol(assistant, staff.class_, Role.ASSISTANT)
    client = as_user(assistant)
    base = f"/exams/{exam.public_id}"
    for path, words in (
        (f"board/{sitting.public_id}", "全部保存"), ("chains", "属实"),
        ("record/print", "应到 1 人，实到 1 人"), ("board", "核对存证"),
    ):  # fmt: skip
        page = text(client.get(f"{base}/{path}"))
        assert words in page, path
        assert page.count("<h1") == 1
        assert "期中<b>" not in page
    assert client.get(f"{base}/board?show=closed&q=林&sort=number&page=9").status_code == 200
    assert client.get(f"{base}/board?show=nonsense&sort=nonsense").status_code == 200
    assert "没有符合的考生" in text(client.get(f"{base}/board?q=zzz"))


def test_a_candidates_page_is_not_anothers(
    staff: Staff, teacher: FlaskClient, as_user: SignIn
) -> None:
    exam, other = staff.published([SINGLE]), staff.published([SINGLE])
    student = staff.make.student(staff.class_)
    sitting = staff.start(exam, student)
    assert teacher.get(f"/exams/{other.public_id}/board/{sitting.public_id}").status_code == 404
    assert teacher.get(f"/exams/{exam.public_id}/board/{'0' * 32}").status_code == 404
    stranger = staff.make.instructor(staff.make.class_())
    for user in (None, staff.make.student(staff.class_, "同学"), stranger):
        reply = as_user(user).get(f"/exams/{exam.public_id}/board/{sitting.public_id}")
        assert reply.status_code in (302, 403, 404)
        assert student.name not in text(reply)


# --- opening again


def test_a_reopened_paper_goes_on_from_what_was_saved(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT])
    student = staff.make.student(staff.class_)
    sitting = staff.sit(exam, student, right=False, short_answer="第一稿")
    staff.mark_written(exam, "1")
    first = hand_in_of(sitting)
    clock.move(minutes=5)
    done = reopen(exam, [sitting.public_id], 15, "误交", staff.teacher.id, clock())
    assert (done.opened, done.left) == (1, 0)
    fresh(sitting)
    assert (sitting.state, sitting.closed_by, sitting.submitted_at, sitting.marked_at) == (
        "open", None, None, None,
    )  # fmt: skip
    assert sitting.deadline == clock() + timedelta(minutes=15)
    [act] = acts(exam, "reopen")
    assert (act.sitting_id, act.minutes, act.reason) == (sitting.id, 15, "误交")
    assert start_sitting(exam, student, clock(), 1).id == sitting.id
    assert check_code(first.code).verdict is Verdict.HOLDS
    clock.move(minutes=1)
    take_up(sitting.id, "client-0002", clock())
    from app.quiz.domain.saves import SaveSpec
    from app.quiz.exams.paper import load_questions
    from app.quiz.exams.saving import save_answers
    from tests.quiz.manage.builders import RIGHT

    for n, (slot, question) in enumerate(load_questions(sitting).items(), 1):
        response = question.shown.encode(RIGHT[question.slot.type])
        save_answers(
            sitting,
            [SaveSpec(client="client-0002", seq=n, slot_id=slot, response=response)],
            clock(),
        )
    clock.move(minutes=1)
    submit(sitting, clock())
    receipts = receipts_of(fresh(sitting))
    assert [one.saves for one in receipts] == [4, 2]
    assert receipts[1].code == first.code
    assert all(check_code(one.code).verdict is Verdict.HOLDS for one in receipts)
    marks = {m.part_id: m.new for m in current_marks("sitting", [sitting.id]).values()}
    # The choice is right now; the written answer changed and waits for a person again.
    assert sorted(marks.values(), key=str) == [2, None]
    assert sitting.marked_at is None
    [row] = watch(exam, clock()).page.items
    assert row.reopened == 1


def test_an_unchanged_reopened_paper_keeps_its_marks(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT])
    sitting = staff.sit(exam, staff.make.student(staff.class_))
    staff.mark_written(exam, "1.5")
    clock.move(minutes=1)
    reopen(exam, [sitting.public_id], 5, "看错了", staff.teacher.id, clock())
    clock.move(minutes=1)
    submit(sitting, clock())
    marks = [mark.new for mark in current_marks("sitting", [sitting.id]).values()]
    assert sorted(float(mark or 0) for mark in marks) == [1.5, 2.0]
    assert fresh(sitting).marked_at is not None


def test_what_cannot_be_reopened(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE], attempts=2)
    users = [staff.make.student(staff.class_) for _ in range(2)]
    writing, first = staff.start(exam, users[0]), staff.sit(exam, users[1])
    second = staff.start(exam, users[1])
    ids = [writing.public_id, first.public_id, "0" * 32]
    done = reopen(exam, ids, 10, "误交", staff.teacher.id, clock())
    assert (done.opened, done.left) == (0, 3)
    assert fresh(first).state == "submitted"
    for sitting in (writing, second):
        submit(sitting, clock())
    release(exam, staff.teacher.id, clock.move(hours=3))
    with pytest.raises(SettledError, match="已经公布"):
        reopen(exam, [first.public_id], 10, "误交", staff.teacher.id, clock())
    assert acts(exam, "reopen") == []


def test_who_may_have_seen_the_key_does_not_go_on(staff: Staff, clock: Clock) -> None:
    review = dict(DEFAULT_REVIEW) | {
        "after_submit": ["own", "right"], "after_close": ["own", "right"],
    }  # fmt: skip
    exam = staff.published([SINGLE], review=review)
    sitting = staff.sit(exam, staff.make.student(staff.class_))
    with pytest.raises(SettledError, match="看过的人不能重开"):
        reopen(exam, [sitting.public_id], 10, "误交", staff.teacher.id, clock())
    assert fresh(sitting).state == "submitted"


def test_reopening_from_the_pages(staff: Staff, teacher: FlaskClient, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    sitting = staff.sit(exam, staff.make.student(staff.class_))
    where = f"/exams/{exam.public_id}/board"
    assert "重开这份答卷" in text(teacher.get(f"{where}/{sitting.public_id}"))
    data = {
        "do": "reopen", "sitting": sitting.public_id, "minutes": "10", "reason": "误交",
        "back": sitting.public_id,
    }  # fmt: skip
    reply = teacher.post(where, data=data)
    assert reply.status_code == 303
    assert reply.location.endswith(f"/board/{sitting.public_id}")
    assert "重开林若溪的卷，给 10 分钟" in text(teacher.get(where))
    assert "重开 1 次" in text(teacher.get(where))


# --- words


def test_messages_go_to_the_room_or_to_some(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    users = [staff.make.student(staff.class_) for _ in range(3)]
    one, done = staff.start(exam, users[0]), staff.sit(exam, users[1])
    me = staff.teacher.id
    assert send_message(exam, None, "还有半小时", me, clock()) == 1
    assert send_message(exam, [one.public_id, done.public_id], "请举手", me, clock()) == 1
    rows = database.session.scalars(select(RoomMessage).order_by(RoomMessage.id)).all()
    assert [(row.sitting_id, row.text, row.author_id) for row in rows] == [
        (None, "还有半小时", me), (one.id, "请举手", me),
    ]  # fmt: skip
    assert [act.detail["text"] for act in acts(exam, "message")] == ["还有半小时", "请举手"]


def test_notes_are_kept_about_the_room_or_candidates_also_afterwards(
    staff: Staff, clock: Clock
) -> None:
    exam = staff.published([SINGLE])
    sitting = staff.sit(exam, staff.make.student(staff.class_))
    write_note(exam, [], "空调坏了\0", staff.teacher.id, clock())
    release(exam, staff.teacher.id, clock.move(hours=3))
    write_note(exam, [sitting.public_id], "带了手机", staff.teacher.id, clock())
    rows = database.session.scalars(select(Incident).order_by(Incident.id)).all()
    assert [(row.sitting_id, row.text, row.author_id) for row in rows] == [
        (None, "空调坏了", staff.teacher.id), (sitting.id, "带了手机", staff.teacher.id),
    ]  # fmt: skip
    assert len(acts(exam, "note")) == 2
    with pytest.raises(SettledError):
        send_message(exam, None, "太晚了", staff.teacher.id, clock())


def test_assistants_may_speak_and_note_but_not_act(
    staff: Staff, as_user: SignIn, clock: Clock
) -> None:
    exam = staff.published([SINGLE])
    sitting = staff.start(exam, staff.make.student(staff.class_))
    assistant = staff.make.user("助教")
    staff.make.enrol(assistant, staff.class_, Role.ASSISTANT)
    client, where = as_user(assistant), f"/exams/{exam.public_id}/board"
    data = {"text": "请看黑板", "sitting": sitting.public_id}
    for todo in ("message", "message_all", "note"):
        assert client.post(f"{where}/say", data=data | {"do": todo}).status_code == 303
    page = text(client.get(where))
    assert "通知全场：请看黑板" in page
    assert "记事 1 条" in page
    assert "全部收卷" not in page
    closing = {"do": "close", "sitting": sitting.public_id, "reason": "x"}
    assert client.post(where, data=closing).status_code == 403


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"do": "message", "text": "在吗", "sitting": []}, "还没有选人"),
        ({"do": "message_all", "text": " "}, "请写下"),
        ({"do": "note", "text": ""}, "请写下"),
        ({"do": "note", "text": "长" * 301}, "最多 300"),
        ({"do": "shout", "text": "x"}, "页面上的按钮"),
        ({}, "页面上的按钮"),
    ],
)
def test_bad_words_do_nothing(
    staff: Staff, teacher: FlaskClient, data: dict[str, Any], words: str
) -> None:
    exam = staff.published([SINGLE])
    sitting = staff.start(exam, staff.make.student(staff.class_))
    sent = {"sitting": [sitting.public_id]} | data
    reply = teacher.post(f"/exams/{exam.public_id}/board/say", data=sent)
    assert reply.status_code == 422
    assert words in text(reply)
    assert acts(exam, "message") == acts(exam, "note") == []


# --- the record


def test_the_record_as_a_workbook_holds_text_as_text(
    staff: Staff, teacher: FlaskClient, clock: Clock
) -> None:
    exam = staff.published([SINGLE], title="=1+1")
    user = staff.make.student(staff.class_, "=cmd()", student_no="0012345")
    sitting = staff.sit(exam, user)
    write_note(exam, [sitting.public_id], "+1 @someone", staff.teacher.id, clock())
    reopen(exam, [sitting.public_id], 5, "-1 分钟", staff.teacher.id, clock())
    reply = teacher.get(f"/exams/{exam.public_id}/record.xlsx")
    assert reply.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(reply.data))
    assert book.sheet_names == ["考生", "处置", "记录", "保存"]
    people = book.get_sheet_by_index(0).to_python()
    assert people[1][:4] == ["0012345", "=cmd()", "", "作答中"]
    assert people[1][-1] == hand_in_code(sitting)
    done = [row[1:3] for row in book.get_sheet_by_index(1).to_python()]
    assert ["重开=cmd()的卷，给 5 分钟", "-1 分钟"] in done
    happened = book.get_sheet_by_index(2).to_python()
    assert happened[1][1:4] == ["=cmd()", "记事", "+1 @someone"]
    saves = book.get_sheet_by_index(3).to_python()
    assert saves[1][:8] == ["=cmd()", 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0]
    import zipfile

    with zipfile.ZipFile(BytesIO(reply.data)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 4
        assert all(b"<f>" not in parts.read(name) for name in sheets)


def hand_in_code(sitting: Sitting) -> str:
    return receipts_of(sitting)[0].code


# --- chains


def test_a_changed_save_shows_on_the_pages(staff: Staff, teacher: FlaskClient) -> None:
    exam = staff.published([SINGLE])
    whole = staff.sit(exam, staff.make.student(staff.class_, "甲"))
    broken = staff.sit(exam, staff.make.student(staff.class_, "乙"))
    database.session.execute(
        update(ResponseLog).where(ResponseLog.sitting_id == broken.id).values(flagged=True)
    )
    database.session.commit()
    page = text(teacher.get(f"/exams/{exam.public_id}/chains"))
    assert page.count("对不上") == 2  # the chip and the receipt
    assert "首尾相连，没有改动" in page
    for sitting, words in ((whole, "首尾相连"), (broken, "第 1 次保存起对不上")):
        assert words in text(teacher.get(f"/exams/{exam.public_id}/board/{sitting.public_id}"))


def test_a_changed_act_shows(staff: Staff, teacher: FlaskClient, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    write_note(exam, [], "记", staff.teacher.id, clock())
    database.session.execute(
        update(ExamAct).where(ExamAct.exam_id == exam.id, ExamAct.position == 2).values(reason="改")
    )
    database.session.commit()
    page = text(teacher.get(f"/exams/{exam.public_id}/chains"))
    assert "考场记录第 2 条起对不上" in page
