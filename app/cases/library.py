"""The library of cases as a visitor or learner sees it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from app.bank.content import get_library
from app.cases.domain.case import Case, CaseKind
from app.cases.models import CaseCommit, CaseWork
from app.cases.openings import last_part
from app.cases.texts import shipped_cases
from app.content.specs import KnowledgeSpec, Plan
from app.extensions import db


class Progress(StrEnum):
    """How far somebody came with a case on their own."""

    NONE = ""
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case in the list."""

    case: Case
    progress: Progress

    @property
    def kind(self) -> CaseKind:
        return self.case.kind


def list_cases(user_id: int | None, chapter: str = "", kind: str = "") -> list[CaseCard]:
    """Cases that touch a chapter and are of a kind (""): all; one SQL statement for those with a row."""
    progress = _progress(user_id) if user_id is not None else {}
    return [
        CaseCard(case, progress.get(case.id, Progress.NONE))
        for case in shipped_cases().values()
        if (not chapter or chapter in case.chapters) and (not kind or case.kind == kind)
    ]


def chapters_with_cases() -> list[Plan]:
    """The chapters that any case belongs to, in their order."""
    course = get_library().course
    touched = {chapter for case in shipped_cases().values() for chapter in case.chapters}
    return [plan for plan in course.plans if plan.id in touched] if course else []


def plans_of(case: Case) -> list[Plan]:
    """The chapters of a case."""
    course = get_library().course
    found = [course.find_chapter(id_) for id_ in case.chapters] if course else []
    return [plan for plan in found if plan is not None]


def points_of(case: Case) -> list[KnowledgeSpec]:
    """The knowledge points of a case."""
    known = get_library().knowledge
    return [known[id_] for id_ in case.knowledge if id_ in known]


def neighbours(case: Case) -> list[Case]:
    """Up to three other cases that share a chapter, to go on with."""
    others = (one for one in shipped_cases().values() if one.id != case.id)
    return [one for one in others if set(one.chapters) & set(case.chapters)][:3]


def _progress(user_id: int) -> dict[str, Progress]:
    latest = (
        select(CaseWork.case_id, func.max(CaseWork.id).label("id"))
        .where(CaseWork.user_id == user_id, CaseWork.opening_id.is_(None))
        .group_by(CaseWork.case_id)
        .subquery()
    )
    query = select(latest.c.case_id, CaseCommit.part_id).outerjoin(
        CaseCommit, CaseCommit.work_id == latest.c.id
    )
    found: dict[str, Progress] = {}
    cases = shipped_cases()
    for case_id, part_id in db.session.execute(query):
        case = cases.get(case_id)
        done = case is not None and part_id == last_part(case)
        before = found.get(case_id)
        found[case_id] = Progress.DONE if done else before or Progress.BEGUN
    return found
