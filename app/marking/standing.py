"""What rulings have made of the questions of a paper: read when answers are marked or marks are shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.models import ItemKeyRow, ItemVersion
from app.extensions import db
from app.marking.domain.question import Frozen, Question, stand
from app.marking.domain.rulings import AS_FROZEN, Kind, Step, Terms, fold
from app.marking.models import Ruling

Fixed = tuple[ItemFace, ItemKey]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A step as somebody without the key may know of it."""

    id: int
    part_id: int
    number: int
    kind: Kind
    undoes: int | None
    points: Decimal | None
    reason: str
    running: bool
    created_at: datetime


def load_terms(work_kind: str, paper_ids: Collection[int]) -> dict[int, Terms]:
    """What holds by part id, without anything that tells a key; one SQL statement.

    Questions that nobody ruled upon are not in the result.
    """
    query = select(
        Ruling.part_id, Ruling.number, Ruling.kind, Ruling.undoes, Ruling.version_id, Ruling.points
    ).where(Ruling.work_kind == work_kind, Ruling.paper_id.in_(paper_ids))
    steps: dict[int, list[Step]] = {}
    for part, number, kind, undoes, version, points in db.session.execute(query):
        step = Step(
            number=number, kind=Kind(kind), undoes=undoes, version_id=version, points=points
        )
        steps.setdefault(part, []).append(step)
    return {part: fold(own) for part, own in steps.items()}


def load_questions(
    work_kind: str, paper_ids: Collection[int], frozen: Mapping[int, Frozen]
) -> dict[int, Question]:
    """The questions as they are marked now, by part id; two SQL statements at most. Reads keys."""
    terms = {
        part: fold(map(step_of, rows)) for part, rows in _rulings(work_kind, paper_ids).items()
    }
    versions = {one.version_id for one in terms.values() if one.version_id is not None}
    fixed = load_versions(versions) if versions else {}
    return {
        part: question_of(one, terms.get(part, AS_FROZEN), fixed) for part, one in frozen.items()
    }


def question_of(frozen: Frozen, terms: Terms, fixed: Mapping[int, Fixed]) -> Question:
    """One question under its terms; `fixed` holds the versions that mended keys come from."""
    return stand(frozen, terms, fixed[terms.version_id] if terms.version_id else None)


def ruled(frozen: Frozen, terms: Terms) -> Question:
    """The same of a single question; one SQL statement where its key was mended, else none."""
    return question_of(frozen, terms, load_versions([terms.version_id]) if terms.version_id else {})


def load_versions(version_ids: Collection[int]) -> dict[int, Fixed]:
    """Faces with their keys by version id; one SQL statement."""
    query = (
        select(ItemVersion.id, ItemVersion.face, ItemKeyRow.key)
        .join(ItemKeyRow, ItemKeyRow.version_id == ItemVersion.id)
        .where(ItemVersion.id.in_(version_ids))
    )
    return {
        version: (ItemFace.from_data(face), ItemKey.from_data(key))
        for version, face, key in db.session.execute(query)
    }


def load_rulings(work_kind: str, part_id: int) -> list[Ruling]:
    """The steps of one question with authors and jobs, oldest first; one SQL statement."""
    query = (
        select(Ruling)
        .where(Ruling.work_kind == work_kind, Ruling.part_id == part_id)
        .options(joinedload(Ruling.author), joinedload(Ruling.job))
        .order_by(Ruling.number)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def count_steps(work_kind: str, part_id: int) -> int:
    """How many steps were taken on a question; one SQL statement."""
    query = select(func.count()).where(Ruling.work_kind == work_kind, Ruling.part_id == part_id)
    return db.session.scalar(query) or 0


def count_all_steps(work_kind: str, part_ids: Collection[int]) -> dict[int, int]:
    """The same of many questions, by part id; those without any are missing. One SQL statement."""
    query = (
        select(Ruling.part_id, func.count())
        .where(Ruling.work_kind == work_kind, Ruling.part_id.in_(part_ids))
        .group_by(Ruling.part_id)
    )
    return dict(db.session.execute(query).all())


def list_notices(work_kind: str, paper_id: int) -> dict[int, list[Notice]]:
    """What was decided on the questions of a paper, by part id, oldest first; one SQL statement."""
    query = (
        select(
            Ruling.id, Ruling.part_id, Ruling.number, Ruling.kind, Ruling.undoes, Ruling.points,
            Ruling.reason, Ruling.state, Ruling.created_at,
        )
        .where(Ruling.work_kind == work_kind, Ruling.paper_id == paper_id)
        .order_by(Ruling.part_id, Ruling.number)
    )  # fmt: skip
    found: dict[int, list[Notice]] = {}
    for id_, part, number, kind, undoes, points, reason, state, at in db.session.execute(query):
        notice = Notice(
            id=id_, part_id=part, number=number, kind=Kind(kind), undoes=undoes, points=points,
            reason=reason, running=state == "running", created_at=at,
        )  # fmt: skip
        found.setdefault(part, []).append(notice)
    return found


def find_running(work_kind: str, paper_id: int) -> Ruling | None:
    """The step that is being applied to a paper, if any; one SQL statement."""
    query = select(Ruling).where(
        Ruling.work_kind == work_kind, Ruling.paper_id == paper_id, Ruling.state == "running"
    )
    return db.session.scalar(query.options(joinedload(Ruling.job)))


def is_running(work_kind: str, paper_id: int) -> bool:
    """Whether a step is being applied to a paper; one SQL statement that tells nothing else."""
    query = select(Ruling.id).where(
        Ruling.work_kind == work_kind, Ruling.paper_id == paper_id, Ruling.state == "running"
    )
    return db.session.scalar(query) is not None


def step_of(ruling: Ruling) -> Step:
    """A row as the rules read it."""
    return Step(
        number=ruling.number,
        kind=Kind(ruling.kind),
        undoes=ruling.undoes,
        version_id=ruling.version_id,
        points=ruling.points,
        accept=ruling.accept,
    )


def _rulings(work_kind: str, paper_ids: Collection[int]) -> dict[int, Sequence[Ruling]]:
    found: dict[int, list[Ruling]] = {}
    for ruling in db.session.scalars(_RULED, {"kind": work_kind, "papers": list(paper_ids)}):
        found.setdefault(ruling.part_id, []).append(ruling)
    return dict(found)


_RULED = select(Ruling).where(
    Ruling.work_kind == bindparam("kind"),
    Ruling.paper_id.in_(bindparam("papers", expanding=True)),
)
