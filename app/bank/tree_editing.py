"""Knowledge points of the instructors' own: made, renamed, moved, merged, retired; all of it logged.

The course's points belong to its text and are never changed here. An own point that items hang on is
not retired but merged, so that no item in use points at something nobody is offered.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.bank.domain.types import Cognitive, Level
from app.bank.drafts import Labels
from app.bank.following import follow
from app.bank.models import Item, KnowledgePoint, item_knowledge
from app.bank.pages import chapter_titles
from app.bank.steps import Asked, plan_step, write_step
from app.bank.team_models import BankStep, KnowledgeNote
from app.bank.tree import IN_USE
from app.bank.undoing import undo_step
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError

LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a point is to be."""

    title: str
    chapter_id: str
    level: str
    cognitive: str

    def columns(self) -> dict[str, str]:
        return {
            "title": self.title,
            "chapter_id": self.chapter_id,
            "level": self.level,
            "cognitive": self.cognitive,
        }


def create_point(wanted: Wanted, user_id: int, at: datetime) -> KnowledgePoint:
    """A new own point at the end of its chapter, under an id nobody else gives."""
    wanted = _checked(wanted)
    with writing():
        _check_title(wanted)
        point = KnowledgePoint(
            id=_new_id(wanted.chapter_id),
            position=_next_place(wanted.chapter_id),
            is_own=True,
            **wanted.columns(),
        )
        db.session.add(point)
        db.session.flush()
        _note(point.id, "create", dict(wanted.columns()), user_id, at)
    return point


def change_point(
    point_id: str, wanted: Wanted, seen: dict[str, str], user_id: int, at: datetime
) -> KnowledgePoint:
    """Rename an own point, move it, or set its levels. Own items whose main point it is follow it.

    `seen` is what the form showed: raises `DomainError` (409) where the point is another by now.
    """
    wanted = _checked(wanted)
    with writing():
        point = _own(point_id)
        before = columns_of(point)
        if seen != before:
            raise DomainError(
                _("有人刚改过这个知识点。你填的都还在，请对照页面上现在的内容再存。"), status=409
            )
        changes = {k: [before[k], v] for k, v in wanted.columns().items() if before[k] != v}
        if not changes:
            return point
        _check_title(wanted, point.id)
        moved = "chapter_id" in changes
        for name, value in wanted.columns().items():
            setattr(point, name, value)
        if moved:
            point.position = _next_place(wanted.chapter_id)
            db.session.flush()
            follow({point.id: wanted.chapter_id})
            db.session.expire_all()
        _note(point_id, "move" if moved else "change", changes, user_id, at)
    return db.session.get_one(KnowledgePoint, point_id)


def merge_point(point_id: str, into_id: str, user_id: int, at: datetime) -> BankStep:
    """Make one point of two: every item of the own point gets a version filed under the other, and the
    point is retired. Returns the step, which can be taken back."""
    with writing():
        point = _own(point_id)
        into = _find(into_id)
        if into is None or into.retired_at is not None or into.id == point.id:
            raise DomainError(_("请选择要并入的另一个知识点。"), status=422)
        asked = Asked(relabel=lambda labels: _merged(labels, point.id, into))
        planned = list(plan_step(_tied(point.id), asked, lock=True))
        words = {"from": point.id, "into": into.id}
        note = _("知识点“%(old)s”并入“%(new)s”", old=point.title, new=into.title)
        step = write_step(planned, "merge", words, user_id, at, note)
        point = _own(point_id)
        point.retired_at, point.merged_into_id = at, into_id
        _note(point_id, "merge", {"into": into_id, "items": step.count}, user_id, at)
    return step


def undo_merge(step: BankStep, user_id: int, at: datetime) -> BankStep:
    """Take a merge back: the items are filed as they were, and the point is there again."""
    point_id = step.change["from"]
    with writing():
        step = undo_step(step.id, user_id, at)
        point = _own(point_id)
        point.retired_at = point.merged_into_id = None
        _note(point_id, "split", {"from": step.change["into"]}, user_id, at)
    return step


def retire_point(point_id: str, on: bool, user_id: int, at: datetime) -> None:
    """Offer an own point no more, or again. Raises `DomainError` while items in use hang on it."""
    with writing():
        point = _own(point_id)
        if (point.retired_at is not None) == on:
            return
        if on and (count := _count_in_use(point_id)):
            raise DomainError(
                _(
                    "还有 %(n)s 道题在用这个知识点。请先把它并入另一个，或给这些题换知识点。",
                    n=count,
                ),
                status=409,
            )
        if not on:
            _check_title(Wanted(**columns_of(point)), point.id)
        point.retired_at = at if on else None
        point.merged_into_id = None
        _note(point_id, "retire" if on else "restore", {}, user_id, at)


def columns_of(point: KnowledgePoint) -> dict[str, str]:
    """What a form shows of a point."""
    return {
        "title": point.title,
        "chapter_id": point.chapter_id,
        "level": point.level,
        "cognitive": point.cognitive,
    }


def _merged(labels: Labels, old: str, into: KnowledgePoint) -> Labels:
    if old not in labels.knowledge:
        return labels
    points = tuple(dict.fromkeys(into.id if p == old else p for p in labels.knowledge))
    is_main = labels.knowledge[0] == old
    return replace(labels, knowledge=points, chapter=into.chapter_id if is_main else labels.chapter)


def _tied(point_id: str) -> list[int]:
    """Every item filed under a point, also drafts and retired ones."""
    query = (
        select(item_knowledge.c.item_id)
        .where(item_knowledge.c.knowledge_id == point_id)
        .order_by(item_knowledge.c.item_id)
    )
    return list(db.session.scalars(query))


def _count_in_use(point_id: str) -> int:
    query = (
        select(func.count())
        .select_from(Item)
        .join(item_knowledge, item_knowledge.c.item_id == Item.id)
        .where(item_knowledge.c.knowledge_id == point_id, Item.state.in_(IN_USE))
    )
    return db.session.scalar(query) or 0


def _find(point_id: str) -> KnowledgePoint | None:
    query = select(KnowledgePoint).where(KnowledgePoint.id == point_id).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def _own(point_id: str) -> KnowledgePoint:
    """The point as it is now, if it is one of the instructors' own."""
    point = _find(point_id)
    if point is None or not point.is_own:
        raise DomainError(_("课程自带的知识点由课程内容决定，不能在这里改。"), status=403)
    return point


def _new_id(chapter_id: str) -> str:
    """`ch03.own-1f2e3d`: shaped like the course's ids, and none of them."""
    home = chapter_id if chapter_id.startswith("ch") else "ext"
    return f"{home}.own-{secrets.token_hex(4)}"


def _next_place(chapter_id: str) -> int:
    query = select(func.max(KnowledgePoint.position)).where(KnowledgePoint.chapter_id == chapter_id)
    return (db.session.scalar(query) or 0) + 1


def _checked(wanted: Wanted) -> Wanted:
    wanted = replace(wanted, title=wanted.title.strip())
    if not wanted.title:
        raise DomainError(_("请填写知识点的名称。"), status=422)
    if len(wanted.title) > LONGEST_TITLE:
        raise DomainError(_("名称最多 %(n)s 个字。", n=LONGEST_TITLE), status=422)
    if wanted.chapter_id not in chapter_titles():
        raise DomainError(_("请选择章。"), status=422)
    if wanted.level not in set(Level) or wanted.cognitive not in set(Cognitive):
        raise DomainError(_("请选择教学层次和认知层次。"), status=422)
    return wanted


def _check_title(wanted: Wanted, but: str = "") -> None:
    query = select(KnowledgePoint.id).where(
        KnowledgePoint.chapter_id == wanted.chapter_id,
        KnowledgePoint.title == wanted.title,
        KnowledgePoint.retired_at.is_(None),
        KnowledgePoint.id != but,
    )
    if db.session.scalar(query) is not None:
        raise DomainError(_("这一章已经有同名的知识点。"), status=422)


def _note(point_id: str, act: str, change: dict[str, Any], user_id: int, at: datetime) -> None:
    db.session.add(
        KnowledgeNote(point_id=point_id, act=act, change=change, author_id=user_id, created_at=at)
    )
    db.session.flush()
