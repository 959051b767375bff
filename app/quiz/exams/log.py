"""What staff did to an exam: a chain of acts, appended and never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from app.extensions import db
from app.quiz.domain.chain import START, act_record, link, receipts_digest
from app.quiz.models import ExamAct, HandIn, Sitting

Act = Mapping[str, Any]  # columns of ExamAct: sitting_id, minutes, reason, detail


def log_act(exam_id: int, kind: str, author_id: int, at: datetime, **values: Any) -> None:
    """Write down one act; see `log_acts`."""
    log_acts(exam_id, kind, author_id, at, [values])


def log_acts(exam_id: int, kind: str, author_id: int, at: datetime, acts: Sequence[Act]) -> None:
    """Append acts of one kind to the exam's chain; two SQL statements.

    Belongs inside the caller's `writing()`, after `lock_exam`: the lock keeps two authors from
    writing the same link.
    """
    last = _last(exam_id)
    position, previous = (last.position, last.link) if last else (0, START)
    rows: list[dict[str, Any]] = []
    for act in acts:
        position += 1
        row = {
            "exam_id": exam_id,
            "kind": kind,
            "author_id": author_id,
            "created_at": at,
            "position": position,
            "sitting_id": act.get("sitting_id"),
            "minutes": act.get("minutes"),
            "reason": act.get("reason", ""),
            "detail": dict(act.get("detail", {})),
        }
        previous = link(previous, act_record(row))
        rows.append(row | {"link": previous})
    if rows:
        db.session.execute(insert(ExamAct), rows)


def seal_receipts(exam_id: int, author_id: int, at: datetime) -> None:
    """Put the receipts written since the last seal into the exam's chain; four SQL statements.

    Hand-ins do not touch the chain themselves: a hall that hands in at once must not queue for it.
    """
    sealed = _last(exam_id, "seal")
    after = int(sealed.detail.get("upto", 0)) if sealed else 0
    query = (
        select(HandIn.id, HandIn.code, HandIn.head)
        .join(Sitting, Sitting.id == HandIn.sitting_id)
        .where(Sitting.exam_id == exam_id, HandIn.id > after)
        .order_by(HandIn.id)
    )
    receipts = [(id_, code, head) for id_, code, head in db.session.execute(query)]
    if receipts:
        detail = {"after": after, "upto": receipts[-1][0], "digest": receipts_digest(receipts)}
        log_act(exam_id, "seal", author_id, at, detail=detail)


def _last(exam_id: int, kind: str | None = None) -> ExamAct | None:
    query = select(ExamAct).where(ExamAct.exam_id == exam_id)
    if kind is not None:
        query = query.where(ExamAct.kind == kind)
    return db.session.scalar(query.order_by(ExamAct.position.desc()).limit(1))
