"""Peer review of works: written by students, decided by the instructor, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.cases.domain.peers import (
    Review,
    Verdict,
    calibration_error,
    reviewing_mark,
    verdicts,
    weight,
)
from app.cases.marks import WorkRow, people_of
from app.cases.models import CaseOpening
from app.cases.openings import hold_opening
from app.cases.rounds import (
    HIGHEST,
    LONGEST,
    SAMPLES,
    SHORTEST_COMMENT,
    ReviewRefused,
    find_round,
)
from app.cases.talk_models import CaseReview, CaseRound
from app.database import writing
from app.extensions import db
from app.web.forms import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerView:
    """A reviewer in the instructor's list; shares 0 to 1, `mark` None: not enough reviews."""

    user_id: int
    name: str
    samples: int
    written: int
    wanted: int
    error: float | None
    weight: float
    mark: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkVerdict:
    """A work in the instructor's list. `decided` is the instructor's own word, `missing` counts the
    reviews that were handed out and are not written."""

    row: WorkRow
    verdict: Verdict
    decided: float | None
    reviews: Sequence[CaseReview]
    missing: int

    @property
    def waits(self) -> bool:
        """Whether the instructor has to decide."""
        return self.verdict.ask and self.decided is None

    @property
    def share(self) -> float | None:
        """What counts; None while the instructor has to decide."""
        return (
            self.decided if self.decided is not None else None if self.waits else self.verdict.share
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A whole round: works, reviewers, and what each person gets by user id."""

    works: Sequence[WorkVerdict] = ()
    reviewers: Sequence[ReviewerView] = ()
    peers: Mapping[int, float] = field(default_factory=dict[int, float])
    reviewing: Mapping[int, float] = field(default_factory=dict[int, float])


def reviews_of(opening_id: int, user_id: int) -> list[CaseReview]:
    """What a reviewer has to write and wrote: samples, then works in the order they were drawn."""
    query = (
        select(CaseReview)
        .where(
            CaseReview.opening_id == opening_id,
            CaseReview.reviewer_id == user_id,
            CaseReview.by_staff.is_(False),
        )
        .order_by(CaseReview.sample.is_(None), CaseReview.sample, CaseReview.id)
    )
    return list(db.session.scalars(query))


def next_review(rows: Sequence[CaseReview]) -> CaseReview | None:
    """The first that is still to be written; works come only after both samples."""
    return next((row for row in rows if row.written_at is None), None)


def write_review(
    opening: CaseOpening,
    review: CaseReview,
    points: Sequence[int | None],
    comment: str,
    at: datetime,
) -> None:
    """Keep a review, for good. Raises ReviewRefused."""
    with writing():
        held = hold_opening(opening.id)
        round_ = find_round(held.id)
        row = db.session.get_one(
            CaseReview, review.id, populate_existing=True, with_for_update=True
        )
        if round_ is None or row.written_at is not None:
            raise ReviewRefused(_("这一份已经评过了，不能再改。"), status=409)
        if held.released_at is not None or (round_.closes_at and round_.closes_at <= at):
            raise ReviewRefused(_("互评已经结束。"), status=409)
        first = next_review(reviews_of(held.id, row.reviewer_id))
        if row.sample is None and first is not None and first.sample is not None:
            raise ReviewRefused(_("先评完两份样例。"), status=409)
        row.points = _points(points, round_)
        row.comment = clean(comment)
        if row.sample is None and len(row.comment) < SHORTEST_COMMENT:
            raise ReviewRefused(
                _("评语至少 %(n)s 个字，说说好在哪里、怎样改。", n=SHORTEST_COMMENT)
            )
        if len(row.comment) > LONGEST:
            raise ReviewRefused(_("太长了，最多 %(n)s 个字。", n=LONGEST))
        row.written_at = at


def decide(
    opening: CaseOpening,
    work_id: int,
    points: Sequence[int | None],
    reason: str,
    author_id: int,
    at: datetime,
) -> None:
    """The instructor's own word on a work, appended; it goes before any median. Raises ReviewRefused."""
    with writing():
        hold_opening(opening.id)
        round_ = find_round(opening.id)
        if round_ is None:
            raise ReviewRefused(_("这个案例没有互评。"), status=409)
        if not clean(reason):
            raise ReviewRefused(_("请写明理由。"))
        db.session.add(
            CaseReview(
                opening_id=opening.id,
                reviewer_id=author_id,
                work_id=work_id,
                by_staff=True,
                points=_points(points, round_),
                comment=clean(reason)[:LONGEST],
                written_at=at,
            )
        )


def outcome(opening: CaseOpening, rows: Sequence[WorkRow]) -> Outcome:
    """What the round says so far; three SQL statements."""
    round_ = find_round(opening.id)
    if round_ is None or round_.allotted_at is None:
        return Outcome()
    reviews = _all_reviews(opening.id)
    key = [_shares(sample.points) for sample in round_.samples]
    people = sorted({row.reviewer_id for row in reviews if not row.by_staff})
    errors = {user: _error(reviews, user, key) for user in people}
    weights = {user: weight(error) for user, error in errors.items() if error is not None}
    said = [
        Review(row.reviewer_id, row.work_id, _share(row.points))
        for row in reviews
        if row.work_id is not None and not row.by_staff and row.written_at is not None
    ]
    decided = {
        row.work_id: _share(row.points)
        for row in reviews
        if row.by_staff and row.work_id is not None
    }
    found = verdicts([row.work.id for row in rows], said, weights)
    works = [
        WorkVerdict(
            row=row,
            verdict=found[row.work.id],
            decided=decided.get(row.work.id),
            reviews=[one for one in reviews if one.work_id == row.work.id and one.written_at],
            missing=sum(one.work_id == row.work.id and one.written_at is None for one in reviews),
        )
        for row in rows
    ]
    marks = {
        user: reviewing_mark(user, said, weights, errors[user] or 0.0, decided)
        if errors[user] is not None
        else None
        for user in people
    }
    return Outcome(
        works=works,
        reviewers=[_reviewer(reviews, user, errors[user], weights, marks[user]) for user in people],
        peers={
            user: one.share
            for one in works
            if one.share is not None
            for user in people_of(one.row.work)
        },
        reviewing={user: mark for user, mark in marks.items() if mark is not None},
    )


def to_decimal(share: float) -> Decimal:
    """A share to four places, as marks are reckoned with."""
    return Decimal(share).quantize(Decimal("0.0001"))


def _reviewer(
    reviews: Sequence[CaseReview],
    user: int,
    error: float | None,
    weights: Mapping[int, float],
    mark: float | None,
) -> ReviewerView:
    own = [row for row in reviews if row.reviewer_id == user and not row.by_staff]
    of_works = [row for row in own if row.work_id is not None]
    return ReviewerView(
        user_id=user,
        name=own[0].reviewer.name,
        samples=sum(row.sample is not None and row.written_at is not None for row in own),
        written=sum(row.written_at is not None for row in of_works),
        wanted=len(of_works),
        error=error,
        weight=weights.get(user, 0.0),
        mark=mark,
    )


def _all_reviews(opening_id: int) -> list[CaseReview]:
    query = (
        select(CaseReview)
        .where(CaseReview.opening_id == opening_id)
        .options(joinedload(CaseReview.reviewer))
        .order_by(CaseReview.id)
    )
    return list(db.session.scalars(query))


def _error(
    reviews: Sequence[CaseReview], user: int, key: Sequence[Sequence[float]]
) -> float | None:
    """A reviewer's calibration; None until both samples are written."""
    own = {
        row.sample: _shares(row.points)
        for row in reviews
        if row.reviewer_id == user and row.sample is not None and row.written_at is not None
    }
    if len(own) < len(SAMPLES):
        return None
    return calibration_error([own[n] for n in SAMPLES], key)


def _shares(points: Sequence[int] | None) -> list[float]:
    return [one / HIGHEST for one in points or ()]


def _share(points: Sequence[int] | None) -> float:
    return sum(points) / (HIGHEST * len(points)) if points else 0.0


def _points(points: Sequence[int | None], round_: CaseRound) -> list[int]:
    found = [one for one in points if one is not None and 0 <= one <= HIGHEST]
    if len(found) != len(round_.criteria):
        raise ReviewRefused(_("请给每一项打分，0 到 %(n)s。", n=HIGHEST))
    return found
