"""Opening a closed paper again: with a new deadline, for a reason that stays written down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased

from app.database import writing
from app.extensions import db
from app.quiz.domain.reviewing import opens_key
from app.quiz.exams.authoring import SettledError, lock_exam
from app.quiz.exams.log import log_acts
from app.quiz.exams.publishing import LONGEST_EXTENSION
from app.quiz.exams.review import find_shown
from app.quiz.models import Exam, Sitting
from app.web.errors import DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """How many papers were opened, and how many were left: open anyway, or another attempt is."""

    opened: int
    left: int


def reopen(
    exam: Exam, public_ids: Collection[str], minutes: int, reason: str, author_id: int, at: datetime
) -> Reopened:
    """Open closed papers again for `minutes` from `at`.

    The answers are those that were saved; the next hand-in gets a receipt of its own and the old one
    stays true; marks are worked out again when the paper is closed. Never after the release, and
    never for a candidate who may have seen right and wrong by now: raises SettledError.
    """
    if not 1 <= minutes <= LONGEST_EXTENSION:
        raise DomainError(
            _("重开可以给 1 到 %(n)s 分钟。什么都没有变。", n=LONGEST_EXTENSION), status=422
        )
    with writing():
        row = lock_exam(exam.id)
        if row.state != "published":
            raise SettledError(
                _("成绩已经公布，答卷不能重开。可以改分，或为这位考生安排补考。")
                if row.state == "released"
                else _("这场考试没有在进行，不能重开。")
            )
        sittings = _closed(row, public_ids)
        # What may be seen follows from the exam's rules, and is the same for all who handed in.
        if sittings and opens_key(find_shown(sittings[0], at)):
            raise SettledError(
                _(
                    "这场考试交了卷就能看对错、答案或解析，看过的人不能重开。什么都没有变；可以改为增加一次考试机会。"
                )
            )
        _open(sittings, at + timedelta(minutes=minutes))
        acts = [{"sitting_id": s.id, "minutes": minutes, "reason": reason} for s in sittings]
        log_acts(row.id, "reopen", author_id, at, acts)
    return Reopened(opened=len(sittings), left=len(set(public_ids)) - len(sittings))


def _closed(exam: Exam, public_ids: Collection[str]) -> Sequence[Sitting]:
    """The closed ones, held; nobody writes two papers of one exam at once."""
    other = aliased(Sitting)
    writes = exists().where(
        other.exam_id == Sitting.exam_id,
        other.user_id == Sitting.user_id,
        other.id != Sitting.id,
        other.state == "open",
    )
    query = (
        select(Sitting)
        .where(
            Sitting.exam_id == exam.id,
            Sitting.public_id.in_(public_ids),
            Sitting.state == "submitted",
            ~writes,
        )
        .order_by(Sitting.id)
        .with_for_update(of=Sitting)
        .execution_options(populate_existing=True)
    )
    found: dict[int, Sitting] = {}
    for sitting in db.session.scalars(query):
        # Of several closed attempts of one person the last is opened, as only one may be written.
        found[sitting.user_id] = sitting
    return list(found.values())


def _open(sittings: Sequence[Sitting], deadline: datetime) -> None:
    """Whichever page comes first takes the paper up; the time of silence begins anew."""
    db.session.execute(
        update(Sitting)
        .where(Sitting.id.in_([sitting.id for sitting in sittings]))
        .values(
            state="open",
            closed_by=None,
            submitted_at=None,
            marked_at=None,
            deadline=deadline,
            writer=None,
            seen_at=None,
        )
        .execution_options(synchronize_session="fetch")
    )
