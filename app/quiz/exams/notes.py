"""Dated notes under the questions of a review: what was changed about them, why, and what it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.marking.account import Entry, load_account
from app.marking.ruling_words import kind_words
from app.marking.standing import Notice, list_notices
from app.quiz.exams.terms import WORK
from app.quiz.models import Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One step on a question. `changed` says whether this paper's mark went from `old` to `new`."""

    at: datetime
    words: str
    reason: str
    changed: bool
    old: Decimal | None = None
    new: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes by slot id; `running` while a step is being applied to the exam."""

    by_slot: Mapping[int, Sequence[Note]]
    running: bool = False


def load_notes(sitting: Sitting, *, with_marks: bool, with_reasons: bool) -> Notes:
    """The notes of one paper; one SQL statement where nothing was ever decided, else three."""
    notices = list_notices(WORK, sitting.exam_id)
    running = any(notice.running for own in notices.values() for notice in own)
    if not notices or not with_marks:
        return Notes({}, running)
    account = load_account(WORK, sitting.id, sitting.class_id, rulings_only=True)
    found = {
        slot: [
            _note(notice, account.get(slot, ()), with_reasons)
            for notice in own
            if not notice.running
        ]
        for slot, own in notices.items()
    }
    return Notes(found, running)


def _note(notice: Notice, entries: Sequence[Entry], with_reasons: bool) -> Note:
    entry = next((one for one in entries if one.step == notice.number), None)
    return Note(
        at=notice.created_at,
        words=kind_words(notice.kind, notice.undoes, notice.points),
        reason=notice.reason if with_reasons else "",
        changed=entry is not None and entry.old != entry.new,
        old=entry.old if entry else None,
        new=entry.new if entry else None,
    )
