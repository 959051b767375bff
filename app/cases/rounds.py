"""A round of peer review: what is judged, the samples, and who reviews what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.cases.domain.allotment import allot
from app.cases.marks import list_works, people_of, settle
from app.cases.models import CaseOpening
from app.cases.openings import hold_opening
from app.cases.talk_models import CaseReview, CaseRound, CaseSample
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError

SAMPLES = (1, 2)
HIGHEST = 5  # a criterion is marked 0 to this
MOST_CRITERIA = 6
LONGEST = 2000
LONGEST_SAMPLE = 8000
SHORTEST_COMMENT = 10


class ReviewRefused(DomainError):
    """A review, or a round, that cannot be taken; nothing was stored."""

    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleText:
    """A sample as the instructor writes it."""

    text: str
    points: Sequence[int]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSettings:
    """What the instructor decides about a round."""

    criteria: Sequence[str]
    samples: Sequence[SampleText]
    peers_weight: int
    reviewing_weight: int
    closes_at: datetime | None = None


def find_round(opening_id: int) -> CaseRound | None:
    return db.session.scalar(
        select(CaseRound)
        .where(CaseRound.opening_id == opening_id)
        .options(selectinload(CaseRound.samples))
        .execution_options(populate_existing=True)
    )


def set_round(opening: CaseOpening, settings: RoundSettings, at: datetime) -> None:
    """Store what a round is. Raises ReviewRefused; after allotment only weights and the end change."""
    _check(settings)
    with writing():
        hold_opening(opening.id)
        row = find_round(opening.id)
        if row is None:
            row = CaseRound(opening_id=opening.id, created_at=at, criteria=[])
            db.session.add(row)
        row.peers_weight = settings.peers_weight
        row.reviewing_weight = settings.reviewing_weight
        row.closes_at = settings.closes_at
        if row.allotted_at is None:
            row.criteria = list(settings.criteria)
            row.samples = [
                CaseSample(number=n, text=one.text, points=list(one.points), reason=one.reason)
                if (known := next((s for s in row.samples if s.number == n), None)) is None
                else _changed(known, one)
                for n, one in zip(SAMPLES, settings.samples, strict=True)
            ]


def allot_reviews(opening: CaseOpening, at: datetime) -> int:
    """Hand works out to reviewers, once; returns how many reviews are to be written.

    All works whose answers are final take part, and those who wrote them review. Raises ReviewRefused.
    """
    settle(opening, at)
    with writing():
        held = hold_opening(opening.id)
        round_ = find_round(held.id)
        if round_ is None or len(round_.samples) < len(SAMPLES):
            raise ReviewRefused(_("先存好评分项和两份样例。"))
        if round_.allotted_at is not None:
            raise ReviewRefused(_("已经分过了。"), status=409)
        own = {
            user: row.work.id
            for row in list_works(held, at)
            if row.over
            for user in people_of(row.work)
        }
        works = sorted(set(own.values()))
        if len(works) < 2:
            raise ReviewRefused(_("交完的不到两份，还不能互评。"), status=409)
        allotted = allot(own, works, round_.seed)
        rows = [
            CaseReview(opening_id=held.id, reviewer_id=user, work_id=work)
            for user, chosen in allotted.items()
            for work in chosen
        ]
        rows += [
            CaseReview(opening_id=held.id, reviewer_id=user, sample=n)
            for user in allotted
            for n in SAMPLES
        ]
        db.session.add_all(rows)
        round_.allotted_at = at
    return sum(len(chosen) for chosen in allotted.values())


def _check(settings: RoundSettings) -> None:
    if not 1 <= len(settings.criteria) <= MOST_CRITERIA:
        raise ReviewRefused(_("评分项写 1 到 %(n)s 项，一行一项。", n=MOST_CRITERIA))
    if settings.peers_weight + settings.reviewing_weight > 100:
        raise ReviewRefused(_("两个比重加起来不能超过 100。"))
    for n, one in enumerate(settings.samples, 1):
        if not one.text.strip() or len(one.text) > LONGEST_SAMPLE:
            raise ReviewRefused(
                _("样例 %(n)s 要有内容，最多 %(most)s 个字。", n=n, most=LONGEST_SAMPLE)
            )
        if len(one.points) != len(settings.criteria):
            raise ReviewRefused(
                _("样例 %(n)s 要给每个评分项打分，共 %(k)s 个。", n=n, k=len(settings.criteria))
            )


def _changed(row: CaseSample, one: SampleText) -> CaseSample:
    row.text, row.points, row.reason = one.text, list(one.points), one.reason
    return row
