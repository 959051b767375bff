"""An exam as one file that can be kept and checked without this site: see `app.quiz.domain.archive`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

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
# Tables whose rows the page for people needs.
KEPT = frozenset({"sittings", "receipts", "acts", "look_steps", "forms", "versions", "people"})
AT_A_TIME = 1000


class ArchiveRefused(SettledError):
    """No archive is made: it would hold the keys of an exam that is not over for everybody."""


def make_archive(exam_id: int, at: datetime, version: str) -> bytes:
    """The archive of a released exam; some twenty SQL statements, whatever it holds.

    Raises ArchiveRefused before the release, as the file holds every key.
    """
    with _standing_still(exam_id) as exam:
        if exam.state != "released":
            raise ArchiveRefused(_("存档里有全部答案，成绩公布以后才能存档。现在什么都没有导出。"))
        found = _gather(exam)
        own = _row(exam) | {"access": _without_passwords(exam.access)}
        class_name = exam.course_class.name
    page = render_template(
        "exams_manage/_archive.html",
        exam=exam,
        class_name=class_name,
        at=at,
        counts=found.counts,
        kept=found.kept,
        papers=_papers(found),
        questions=_questions(found.kept),
        names={row["id"]: row["name"] for row in found.kept["people"]},
    )
    parts = found.parts | {EXAM: f"{canonical(own)}\n".encode(), PAGE: page.encode()}
    facts = {
        "exam": exam.public_id,
        "title": exam.title,
        "class": class_name,
        "made_at": instant(at),
        "program": version,
        "rows": found.counts,
    }
    return seal(parts, facts)


@dataclass(slots=True)
class _Found:
    """The parts as they are written, and what was noticed on the way: of the long tables no rows stay."""

    parts: dict[str, bytes] = field(default_factory=dict[str, bytes])
    counts: dict[str, int] = field(default_factory=dict[str, int])
    kept: dict[str, Rows] = field(default_factory=dict[str, Rows])
    people: set[int | None] = field(default_factory=set[int | None])
    versions: set[int | None] = field(default_factory=set[int | None])
    saves: dict[int, int] = field(default_factory=dict[int, int])
    marks: dict[int, dict[int, Decimal]] = field(default_factory=dict[int, dict[int, Decimal]])

    def add(self, name: str, rows: Iterable[Row]) -> None:
        """Write a table."""
        self.counts[name] = 0
        if name in KEPT:
            self.kept[name] = []
        self.parts[f"{name}.jsonl"] = lines(self._noticed(name, rows))

    def _noticed(self, name: str, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self.counts[name] += 1
            self.people.update(row[column] for column in PEOPLE if column in row)
            if name in KEPT:
                self.kept[name].append(row)
            if name in ("rulings", "marks"):
                self.versions.add(row["version_id"])
            if name == "saves":
                self.saves[row["sitting_id"]] = self.saves.get(row["sitting_id"], 0) + 1
            if name == "marks":  # in their order: the newest of each question stays
                own = self.marks.setdefault(row["work_id"], {})
                own[row["part_id"]] = Decimal(row["new"] or 0)
            yield row


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


def _gather(exam: Exam) -> _Found:
    """Every table; those that name others last."""
    found = _Found()
    for name, model, where, order in _sources(exam.id):
        found.add(name, _all(model, where, *order))
    forms = _forms(exam.id)
    found.versions |= {slot["version_id"] for form in forms for slot in form["slots"]}
    found.people.add(exam.author_id)
    found.add("forms", forms)
    found.add("versions", _versions(found.versions - {None}))
    found.add("people", _people(found.people - {None}))
    return found


def _sources(
    exam_id: int,
) -> list[tuple[str, type[Base], ColumnElement[bool], tuple[InstrumentedAttribute[Any], ...]]]:
    """Name, rows, which of them, and in what order."""
    own = select(Sitting.id).where(Sitting.exam_id == exam_id)
    looks = (SecondLook.work_kind == WORK) & (SecondLook.paper_id == exam_id)
    steps = LookStep.look_id.in_(select(SecondLook.id).where(looks))
    marks = (MarkEvent.work_kind == WORK) & MarkEvent.work_id.in_(own)
    rulings = (Ruling.work_kind == WORK) & (Ruling.paper_id == exam_id)
    saves, saved = ResponseLog.sitting_id.in_(own), (ResponseLog.sitting_id, ResponseLog.position)
    marked = (MarkEvent.work_id, MarkEvent.part_id, MarkEvent.number)
    return [
        ("papers", CandidatePaper, CandidatePaper.exam_id == exam_id, (CandidatePaper.id,)),
        ("seats", Seat, Seat.exam_id == exam_id, (Seat.id,)),
        ("arrangements", Accommodation, Accommodation.exam_id == exam_id, (Accommodation.id,)),
        ("sittings", Sitting, Sitting.exam_id == exam_id, (Sitting.id,)),
        ("saves", ResponseLog, saves, saved),
        ("locks", AnswerLock, AnswerLock.sitting_id.in_(own), (AnswerLock.id,)),
        ("receipts", HandIn, HandIn.sitting_id.in_(own), (HandIn.id,)),
        ("acts", ExamAct, ExamAct.exam_id == exam_id, (ExamAct.position,)),
        ("incidents", Incident, Incident.exam_id == exam_id, (Incident.id,)),
        ("messages", RoomMessage, RoomMessage.exam_id == exam_id, (RoomMessage.id,)),
        ("rulings", Ruling, rulings, (Ruling.part_id, Ruling.number)),
        ("marks", MarkEvent, marks, marked),
        ("looks", SecondLook, looks, (SecondLook.id,)),
        ("look_steps", LookStep, steps, (LookStep.look_id, LookStep.number)),
    ]


def _all(model: type[Base], where: ColumnElement[bool], *order: Any) -> Iterator[Row]:
    """Rows by column, as they come; one SQL statement."""
    columns = list(model.__table__.columns)
    query = select(*columns).where(where).order_by(*order)
    names = [column.name for column in columns]
    for row in db.session.execute(query.execution_options(yield_per=AT_A_TIME)):
        yield {name: _plain(value, name) for name, value in zip(names, row, strict=True)}


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


def _versions(ids: Iterable[int | None]) -> Rows:
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


def _people(ids: Iterable[int | None]) -> Rows:
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


def _papers(found: _Found) -> Rows:
    """Each paper with its total, for the page that people read."""
    numbers = {row["id"]: row["student_no"] for row in found.kept["people"]}
    codes = {row["sitting_id"]: row["code"] for row in found.kept["receipts"]}
    return [
        row
        | {
            "student_no": numbers.get(row["user_id"]),
            "total": sum(found.marks.get(row["id"], {}).values(), Decimal(0)),
            "code": codes.get(row["id"]),
            "saves": found.saves.get(row["id"], 0),
        }
        for row in found.kept["sittings"]
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
