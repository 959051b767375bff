"""Parallel forms of a draft: B made from A, questions exchanged, and who gets which."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random

from flask_babel import gettext as _
from sqlalchemy import select

from app.bank.domain.types import ItemType
from app.bank.labels import TYPE_LABELS
from app.bank.models import Item, ItemVersion
from app.extensions import db
from app.quiz.domain.parallel import Likeness, match, stand_in
from app.quiz.exams.drafting import (
    FIRST,
    LABELS,
    MOST_QUESTIONS,
    editing_draft,
    load_drafts,
)
from app.quiz.exams.drawing import chapter_title
from app.quiz.models import DraftItem, Exam
from app.web.errors import DomainError

SECOND = LABELS[1]
RULES = ("single", "random", "seat")


class ParallelError(DomainError):
    """The form cannot be made or changed like this; nothing was changed."""

    status = 422


def copy_form(exam: Exam) -> int:
    """Make form B the same as form A, instead of what it was; returns its number of questions."""
    with editing_draft(exam.id) as row:
        first, second = _forms(row)
        _replace(second, [(draft, draft.item_id) for draft in _some(first)])
    return len(first)


def draw_parallel(exam: Exam, anchors: Collection[str], seed: int) -> int:
    """Make form B by form A's blueprint from items that are not on A; `anchors` are on both.

    Each question gets one of the same chapter, type and use, as like as the bank has it, in the
    same section and pool and for the same marks. The same seed draws the same form from the same
    bank. Where everybody was to get A, candidates come to a form by lot from now on: a form is drawn
    to be used. Returns the number of drawn questions; raises ParallelError naming every gap.
    """
    with editing_draft(exam.id) as row:
        first, second = _forms(row)
        kept = [d for d in _some(first) if d.item.public_id in anchors]
        rest = [d for d in first if d.item.public_id not in anchors]
        wanted = [_like(draft.item) for draft in rest]
        pool = _others(wanted, {draft.item_id for draft in first})
        found, missing = match(wanted, pool, Random(seed))
        if missing:
            raise ParallelError(_shortage(missing))
        ids = found | {draft.item_id: draft.item_id for draft in kept}
        _replace(second, [(draft, ids[draft.item_id]) for draft in first])
        if row.form_rule == "single":
            row.form_rule = "random"
    return len(found)


def remove_form(exam: Exam) -> None:
    """Take form B away; form A stays as it is, for everybody."""
    with editing_draft(exam.id) as row:
        for draft in _forms(row)[1]:
            db.session.delete(draft)
        row.form_rule = "single"


def replace_item(exam: Exam, public_id: str, seed: int, label: str = FIRST) -> Item:
    """Put another item of the same chapter, type and use in a question's place.

    What is on either form is not drawn. Returns the new item.
    """
    with editing_draft(exam.id) as row:
        drafts = load_drafts(row)
        draft = _find(drafts, public_id, label)
        like = _like(draft.item)
        other = stand_in(like, _others([like], {d.item_id for d in drafts}), Random(seed))
        if other is None:
            raise ParallelError(
                _(
                    "题库里没有可以换上的题：%(chapter)s没有别的%(type)s。试卷没有变。",
                    chapter=chapter_title(like.chapter),
                    type=TYPE_LABELS[like.type],
                )
            )
        draft.item_id = other
        db.session.flush()
        return db.session.get_one(Item, other)


def share_items(exam: Exam, public_ids: Collection[str], source: str, *, move: bool) -> int:
    """Copy questions to the other form (anchors), or move them there; returns how many arrived.

    A question that is there already only leaves the form it is moved from.
    """
    target = SECOND if source == FIRST else FIRST
    with editing_draft(exam.id) as row:
        drafts = load_drafts(row)
        chosen = [d for d in drafts if d.form == source and d.item.public_id in public_ids]
        there = {d.item_id for d in drafts if d.form == target}
        last = max((d.position for d in drafts if d.form == target), default=0)
        fresh = [draft for draft in chosen if draft.item_id not in there]
        if len(there) + len(fresh) > MOST_QUESTIONS:
            raise ParallelError(_("一份试卷最多 %(n)s 题。试卷没有变。", n=MOST_QUESTIONS))
        for offset, draft in enumerate(fresh, 1):
            db.session.add(_twin(draft, draft.item_id, target, last + offset))
        if move:
            for draft in chosen:
                db.session.delete(draft)
    return len(fresh)


def set_form_rule(exam: Exam, rule: str) -> None:
    """Choose how candidates come to a form: all to A, by lot, or by seat."""
    if rule not in RULES:
        raise ParallelError(_("请从列出的几种分卷方式里选一种。"))
    with editing_draft(exam.id) as row:
        row.form_rule = rule


def _forms(exam: Exam) -> tuple[list[DraftItem], list[DraftItem]]:
    drafts = load_drafts(exam)
    return [d for d in drafts if d.form == FIRST], [d for d in drafts if d.form == SECOND]


def _some(first: list[DraftItem]) -> list[DraftItem]:
    if not first:
        raise ParallelError(_("A 卷还没有题。请先为 A 卷选题或抽题。"))
    return first


def _replace(old: Sequence[DraftItem], new: Sequence[tuple[DraftItem, int]]) -> None:
    """Form B anew: each question of A with the item that stands there on B."""
    for draft in old:
        db.session.delete(draft)
    db.session.flush()
    db.session.add_all(_twin(draft, item_id, SECOND, draft.position) for draft, item_id in new)


def _twin(draft: DraftItem, item_id: int, label: str, position: int) -> DraftItem:
    return DraftItem(
        exam_id=draft.exam_id,
        item_id=item_id,
        form=label,
        position=position,
        points=draft.points,
        section=draft.section,
        pool=draft.pool,
        take=draft.take,
    )


def _find(drafts: Sequence[DraftItem], public_id: str, label: str) -> DraftItem:
    for draft in drafts:
        if draft.form == label and draft.item.public_id == public_id:
            return draft
    raise ParallelError(_("这一题已经不在试卷里了。试卷没有变，请刷新后再看。"))


def _like(item: Item) -> Likeness:
    version = item.current_version
    return Likeness(
        id=item.id,
        chapter=item.chapter_id,
        type=ItemType(item.type),
        use=item.use,
        level=item.level,
        cognitive=item.cognitive,
        difficulty=item.difficulty,
        shares_text=version is not None and version.stimulus_id is not None,
    )


def _others(wanted: Sequence[Likeness], taken: Collection[int]) -> list[Likeness]:
    """What of the bank could stand in for these items; one SQL statement."""
    columns = (
        Item.id, Item.chapter_id, Item.type, Item.use, Item.level, Item.cognitive,
        Item.difficulty, ItemVersion.stimulus_id,
    )  # fmt: skip
    query = (
        select(*columns)
        .join(ItemVersion, ItemVersion.id == Item.current_version_id)
        .where(
            Item.state == "published",
            Item.chapter_id.in_({like.chapter for like in wanted}),
            Item.type.in_({like.type.value for like in wanted}),
            Item.use.in_({like.use for like in wanted}),
            Item.id.not_in(taken),
        )
    )
    return [
        Likeness(
            id=id_,
            chapter=chapter,
            type=ItemType(type_),
            use=use,
            level=level,
            cognitive=cognitive,
            difficulty=difficulty,
            shares_text=stimulus is not None,
        )
        for id_, chapter, type_, use, level, cognitive, difficulty, stimulus in db.session.execute(
            query
        )
    ]


def _shortage(missing: Sequence[Likeness]) -> str:
    """Which places of the blueprint the bank cannot fill, and by how many questions."""
    gaps: dict[tuple[str, ItemType], int] = {}
    for like in missing:
        gaps[like.chapter, like.type] = gaps.get((like.chapter, like.type), 0) + 1
    parts = [
        _(
            "%(chapter)s%(type)s还差 %(n)s 题",
            chapter=chapter_title(chapter),
            type=TYPE_LABELS[type_],
            n=n,
        )
        for (chapter, type_), n in sorted(gaps.items())
    ]
    return _(
        "题库里不够再出一份 B 卷：%(list)s。试卷没有变；可以勾选几题两卷共用，或先到题库补题。",
        list=_("；").join(parts),
    )
