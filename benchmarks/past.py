"""Exams that are over: handed-in sittings with their saves, receipts and marks, for a site that has grown."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, func, insert, select, text

SAVES = 25  # a sitting
EACH = 10  # sittings of one person
BATCH = 200  # sittings written at once
EARLIER = "往届"  # how the names of these candidates begin


def fill(exam: Any, responses: int, at: datetime) -> int:
    """Store at least so many saves of earlier candidates of `exam`, the worst place for them: the
    very tables, indexes and exam that the measured ones use. Returns how many are stored.
    """
    from app.accounts.models import User
    from app.database import new_public_id, writing
    from app.extensions import db
    from app.quiz.models import ResponseLog

    sittings = -(-responses // SAVES)
    with writing():
        people = [
            {
                "name": f"{EARLIER}{n}",
                "public_id": new_public_id(),
                "created_at": at,
                "last_seen_at": at,
            }
            for n in range(-(-sittings // EACH))
        ]
        ids = list(db.session.scalars(insert(User).returning(User.id), people)) if people else []
    waiting = iter([(user, number) for user in ids for number in range(1, EACH + 1)][:sittings])
    slots = _slots(exam)
    while batch := list(itertools.islice(waiting, BATCH)):
        with writing():
            _write(exam, slots, batch, at)
    with writing():
        db.session.execute(text("ANALYZE"))
    return db.session.scalar(select(func.count(ResponseLog.id))) or 0


def _slots(exam: Any) -> list[tuple[int, int]]:
    """The ids of the form's questions and of their items' versions."""
    from app.extensions import db
    from app.quiz.models import FormSlot

    query = select(FormSlot.id, FormSlot.version_id).where(FormSlot.form_id == exam.form_id)
    return [(slot, version) for slot, version in db.session.execute(query)]


def _write(
    exam: Any, slots: list[tuple[int, int]], batch: list[tuple[int, int]], at: datetime
) -> None:
    from app.database import new_public_id
    from app.extensions import db
    from app.marking.models import MarkEvent
    from app.quiz.models import HandIn, ResponseLog, Sitting

    end = at - timedelta(days=1)
    rows = [
        {
            "public_id": new_public_id(), "exam_id": exam.id, "form_id": exam.form_id,
            "user_id": user, "class_id": exam.class_id, "number": number, "state": "submitted",
            "seed": secrets.randbits(60), "faces": {}, "slots": [slot for slot, _ in slots],
            "started_at": end - timedelta(hours=1), "deadline": end, "submitted_at": end,
            "closed_by": "candidate", "marked_at": end,
        }
        for user, number in batch
    ]  # fmt: skip
    returned = insert(Sitting).returning(Sitting.id, sort_by_parameter_order=True)
    made = list(db.session.scalars(returned, rows))
    whose = list(zip(made, (user for user, _number in batch), strict=True))
    named = [(id_, str(row["public_id"])) for id_, row in zip(made, rows, strict=True)]
    heads: dict[int, str] = {}
    for model, values in (
        (ResponseLog, _saves(made, slots, end, heads)),
        (HandIn, _receipts(named, end, heads)),
        (MarkEvent, _marks(exam, whose, slots, end)),
    ):
        table = model.__table__
        assert isinstance(table, Table)
        db.session.execute(table.insert(), list(values))


def _saves(
    sittings: list[int], slots: list[tuple[int, int]], at: datetime, heads: dict[int, str]
) -> Iterator[dict[str, Any]]:
    """The saves of sittings as chains that hold; notes the last link of each in `heads`."""
    from app.quiz.domain.chain import START, SaveRecord
    from app.quiz.exams.saving import row_of

    for sitting in sittings:
        client, link = secrets.token_hex(12), START
        for seq in range(1, SAVES + 1):
            record = SaveRecord(
                position=seq, client=client, seq=seq, slot_id=slots[seq * 7 % len(slots)][0],
                response="A", flagged=False, digest=secrets.token_hex(32), late=False,
                superseded=False, received_at=at,
            )  # fmt: skip
            link = record.seal(link)
            yield row_of(sitting, record, link)
        heads[sitting] = link


def _receipts(
    sittings: list[tuple[int, str]], at: datetime, heads: dict[int, str]
) -> Iterator[dict[str, Any]]:
    from app.quiz.domain.receipt import receipt_code

    for sitting, name in sittings:
        head = heads[sitting]
        yield {
            "sitting_id": sitting, "code": receipt_code(name, at, SAVES, head),
            "handed_in_at": at, "closed_by": "candidate", "saves": SAVES, "head": head,
        }  # fmt: skip


def _marks(
    exam: Any, whose: list[tuple[int, int]], slots: list[tuple[int, int]], at: datetime
) -> Iterator[dict[str, Any]]:
    for sitting, user in whose:
        for slot, version in slots:
            yield {
                "class_id": exam.class_id, "work_kind": "sitting", "work_id": sitting,
                "part_id": slot, "number": 1, "learner_id": user, "version_id": version, "rule": "",
                "reason": "", "new": Decimal(2), "max": Decimal(2), "correctness": Decimal(1),
                "by_hand": False, "detail": {}, "created_at": at,
            }  # fmt: skip
