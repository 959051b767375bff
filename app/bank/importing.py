"""Batches of questions that were brought in: read, kept, edited, and nothing in the bank before they are
confirmed (`import_storing`).

Every function that writes is one transaction. The number of SQL statements is the same for one
question and for a thousand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, func, insert, or_, select

from app.bank import pictures
from app.bank.content import get_library
from app.bank.exchange.questions import Found, Problem, ProblemKind, Question, ReadError, ReadFault
from app.bank.import_data import from_data, to_data
from app.bank.import_items import Checked, check, labels_for
from app.bank.import_marks import Edit
from app.bank.import_models import ImportBatch, ImportQuestion
from app.bank.knowledge_names import KnowledgeNames
from app.bank.label_words import find_chapter, tell_strange_labels
from app.bank.models import KnowledgePoint
from app.bank.queries import list_knowledge
from app.bank.suggesting import Lexicon, Suggestion, load_lexicon
from app.bank.twin_options import find_twins_of
from app.bank.twins import SAME, Twin
from app.database import writing
from app.extensions import Base, db
from app.web.errors import DomainError

# Rows go in by way of the table: by way of the class they would be parted by which columns are null.
TABLE = Base.metadata.tables[ImportQuestion.__tablename__]
SECONDS, MEMORY_MB = 20, 512
MOST_QUESTIONS = 2_000
# What a list of a batch's questions may be narrowed to; "" shows all that are not stored yet.
SHOWN = ("", "ready", "review", "draft", "twins", "left", "stored")


@dataclass(slots=True)
class Pending:
    """A question of a batch as a card shows it: the row, what it holds, and what the specs say.

    What was typed on a page that was refused stands in for what the row holds.
    """

    row: ImportQuestion
    checked: Checked
    choice: str

    @property
    def question(self) -> Question:
        return self.checked.question


def read_file(name: str, data: bytes, format_: str) -> Found:
    """Read a file in a process of its own; raises `ReadError`."""
    from app.bank.exchange.child import read_in_child  # only who imports needs the readers

    return read_in_child(name, data, format_, seconds=SECONDS, memory_mb=MEMORY_MB)


def start_batch(
    name: str, data: bytes, format_: str, labels: Mapping[str, Any], author_id: int, at: datetime
) -> ImportBatch:
    """Read a file and keep its questions as a batch; raises `ReadError` where nothing can be read."""
    return keep_found(read_file(name, data, format_), name, format_, labels, author_id, at)


def keep_found(
    found: Found, name: str, format_: str, labels: Mapping[str, Any], author_id: int, at: datetime
) -> ImportBatch:
    """Keep what was found as a batch, with labels, suggestions and near-duplicates."""
    if not found.questions:
        raise ReadError(ReadFault.NO_QUESTIONS)
    if len(found.questions) > MOST_QUESTIONS:
        raise ReadError(ReadFault.TOO_MANY, str(MOST_QUESTIONS))
    encoded: list[pictures.Encoded] = []
    questions = [_with_pictures(question, encoded) for question in found.questions]
    points = list_knowledge()
    names = KnowledgeNames(points)
    questions = [tell_strange_labels(names.tell_strangers(question)) for question in questions]
    guide = _Guide(points, names, load_lexicon(points), _chapter_titles())
    twins = find_twins_of(questions)
    rows = [
        _first_row(place, question, labels, guide, twin)
        for place, (question, twin) in enumerate(zip(questions, twins, strict=True))
    ]
    with writing():
        pictures.keep(encoded, at)
        batch = ImportBatch(
            author_id=author_id,
            name=name[:200],
            format=format_,
            source=list(found.lines),
            loose=[list(row) for row in found.loose],
            created_at=at,
        )
        db.session.add(batch)
        db.session.flush()
        db.session.execute(insert(TABLE), [row | {"batch_id": batch.id} for row in rows])
    return batch


@dataclass(frozen=True, slots=True)
class _Guide:
    """What labels of fresh questions are found by: points, their names and words, titles of chapters."""

    points: Sequence[KnowledgePoint]
    names: KnowledgeNames
    lexicon: Lexicon
    chapters: Mapping[str, str]

    def suggest(self, question: Question) -> list[Suggestion]:
        """Points by the words of a question, of the chapter that its file names if there is one."""
        chapter = find_chapter(question.labels.get("chapter", ""), self.chapters)
        inside = frozenset(point.id for point in self.points if point.chapter_id == chapter)
        return self.lexicon.suggest(words_of(question), inside or None)


def _chapter_titles() -> dict[str, str]:
    course = get_library().course
    return {plan.id: plan.title for plan in course.plans} if course else {}


def _first_row(
    place: int,
    question: Question,
    chosen: Mapping[str, Any],
    guide: _Guide,
    twin: Twin | None,
) -> dict[str, Any]:
    suggested = guide.suggest(question)
    asks = {point.id: (point.level, point.cognitive) for point in guide.points}
    best = suggested[0].point if suggested and suggested[0].is_sure else ""
    labels = labels_for(question, chosen, best, asks, guide.names)
    checked = check(question, labels, asks)
    return {
        "position": place,
        "data": to_data(question),
        "labels": labels,
        "suggested": [[one.point, list(one.words)] for one in suggested],
        # What the bank has word for word is not brought in a second time unless somebody says so.
        "choice": "leave" if twin is not None and twin.share == SAME else "store",
    } | judged(checked, twin)


def judged(checked: Checked, twin: Twin | None) -> dict[str, Any]:
    standing = checked.standing
    if standing == "ready" and twin is not None:
        standing = "review"
    return {
        "standing": standing,
        "good": checked.spec is not None,
        "twin_item_id": twin.item_id if twin else None,
        "twin_place": twin.place if twin else None,
        "twin_share": twin.share if twin else 0,
    }


def words_of(question: Question) -> str:
    """The text that suggestions are made from."""
    options = [one.text for one in question.options]
    return "\n".join(
        [question.stem or "", *options, question.reference or "", question.explanation]
    )


def _with_pictures(question: Question, encoded: list[pictures.Encoded]) -> Question:
    """Let its texts name the pictures as they will be stored; what is no picture is told."""
    digests: dict[str, str] = {}
    for picture in question.pictures:
        if (made := pictures.encode(picture.data)) is not None:
            digests[picture.name] = made.digest
            encoded.append(made)
    lost: list[str] = []

    def point(text: str) -> str:
        changed, missing = pictures.point_to(text, digests)
        lost.extend(missing)
        return changed

    question = replace(
        question,
        stem=None if question.stem is None else point(question.stem),
        options=tuple(replace(one, text=point(one.text)) for one in question.options),
        reference=None if question.reference is None else point(question.reference),
        explanation=point(question.explanation),
        material=None
        if question.material is None
        else (question.material[0], point(question.material[1])),
        pictures=(),
    )
    place = question.source.first
    told = [Problem(ProblemKind.LOST_PICTURE, place, name) for name in dict.fromkeys(lost)]
    return question.with_problems(*told) if told else question


# ── looking


def list_batches(author_id: int) -> list[tuple[ImportBatch, int, int]]:
    """A person's imports, newest first: batch, number of questions, number stored; one statement."""
    stored = func.count(ImportQuestion.version_id)
    query = (
        select(ImportBatch, func.count(ImportQuestion.id), stored)
        .outerjoin(ImportQuestion, ImportQuestion.batch_id == ImportBatch.id)
        .where(ImportBatch.author_id == author_id)
        .group_by(ImportBatch.id)
        .order_by(ImportBatch.id.desc())
        .limit(50)
    )
    return [(batch, total, kept) for batch, total, kept in db.session.execute(query)]


def questions_of(batch: ImportBatch, shown: str = "") -> Any:
    """A query for the rows of a batch in the order of its file."""
    query = select(ImportQuestion).where(ImportQuestion.batch_id == batch.id, *_narrow(shown))
    return query.order_by(ImportQuestion.position)


def _narrow(shown: str) -> list[ColumnElement[bool]]:
    row = ImportQuestion
    if shown == "stored":
        return [row.version_id.is_not(None)]
    waiting = row.version_id.is_(None)
    if shown in ("ready", "review", "draft"):
        return [waiting, row.standing == shown]
    if shown == "twins":
        return [waiting, or_(row.twin_item_id.is_not(None), row.twin_place.is_not(None))]
    return [waiting, row.choice == "leave"] if shown == "left" else [waiting]


def count_groups(batch: ImportBatch) -> dict[str, int]:
    """Questions by what a list may show, and `go`: those that confirming would store; one statement."""
    columns = [func.count().filter(*_narrow(shown)) for shown in SHOWN]
    go = func.count().filter(*_narrow(""), ImportQuestion.good, ImportQuestion.choice != "leave")
    query = select(*columns, go).where(ImportQuestion.batch_id == batch.id)
    return dict(zip([*SHOWN, "go"], db.session.execute(query).one(), strict=True))


def pending_of(
    rows: Iterable[ImportQuestion],
    known: Collection[str],
    typed: Mapping[int, Edit] | None = None,
) -> list[Pending]:
    """The rows with their questions, checked; `typed`, by position, goes before what a row holds."""
    pending = []
    for row in rows:
        kept = Edit(from_data(row.data), row.labels, row.choice)
        edit = (typed or {}).get(row.position, kept)
        pending.append(Pending(row, check(edit.question, edit.labels, known), edit.choice))
    return pending


def source_of(batch: ImportBatch) -> list[str]:
    """The lines that the batch was read from; one statement."""
    return db.session.scalars(select(ImportBatch.source).where(ImportBatch.id == batch.id)).one()


def discard_batch(batch: ImportBatch) -> None:
    """Throw a batch away with its pictures, unless something of it is in the bank."""
    with writing():
        row = reload_batch(batch)
        rows = list(db.session.scalars(select(ImportQuestion).filter_by(batch_id=row.id)))
        if any(one.version_id is not None for one in rows):
            raise DomainError(_("这一批已有题存入题库。要去掉它们，请先撤销这次导入。"), status=409)
        named = pictures_of(rows)
        db.session.execute(delete(ImportQuestion).where(ImportQuestion.batch_id == row.id))
        db.session.execute(delete(ImportBatch).where(ImportBatch.id == row.id))
        pictures.remove_unused(named)


def pictures_of(rows: Iterable[ImportQuestion]) -> set[str]:
    """The pictures that the questions name."""
    return pictures.used_in(str(row.data) for row in rows)


def rows_at(batch: ImportBatch, places: Collection[int]) -> list[ImportQuestion]:
    query = questions_of(batch).where(ImportQuestion.position.in_(places)).with_for_update()
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def reload_batch(batch: ImportBatch) -> ImportBatch:
    """The batch as it is now, locked where the database locks rows."""
    query = select(ImportBatch).where(ImportBatch.id == batch.id).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise DomainError(_("这一批已经丢弃了。"), status=409)
    return row
