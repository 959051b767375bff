"""Archives: what goes in comes out and holds, and whatever is changed in one is found and named."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app import create_app
from app.accounts.models import User
from app.cli.exams import exams_cli
from app.extensions import db
from app.marking.domain.machine import ENGINE
from app.marking.domain.plans import Blanks, Help
from app.marking.domain.rulings import Kind
from app.marking.models import MarkEvent
from app.quiz.domain.archive import MANIFEST, PARTS, SEAL, TABLES, lines, seal, unpack
from app.quiz.domain.archive_check import Report, verify
from app.quiz.exams.admitting import admit_saves, withdraw
from app.quiz.exams.archiving import ArchiveRefused, make_archive
from app.quiz.exams.closing import submit
from app.quiz.exams.grading import release
from app.quiz.exams.reopening import reopen
from app.quiz.models import ExamAct, ResponseLog
from tests.archive.conftest import archive_of
from tests.looks.conftest import Room
from tests.quiz.manage.builders import SHORT, SINGLE, Staff
from tests.quiz.manage.test_admitting import late_sitting, only_act
from tests.regrade import test_blanks_meant as blanks_meant
from tests.regrade import test_desk as desk
from tests.regrade.conftest import make_bench

Held = Callable[..., Room]
Change = Callable[[list[dict[str, Any]]], Any]


def resealed(data: bytes, table: str, change: Change) -> bytes:
    """The archive as somebody would forge it: rows changed, and every digest made to fit."""
    opened = unpack(data)
    rows = opened.rows(table)
    change(rows)
    return seal(dict(opened.parts) | {f"{table}.jsonl": lines(rows)}, {"title": "伪造"})


def told(report: Report, name: str) -> list[str]:
    return next(list(check.faults) for check in report.checks if check.name == name)


@pytest.mark.both_engines
def test_an_archive_holds_and_says_what_it_looked_at(held: Held) -> None:
    here = held()
    data = archive_of(here)
    report = verify(data)
    assert report.faults == []
    counts = {check.name: check.count for check in report.checks}
    assert counts == {
        "parts": len(PARTS) + 2,
        "saves": 15,
        "receipts": 3,
        "acts": counts["acts"],
        "seals": 1,
        "marks": counts["marks"],
        "looks": 2,
    }
    assert counts["acts"] >= 3
    assert counts["marks"] >= 16
    assert archive_of(here) == data  # the same exam at the same moment: the same bytes


def test_every_part_is_there_with_its_rows(held: Held) -> None:
    here = held()
    opened = unpack(archive_of(here))
    assert opened.faults == []
    assert set(opened.manifest["rows"]) == set(TABLES)
    assert opened.manifest["rows"]["sittings"] == 3
    assert {"versions.jsonl"} <= set(opened.manifest["keys"])
    assert "people.jsonl" in opened.manifest["personal_data"]
    names = {row["name"] for row in opened.rows("people")}
    assert here.staff.teacher.name in names
    page = opened.parts["index.html"].decode()
    assert "写到了一半" in page
    assert opened.rows("receipts")[0]["code"] in page
    with zipfile.ZipFile(BytesIO(archive_of(here))) as archive:
        assert archive.testzip() is None


def test_passwords_of_exams_stay_out(held: Held) -> None:
    here = held()
    exam = here.bench.exam
    exam.access = {"password": "芝麻开门", "seb": {"quit_password": "退出口令"}}
    db.session.commit()
    data = archive_of(here)
    assert "芝麻开门".encode() not in data
    assert "退出口令".encode() not in data
    assert unpack(data).exam["access"]["password"] is True


def test_nothing_is_archived_before_the_release(staff: Staff, clock: Any) -> None:
    bench = make_bench(staff, clock, [SINGLE], 1)
    with pytest.raises(ArchiveRefused, match="公布以后"):
        make_archive(bench.exam.id, clock(), "0")


def test_single_bytes_changed_anywhere_are_found(held: Held) -> None:
    data, chance = archive_of(held()), Random(20261126)
    places = {chance.randrange(len(data)) for _ in range(600)}
    places |= set(range(40)) | set(range(len(data) - 60, len(data)))
    for place in sorted(places):
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        assert unpack(bytes(changed)).faults, f"byte {place}"


def test_bytes_taken_out_put_in_or_cut_off_are_found(held: Held) -> None:
    data, chance = archive_of(held()), Random(7)
    for _ in range(60):
        place = chance.randrange(len(data))
        assert unpack(data[:place] + data[place + 1 :]).faults
        assert unpack(data[:place] + b"x" + data[place:]).faults
        assert unpack(data[:place]).faults
    assert unpack(data + b"\0").faults
    assert unpack(b"").faults == ["not a zip that can be read"]


@pytest.mark.parametrize("name", [*PARTS, MANIFEST, SEAL])
def test_a_part_taken_out_is_named(held: Held, name: str) -> None:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(archive_of(held()))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
    report = verify(out.getvalue())
    assert not report.holds
    assert any(name in fault for fault in told(report, "parts"))


def test_every_save_changed_moved_or_taken_out_is_found(held: Held) -> None:
    data = archive_of(held())
    for place in range(15):
        for change in (
            lambda rows, n=place: rows[n].update(response="被改过"),
            lambda rows, n=place: rows[n].update(late=True),
            lambda rows, n=place: rows[n].update(received_at="2026-11-23T01:00:01.000000Z"),
            lambda rows, n=place: rows.pop(n),
        ):
            assert not verify(resealed(data, "saves", change)).holds, place


@pytest.mark.parametrize(
    ("table", "change", "where"),
    [
        ("receipts", lambda rows: rows.pop(), "receipts"),
        ("receipts", lambda rows: rows[0].update(code="0000-0000-0000-0000"), "receipts"),
        ("receipts", lambda rows: rows[0].update(saves=1), "receipts"),
        ("sittings", lambda rows: rows[0].update(submitted_at="2026-11-23T01:00:09.000000Z"), "receipts"),
        ("sittings", lambda rows: rows.pop(), "receipts"),
        ("acts", lambda rows: rows[0].update(reason="别的"), "acts"),
        ("acts", lambda rows: rows.pop(0), "acts"),
        ("acts", lambda rows: rows.pop(1), "acts"),
        ("acts", lambda rows: rows.clear(), "acts"),
        ("looks", lambda rows: rows[0].update(state="asked"), "looks"),
        ("look_steps", lambda rows: rows.pop(0), "looks"),
        ("look_steps", lambda rows: rows[1].update(new="9.00"), "looks"),
        ("marks", lambda rows: rows.pop(0), "marks"),
        ("marks", lambda rows: rows.clear(), "marks"),
        ("rulings", lambda rows: rows.clear(), "marks"),
        ("versions", lambda rows: [r["key"].update(correct=["D"]) for r in rows], "marks"),
        ("forms", lambda rows: rows[0]["slots"][0].update(points="1.00"), "marks"),
        ("saves", lambda rows: rows.clear(), "receipts"),
        ("marks", lambda rows: rows[0].pop("new"), "marks"),
        ("acts", lambda rows: rows[0].update(created_at="gestern"), "acts"),
    ],
)  # fmt: skip
def test_a_forged_part_is_found_although_its_digests_fit(
    held: Held, table: str, change: Change, where: str
) -> None:
    report = verify(resealed(archive_of(held()), table, change))
    assert told(report, "parts") == []
    assert told(report, where)


def test_every_changed_mark_is_found(held: Held) -> None:
    data = archive_of(held())
    count = len(unpack(data).rows("marks"))
    for place in range(count):

        def change(rows: list[dict[str, Any]], place: int = place) -> None:
            rows[place]["new"] = "0.25"

        assert told(verify(resealed(data, "marks", change)), "marks"), place


def test_a_mark_changed_in_the_database_behind_the_ledger_is_found(held: Held) -> None:
    here = held()
    sitting, slot = here.bench.ids[0], here.bench.slot_ids[SINGLE]
    db.session.execute(
        update(MarkEvent)
        .where(MarkEvent.work_id == sitting, MarkEvent.part_id == slot)
        .values(new=1)
    )
    db.session.commit()
    assert told(verify(archive_of(here)), "marks") == [
        f"sitting {sitting}, question {slot}: the ledger says 1.00, the grader 2.00"
    ]


def test_a_save_changed_in_the_database_is_found(held: Held) -> None:
    here = held()
    first = (ResponseLog.sitting_id == here.bench.ids[0]) & (ResponseLog.position == 1)
    db.session.execute(update(ResponseLog).where(first).values(response="被改过"))
    act = db.session.query(ExamAct).filter_by(exam_id=here.bench.exam.id, kind="release").one()
    db.session.execute(
        update(ExamAct).where(ExamAct.id == act.id).values(author_id=here.assistant.id)
    )
    db.session.commit()
    report = verify(archive_of(here))
    assert told(report, "saves") == [f"sitting {here.bench.ids[0]}: chain breaks at save 1"]
    assert told(report, "acts") == [f"chain of acts breaks at act {act.position} (release)"]


@pytest.mark.parametrize("kind", [Kind.KEY, Kind.VOID, Kind.FULL, Kind.POINTS, Kind.ACCEPT])
def test_marks_that_follow_rulings_hold_also_once_undone(held: Held, kind: Kind) -> None:
    here = held()
    values: dict[str, Any] = {
        Kind.KEY: {"key": here.bench.key(SINGLE, correct=("B",))},
        Kind.POINTS: {"points": 4},
        Kind.ACCEPT: {"accept": {"options": ["B"]}},
    }.get(kind, {})
    here.bench.rule(SINGLE, kind, **values)
    assert verify(archive_of(here)).faults == []
    here.bench.undo(SINGLE, 1)
    assert verify(archive_of(here)).faults == []


def test_a_ruling_that_lowers_nobody_holds(held: Held) -> None:
    here = held()
    here.bench.rule(SINGLE, Kind.KEY, key=here.bench.key(SINGLE, correct=("B",)), never_lower=True)
    assert verify(archive_of(here)).faults == []


def test_papers_opened_again_and_saves_admitted_or_not_hold(staff: Staff, clock: Any) -> None:
    exam = staff.published([SINGLE, SHORT])
    again, choice, _written = late_sitting(staff, clock, exam)
    other, foreign, _w = late_sitting(staff, clock, exam)
    admit_saves(again, [choice], "机房断网", staff.teacher.id, clock())
    reopen(exam, [again.public_id], 10, "继续", staff.teacher.id, clock())
    db.session.refresh(again)
    submit(again, clock.move(minutes=1))
    staff.mark_written(exam)
    release(exam, staff.teacher.id, clock.move(hours=2))
    data = make_archive(exam.id, clock(), "0")
    assert verify(data).faults == []
    admitting = next(row["id"] for row in unpack(data).rows("acts") if row["kind"] == "admit")

    def admit(rows: list[dict[str, Any]]) -> None:
        next(row for row in rows if row["id"] == foreign)["admitted_id"] = admitting

    found = told(verify(resealed(data, "saves", admit)), "saves")
    assert len(found) == 1
    assert "not admitted" in found[0]
    admit_saves(other, [foreign], "也断了网", staff.teacher.id, clock())
    assert verify(make_archive(exam.id, clock(), "0")).faults == []
    withdraw(other, only_act(other).id, "撤回", staff.teacher.id, clock())
    assert verify(make_archive(exam.id, clock(), "0")).faults == []


def test_hand_marks_scaled_by_a_ruling_hold(held: Held) -> None:
    here = held()
    here.bench.rule(SHORT, Kind.POINTS, points=7)
    assert verify(archive_of(here)).faults == []


def test_the_page_gives_the_file_to_instructors_only(
    held: Held, as_user: Callable[[User | None], FlaskClient]
) -> None:
    here = held()
    exam = here.bench.exam
    url = f"/exams/{exam.public_id}/archive.zip"
    results = f"/exams/{exam.public_id}/results"
    for user in (None, here.student(), here.assistant, here.staff.make.user()):
        assert as_user(user).get(url).status_code in (302, 403, 404)
    assert url not in as_user(here.assistant).get(results).text
    assert url in as_user(here.staff.teacher).get(results).text
    answer = as_user(here.staff.teacher).get(url)
    assert answer.status_code == 200
    assert verify(answer.data).holds


def test_the_page_gives_nothing_before_the_release(
    staff: Staff, clock: Any, as_user: Callable[[User | None], FlaskClient]
) -> None:
    bench = make_bench(staff, clock, [SINGLE], 1)
    url = f"/exams/{bench.exam.public_id}/archive.zip"
    answer = as_user(staff.teacher).get(url)
    assert answer.status_code == 409
    assert "公布以后" in answer.text


@pytest.fixture
def offline(tmp_path: Path) -> Flask:
    """An application whose database nobody could reach."""
    return create_app(
        {
            "INSTANCE": str(tmp_path / "instance"),
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
            "SECRET_KEY": "for tests",
        }
    )


def test_the_command_verifies_without_any_database(
    held: Held, offline: Flask, tmp_path: Path
) -> None:
    data = archive_of(held())
    file = tmp_path / "exam.zip"
    file.write_bytes(data)
    run = offline.test_cli_runner()
    found = run.invoke(args=["exams", "verify-archive", str(file)])
    assert found.exit_code == 0
    assert "全部相符" in found.output
    file.write_bytes(resealed(data, "marks", lambda rows: rows[0].update(new="0.5")))
    found = run.invoke(args=["exams", "verify-archive", str(file)])
    assert found.exit_code == 1
    assert "不符" in found.output
    assert "the grader" in found.output or "does not follow" in found.output


def test_the_command_writes_a_file_and_overwrites_none(
    held: Held, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.guard.check_database", lambda: None)
    here, file = held(), tmp_path / "a.zip"
    run = app.test_cli_runner()
    exam = here.bench.exam.public_id
    found = run.invoke(exams_cli, ["archive", exam, str(file)])
    assert found.exit_code == 0, found.output
    assert "SHA-256" in found.output
    assert verify(file.read_bytes()).holds
    found = run.invoke(exams_cli, ["archive", exam, str(file)])
    assert found.exit_code == 1
    assert "没有覆盖" in found.output
    assert run.invoke(exams_cli, ["archive", "nothing"]).exit_code == 1


def test_files_that_are_anything_are_refused_in_words(offline: Flask, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    for data in (b"", b"hello", json.dumps({"a": 1}).encode()):
        file.write_bytes(data)
        found = offline.test_cli_runner().invoke(args=["exams", "verify-archive", str(file)])
        assert found.exit_code == 1
        assert "这不是考试的存档" in found.output
        assert "not a zip" in found.output
        assert "KeyError" not in found.output


@pytest.mark.parametrize("blanks", [False, True])
def test_marks_that_the_engine_gave_alone_and_people_after_it_hold(
    staff: Staff, clock: Any, blanks: bool
) -> None:
    plan: dict[str, Any] = {"help": Help.ACCEPT, "sure": 80, "blanks": Blanks.LENIENT}
    paper = blanks_meant.Paper(staff, **plan) if blanks else desk.Paper(staff, **plan)
    if blanks:
        for answer in (blanks_meant.LISTED, blanks_meant.SLIP):
            paper.sit(*answer)
    else:
        paper.sit(desk.GOOD)
    staff.mark_written(paper.exam)
    clock.move(hours=3)
    release(paper.exam, staff.teacher.id, clock())
    marks = db.session.scalars(select(MarkEvent)).all()
    assert any(mark.rule == ENGINE and not mark.by_hand for mark in marks)
    report = verify(make_archive(paper.exam.id, clock(), "0.0.0"))
    assert report.faults == []
