"""Confirming an import: every chosen question becomes an item, or a new version of one, in one
transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app.bank.drafts import Draft
from app.bank.exchange.questions import Question
from app.bank.import_models import ImportBatch, ImportQuestion
from app.bank.importing import Pending, pending_of, questions_of, reload_batch
from app.bank.models import Item, Stimulus
from app.bank.queries import chapters_of, list_knowledge
from app.bank.service import NewItem, add_items, save_version
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError


@dataclass(frozen=True, slots=True)
class Stored:
    """How many became items of their own, and how many new versions."""

    items: int
    versions: int


def store_batch(batch: ImportBatch, round_: int, state: str, at: datetime) -> Stored:
    """Store every question that is chosen and right, all or none; the others stay in the batch.

    `round_` is the round that was on the screen: a second press, or another tab, stores nothing.
    Raises `DomainError` where nothing can be stored or a new version does not fit its item.
    """
    if state not in ("draft", "published"):
        raise DomainError(_("请选择存成草稿还是已发布。"))
    with writing():
        row = reload_batch(batch)
        if row.rounds != round_:
            raise DomainError(
                _("这一批刚才已经存过或撤销过了，所以这一次什么也没有存。下面是它现在的样子。"),
                status=409,
            )
        chosen = _chosen(row)
        if not chosen:
            raise DomainError(
                _("没有一道题可以存：要么还有地方要改，要么选了不存。什么也没有存。"), status=422
            )
        drafts = _drafts(chosen)
        versions = [pair for pair in drafts if pair[0].row.choice == "version"]
        _store_new([pair for pair in drafts if pair[0].row.choice == "store"], row, state, at)
        for pending, draft in versions:
            _store_version(pending, draft, row, at)
        row.rounds += 1
        row.stored_at, row.undone_at = at, None
    return Stored(len(chosen) - len(versions), len(versions))


def _chosen(batch: ImportBatch) -> list[Pending]:
    query = questions_of(batch).where(ImportQuestion.choice != "leave", ImportQuestion.good)
    rows = db.session.scalars(
        query.with_for_update().execution_options(populate_existing=True)
    ).all()
    known = {point.id for point in list_knowledge()}
    # The course may have lost a knowledge point since the row was judged.
    return [pending for pending in pending_of(rows, known) if pending.checked.spec is not None]


def _drafts(chosen: Sequence[Pending]) -> list[tuple[Pending, Draft]]:
    specs = [(pending, pending.checked.spec) for pending in chosen]
    home = chapters_of({spec.knowledge[0] for _p, spec in specs if spec is not None})
    pairs = []
    for pending, spec in specs:
        if spec is not None:
            draft = Draft.from_spec(spec, home[spec.knowledge[0]])
            material = pending.question.material
            pairs.append((pending, draft.with_stimulus(*material) if material else draft))
    return pairs


def _store_new(
    pairs: Sequence[tuple[Pending, Draft]], batch: ImportBatch, state: str, at: datetime
) -> None:
    stimuli = _store_materials([draft for _pending, draft in pairs])
    entries = [
        NewItem(
            draft,
            origin_of(batch, pending.question),
            stimuli[draft.stimulus] if draft.stimulus else None,
        )
        for pending, draft in pairs
    ]
    for (pending, _draft), item in zip(
        pairs, add_items(entries, batch.author_id, at, state), strict=True
    ):
        pending.row.item_id, pending.row.version_id = item.id, item.current_version_id
        pending.row.before_id = None


def _store_materials(drafts: Sequence[Draft]) -> dict[tuple[str, str], int]:
    """The rows of the materials, one for each text however many questions share it."""
    wanted = dict.fromkeys(draft.stimulus for draft in drafts if draft.stimulus)
    rows = [Stimulus(title=title[:120], text=text) for title, text in wanted]
    db.session.add_all(rows)
    db.session.flush()
    return {key: row.id for key, row in zip(wanted, rows, strict=True)}


def _store_version(pending: Pending, draft: Draft, batch: ImportBatch, at: datetime) -> None:
    row = pending.row
    item = db.session.scalars(
        select(Item).where(Item.id == row.twin_item_id).with_for_update()
    ).one_or_none()
    number = row.position + 1
    if item is None or item.current_version_id is None:
        raise DomainError(_("第 %(n)s 题：要更新的那道题已经不在题库里了。", n=number), status=409)
    if item.type != draft.face.type.value:
        raise DomainError(
            _("第 %(n)s 题：与要更新的那道题题型不同，请改题型，或存成另一道题。", n=number),
            status=422,
        )
    before = item.current_version_id
    note = origin_of(batch, pending.question)
    saved = save_version(item.id, draft, before, batch.author_id, at, note)
    row.item_id, row.version_id = saved.id, saved.current_version_id
    row.before_id = before if saved.current_version_id != before else None
    if row.before_id is None:
        # Nothing new was said: the item is as it was, and there is nothing to take back.
        row.item_id, row.version_id, row.choice = None, None, "leave"


def origin_of(batch: ImportBatch, question: Question) -> str:
    """Where an item comes from, as its first version's note says it."""
    source, name = question.source, batch.name or _("粘贴的文字")
    if source.path:
        return _("导入自%(name)s：%(path)s", name=name[:90], path=source.path[:80])
    if source.first:
        return _("导入自%(name)s，第 %(n)s 行", name=name[:150], n=source.first)
    return _("导入自%(name)s", name=name[:150])
