"""The chains of a whole exam worked out anew: of every handed-in paper, and of what staff did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.extensions import db
from app.quiz.domain.chain import START, act_record, first_break, link
from app.quiz.exams.dossier import Proved
from app.quiz.exams.proof import holds_over, record_in
from app.quiz.models import ExamAct, HandIn, ResponseLog, Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One handed-in paper of the list of chains; `broken` as in a dossier."""

    sitting: Sitting
    receipts: Sequence[Proved]
    broken: int | None
    saves: int

    @property
    def holds(self) -> bool:
        return self.broken is None and all(one.holds for one in self.receipts)


def check_chains(sittings: Sequence[Sitting]) -> list[Checked]:
    """Work out the chains and receipts of sittings anew; two SQL statements."""
    ids = [sitting.id for sitting in sittings]
    saves: dict[int, list[ResponseLog]] = {id_: [] for id_ in ids}
    query = select(ResponseLog).where(ResponseLog.sitting_id.in_(ids))
    for save in db.session.scalars(query.order_by(ResponseLog.sitting_id, ResponseLog.position)):
        saves[save.sitting_id].append(save)
    receipts: dict[int, list[HandIn]] = {id_: [] for id_ in ids}
    for one in db.session.scalars(
        select(HandIn).where(HandIn.sitting_id.in_(ids)).order_by(HandIn.id.desc())
    ):
        receipts[one.sitting_id].append(one)
    return [_check(sitting, saves[sitting.id], receipts[sitting.id]) for sitting in sittings]


def _check(sitting: Sitting, saves: Sequence[ResponseLog], receipts: Sequence[HandIn]) -> Checked:
    return Checked(
        sitting=sitting,
        receipts=[
            Proved(receipt=one, holds=holds_over(one, sitting.public_id, saves)) for one in receipts
        ],
        broken=first_break((record_in(save), save.link) for save in saves),
        saves=len(saves),
    )


def sittings_with_receipts(exam_id: int) -> Select[Sitting]:
    """The query of an exam's sittings that were handed in once at least, by candidate."""
    handed_in = select(HandIn.id).where(HandIn.sitting_id == Sitting.id).exists()
    return (
        select(Sitting)
        .where(Sitting.exam_id == exam_id, handed_in)
        .options(joinedload(Sitting.user).selectinload(User.identifiers))
        .order_by(Sitting.id)
    )


def check_acts(exam_id: int) -> tuple[int, int | None]:
    """The length of an exam's chain of acts, and the place where it no longer holds."""
    query = select(ExamAct).where(ExamAct.exam_id == exam_id).order_by(ExamAct.position)
    acts = list(db.session.scalars(query.execution_options(populate_existing=True)))
    return len(acts), _first_broken(acts)


def _first_broken(acts: Sequence[ExamAct]) -> int | None:
    previous = START
    for place, act in enumerate(acts, 1):
        row: Mapping[str, object] = {
            column.name: getattr(act, column.name) for column in ExamAct.__table__.columns
        }
        if act.position != place or link(previous, act_record(row)) != act.link:
            return place
        previous = act.link
    return None
