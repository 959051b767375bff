"""An exam as one file that can be kept and checked without this site: see `app.quiz.domain.archive`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.bank.models import ItemKeyRow, ItemVersion
from app.bank.texts import plain_line
from app.database import writing
from app.extensions import Base, db
from app.marking.models import LookStep, MarkEvent, Ruling, SecondLook
from app.quiz.domain.archive import EXAM, PAGE, canonical, lines, seal
from app.quiz.domain.chain import instant
from app.quiz.exams.authoring import SettledError, lock_exam
from app.quiz.exams.terms import WORK
from app.quiz.models import (
    Accommodation,
    AnswerLock,
    CandidatePaper,
    Exam,
    ExamAct,
    ExamForm,
    FormSlot,
    HandIn,
    Incident,
    ResponseLog,
    RoomMessage,
    Seat,
    Sitting,
)

Row = dict[str, Any]
Rows = list[Row]
# Columns that name people.
PEOPLE = ("user_id", "author_id", "learner_id")


class ArchiveRefused(SettledError):
    """No archive is made: it would hold the keys of an exam that is not over for everybody."""


def make_archive(exam_id: int, at: datetime, version: str) -> bytes:
    """The archive of a released exam; some twenty SQL statements, whatever it holds.

    Raises ArchiveRefused before the release, as the file holds every key.
    """
    with _standing_still(exam_id) as exam:
        if exam.state != "released":
            raise ArchiveRefused(_("存档里有全部答案，成绩公布以后才能存档。现在什么都没有导出。"))
        tables = _tables(exam)
        own = _row(exam) | {"access": _without_passwords(exam.access)}
        class_name = exam.course_class.name
    page = render_template(
        "exams_manage/archive.html",
        exam=exam,
        class_name=class_name,
        at=at,
        tables=tables,
        papers=_papers(tables),
        questions=_questions(tables),
        names={row["id"]: row["name"] for row in tables["people"]},
    )
    parts = {f"{name}.jsonl": lines(rows) for name, rows in tables.items()}
    parts |= {EXAM: f"{canonical(own)}\n".encode(), PAGE: page.encode()}
    facts = {
        "exam": exam.public_id,
        "title": exam.title,
        "class": class_name,
        "made_at": instant(at),
        "program": version,
        "rows": {name: len(rows) for name, rows in tables.items()},
    }
    return seal(parts, facts)


@contextmanager
def _standing_still(exam_id: int) -> Iterator[Exam]:
    """The exam while nothing around it changes.

    A reader on SQLite sees one moment anyway, and keeps no writer waiting; on PostgreSQL the exam's
    row is locked, which hand-ins, marks, rulings and second looks share.
    """
    if db.engine.dialect.name == "sqlite":
        db.session.commit()
        yield db.session.get_one(Exam, exam_id, populate_existing=True)
        return
    with writing():
        yield lock_exam(exam_id)


def _tables(exam: Exam) -> dict[str, Rows]:
    sittings = select(Sitting.id).where(Sitting.exam_id == exam.id)
    looks = select(SecondLook.id).where(
        SecondLook.work_kind == WORK, SecondLook.paper_id == exam.id
    )
    tables: dict[str, Rows] = {
        "papers": _all(CandidatePaper, [CandidatePaper.exam_id == exam.id], CandidatePaper.id),
        "seats": _all(Seat, [Seat.exam_id == exam.id], Seat.id),
        "arrangements": _all(Accommodation, [Accommodation.exam_id == exam.id], Accommodation.id),
        "sittings": _all(Sitting, [Sitting.exam_id == exam.id], Sitting.id),
        "saves": _all(
            ResponseLog,
            [ResponseLog.sitting_id.in_(sittings)],
            ResponseLog.sitting_id,
            ResponseLog.position,
        ),
        "locks": _all(AnswerLock, [AnswerLock.sitting_id.in_(sittings)], AnswerLock.id),
        "receipts": _all(HandIn, [HandIn.sitting_id.in_(sittings)], HandIn.id),
        "acts": _all(ExamAct, [ExamAct.exam_id == exam.id], ExamAct.position),
        "incidents": _all(Incident, [Incident.exam_id == exam.id], Incident.id),
        "messages": _all(RoomMessage, [RoomMessage.exam_id == exam.id], RoomMessage.id),
        "rulings": _all(
            Ruling, [Ruling.work_kind == WORK, Ruling.paper_id == exam.id], Ruling.part_id, Ruling.number
        ),
        "marks": _all(
            MarkEvent,
            [MarkEvent.work_kind == WORK, MarkEvent.work_id.in_(sittings)],
            MarkEvent.work_id,
            MarkEvent.part_id,
            MarkEvent.number,
        ),
        "looks": _all(SecondLook, [SecondLook.id.in_(looks)], SecondLook.id),
        "look_steps": _all(LookStep, [LookStep.look_id.in_(looks)], LookStep.look_id, LookStep.number),
    }  # fmt: skip
    forms = _forms(exam.id)
    used = {slot["version_id"] for form in forms for slot in form["slots"]}
    used |= {row["version_id"] for name in ("rulings", "marks") for row in tables[name]} - {None}
    people = {row[c] for rows in tables.values() for row in rows for c in PEOPLE if c in row}
    return {
        "forms": forms,
        "versions": _versions(used),
        "people": _people((people | {exam.author_id}) - {None}),
    } | tables


def _all(model: type[Base], where: Iterable[ColumnElement[bool]], *order: Any) -> Rows:
    """Rows by column; one SQL statement."""
    columns = list(model.__table__.columns)
    query = select(*columns).where(*where).order_by(*order)
    names = [column.name for column in columns]
    return [
        {name: _plain(value, name) for name, value in zip(names, row, strict=True)}
        for row in db.session.execute(query)
    ]


def _row(exam: Exam) -> Row:
    return {column.name: _plain(getattr(exam, column.name)) for column in Exam.__table__.columns}


def _plain(value: Any, name: str = "") -> Any:
    """A value as JSON holds it: instants in UTC to the microsecond; marks as texts, and seeds, which
    some readers of JSON would round.
    """
    if isinstance(value, datetime):
        return instant(value)
    return str(value) if isinstance(value, Decimal) or name == "seed" else value


def _forms(exam_id: int) -> Rows:
    """Frozen papers with their questions; two SQL statements."""
    query = (
        select(ExamForm)
        .where(ExamForm.exam_id == exam_id)
        .options(selectinload(ExamForm.slots).joinedload(FormSlot.version))
        .order_by(ExamForm.id)
    )
    found: Rows = []
    for form in db.session.scalars(query):
        slots = []
        for slot in form.slots:
            values = {c.name: _plain(getattr(slot, c.name)) for c in FormSlot.__table__.columns}
            slots.append(values | {"item_id": slot.version.item_id})
        values = {c.name: _plain(getattr(form, c.name)) for c in ExamForm.__table__.columns}
        found.append(values | {"slots": slots})
    return found


def _versions(ids: Iterable[int]) -> Rows:
    """Items as they were used, faces and keys; one SQL statement."""
    query = (
        select(ItemVersion, ItemKeyRow.key)
        .join(ItemKeyRow, ItemKeyRow.version_id == ItemVersion.id)
        .where(ItemVersion.id.in_(ids))
        .options(joinedload(ItemVersion.item), joinedload(ItemVersion.stimulus))
        .order_by(ItemVersion.id)
    )
    return [
        {
            "id": version.id,
            "item": version.item.public_id,
            "item_id": version.item_id,
            "number": version.number,
            "type": version.type,
            "digest": version.digest,
            "face": version.face,
            "key": key,
            "material": {"title": s.title, "text": s.text} if (s := version.stimulus) else None,
        }
        for version, key in db.session.execute(query)
    ]


def _people(ids: Iterable[int]) -> Rows:
    """Who is named by number in the other parts; two SQL statements."""
    query = (
        select(User)
        .where(User.id.in_(ids))
        .options(selectinload(User.identifiers))
        .order_by(User.id)
    )
    return [
        {
            "id": user.id,
            "name": user.name,
            "student_no": next(
                (one.display for one in user.identifiers if one.kind == "student_no"), None
            ),
        }
        for user in db.session.scalars(query)
    ]


def _without_passwords(access: Mapping[str, Any]) -> Row:
    """The rules of who might come in; that there was a password is told, the password is not."""
    return {
        name: _without_passwords(value)
        if isinstance(value, Mapping)
        else bool(value)
        if "password" in name
        else value
        for name, value in access.items()
    }


def _papers(tables: Mapping[str, Rows]) -> Rows:
    """Each paper with its total, for the page that people read."""
    held: dict[int, dict[int, Decimal]] = {}
    for mark in tables["marks"]:  # in their order: the newest of each question stays
        held.setdefault(mark["work_id"], {})[mark["part_id"]] = Decimal(mark["new"] or 0)
    numbers = {row["id"]: row["student_no"] for row in tables["people"]}
    codes = {row["sitting_id"]: row["code"] for row in tables["receipts"]}
    saves: dict[int, int] = {}
    for row in tables["saves"]:
        saves[row["sitting_id"]] = saves.get(row["sitting_id"], 0) + 1
    return [
        row
        | {
            "student_no": numbers.get(row["user_id"]),
            "total": sum(held.get(row["id"], {}).values(), Decimal(0)),
            "code": codes.get(row["id"]),
            "saves": saves.get(row["id"], 0),
        }
        for row in tables["sittings"]
    ]


def _questions(tables: Mapping[str, Rows]) -> Rows:
    """The questions of the forms in words."""
    versions = {row["id"]: row for row in tables["versions"]}
    return [
        slot
        | {"form": form["label"], "title": plain_line(versions[slot["version_id"]]["face"]["stem"])}
        for form in tables["forms"]
        for slot in form["slots"]
    ]
