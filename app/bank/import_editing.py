"""Changes to the questions of a batch: what its cards say, and what is set for many at once.

Every function that writes is one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.bank.exchange.questions import Question
from app.bank.import_data import from_data, to_data
from app.bank.import_items import check, keep_guessed
from app.bank.import_marks import Edit, row_mark
from app.bank.import_models import ImportBatch, ImportQuestion
from app.bank.importing import judged, questions_of, reload_batch, rows_at, words_of
from app.bank.queries import list_knowledge
from app.bank.suggesting import load_lexicon
from app.bank.twin_options import find_twins_of
from app.bank.twins import Twin
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError


class StaleEdits(DomainError):
    """Questions (by position) that another page changed meanwhile: nothing of this page is kept."""

    status = 409

    def __init__(self, places: Collection[int]) -> None:
        super().__init__(
            ngettext(
                "有 %(num)s 道题刚才在另一个页面改过，所以这一次什么也没有存。请对照那道题上写的差别，再存一次就以这里填的为准。",
                "有 %(num)s 道题刚才在另一个页面改过，所以这一次什么也没有存。请对照这些题上写的差别，再存一次就以这里填的为准。",
                len(places),
            )
        )
        self.places = frozenset(places)


def save_edits(batch: ImportBatch, edits: Mapping[int, Edit]) -> None:
    """Keep the edited questions (by position) and judge them again; others stay as they are.

    What was stored meanwhile, in another tab, is not touched. What was changed there and not here
    stays as it is there; what was changed both there and here raises `StaleEdits`.
    """
    if not edits:
        return
    known = {point.id for point in list_knowledge()}
    with writing():
        reload_batch(batch)
        rows = _fresh(rows_at(batch, edits), edits)
        changed = [row for row in rows if row.data["stem"] != edits[row.position].question.stem]
        questions = [edits[row.position].question for row in changed]
        likes = find_twins_of(questions, within=False) if changed else []
        twins = dict(zip((row.id for row in changed), likes, strict=True))
        for row in rows:
            edit = edits[row.position]
            twin = twins[row.id] if row.id in twins else _twin_of(row)
            set_row(row, edit.question, keep_guessed(row.labels, edit.labels), known, twin)
            wants = edit.choice
            row.choice = "store" if wants == "version" and row.twin_item_id is None else wants


def _fresh(rows: list[ImportQuestion], edits: Mapping[int, Edit]) -> list[ImportQuestion]:
    """The rows that are as their cards showed them; raises `StaleEdits` where two pages disagree."""
    marks = {row.position: row_mark(row) for row in rows}
    moved = {place for place, mark in marks.items() if mark != edits[place].seen}
    torn = [
        place for place in moved if edits[place].is_touched and edits[place].mark != marks[place]
    ]
    if torn:
        raise StaleEdits(torn)
    return [row for row in rows if row.position not in moved]


def _twin_of(row: ImportQuestion) -> Twin | None:
    if row.twin_item_id is None and row.twin_place is None:
        return None
    return Twin(row.twin_item_id, row.twin_place, row.twin_share)


def set_row(
    row: ImportQuestion,
    question: Question,
    labels: Mapping[str, Any],
    known: Collection[str],
    twin: Twin | None,
) -> None:
    """Let a row hold a question with its labels and near-duplicate, judged anew."""
    row.data = to_data(question)
    row.labels = dict(labels)
    for name, value in judged(check(question, labels, known), twin).items():
        setattr(row, name, value)


@dataclass(frozen=True, slots=True)
class Bulk:
    """What is set for many questions at once; empty fields change nothing.

    `chapter` files each question under the point of that chapter which its words surely speak for.
    Where they speak for none, it keeps its points of that chapter, or has none and its card asks.
    """

    labels: Mapping[str, Any]
    chapter: str = ""
    choice: str = ""

    @property
    def is_empty(self) -> bool:
        return not (any(self.labels.values()) or self.chapter or self.choice)


def set_many(batch: ImportBatch, bulk: Bulk, shown: str, places: Collection[int] | None) -> int:
    """Set labels for the questions at `places`, or for all that `shown` names; returns how many."""
    points = list_knowledge()
    known = {point.id for point in points}
    inside = [point.id for point in points if point.chapter_id == bulk.chapter]
    if bulk.chapter and not inside:
        raise DomainError(_("这一章还没有知识点，请另选一章。"))
    lexicon = load_lexicon(points) if inside else None
    with writing():
        reload_batch(batch)
        query = questions_of(batch, shown).where(ImportQuestion.version_id.is_(None))
        if places is not None:
            query = query.where(ImportQuestion.position.in_(places))
        rows = list(db.session.scalars(query.with_for_update()))
        for row in rows:
            question = from_data(row.data)
            labels = dict(row.labels) | {k: v for k, v in bulk.labels.items() if v}
            guessed = [name for name in labels.get("guessed", ()) if not bulk.labels[name]]
            if lexicon is not None:
                best = lexicon.suggest(words_of(question), frozenset(inside))
                kept = [point for point in labels["knowledge"] if point in inside]
                labels["knowledge"] = [best[0].point] if best and best[0].is_sure else kept
                guessed = [name for name in guessed if name != "knowledge"]
                if labels["knowledge"] != kept:
                    guessed.append("knowledge")
                row.suggested = [[one.point, list(one.words)] for one in best]
            set_row(row, question, labels | {"guessed": guessed}, known, _twin_of(row))
            row.choice = bulk.choice or row.choice
    return len(rows)
