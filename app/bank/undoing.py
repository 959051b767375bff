"""Taking a step over many items back as one, as long as nobody changed an item of it since.

The version from before becomes current again (so a shipped item follows the course's text as it did);
the step's own version stays in the history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.bank import notes
from app.bank.drafts import Labels
from app.bank.models import Item
from app.bank.queries import chapters_of
from app.bank.step_rows import place_items
from app.bank.steps import BATCH
from app.bank.team_models import BankStep, BankStepItem
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError


def in_the_way(step: BankStep) -> list[Item]:
    """Items that somebody changed since the step; one SQL statement."""
    query = (
        select(Item)
        .join(BankStepItem, BankStepItem.item_id == Item.id)
        .where(
            BankStepItem.step_id == step.id,
            (Item.current_version_id != BankStepItem.after_id)
            | (Item.state != BankStepItem.state_after),
        )
        .order_by(Item.id)
    )
    return list(db.session.scalars(query))


def items_of(step: BankStep, most: int) -> list[Item]:
    """The items of a step, the first `most` of them; one SQL statement."""
    query = (
        select(Item)
        .join(BankStepItem, BankStepItem.item_id == Item.id)
        .where(BankStepItem.step_id == step.id)
        .order_by(Item.id)
        .limit(most)
    )
    return list(db.session.scalars(query))


def undo_step(step_id: int, user_id: int, at: datetime) -> BankStep:
    """Take a step back whole; inside an outer `writing()` or as a transaction of its own.

    Raises `DomainError` where it was taken back already or an item was changed since.
    """
    with writing():
        query = select(BankStep).where(BankStep.id == step_id).with_for_update()
        step = db.session.scalars(query.execution_options(populate_existing=True)).one()
        if step.undone_at is not None:
            raise DomainError(_("这一步已经撤销过了。"), status=409)
        held = select(BankStepItem.item_id).where(BankStepItem.step_id == step.id)
        db.session.execute(select(Item.id).where(Item.id.in_(held)).with_for_update())
        if in_the_way(step):
            raise DomainError(
                _("有的题在这之后又有人改过，所以不能整步撤销。什么也没有改。"), status=409
            )
        rows = _rows_of(step)
        for start in range(0, len(rows), BATCH):
            _restore(rows[start : start + BATCH], user_id, at)
        step = db.session.get_one(BankStep, step_id)
        step.undone_by_id, step.undone_at = user_id, at
    return step


def _rows_of(step: BankStep) -> list[BankStepItem]:
    query = (
        select(BankStepItem)
        .where(BankStepItem.step_id == step.id)
        .order_by(BankStepItem.item_id)
        .options(joinedload(BankStepItem.item), joinedload(BankStepItem.before))
    )
    return list(db.session.scalars(query))


def _restore(rows: Sequence[BankStepItem], user_id: int, at: datetime) -> None:
    labels = [Labels.from_data(row.before.labels) for row in rows]
    homes = chapters_of({one.knowledge[0] for one in labels})
    placed = []
    noted = []
    for row, one in zip(rows, labels, strict=True):
        if row.item.content_id is None:
            # An own item lies where its main point is taught now.
            one = replace(one, chapter=homes.get(one.knowledge[0], one.chapter))
        placed.append((row.item_id, row.before_id, row.state_before, one))
        if row.state_before != row.state_after:
            noted.append(notes.Words(item_id=row.item_id, act="undo", version=row.before.number))
    place_items(placed, at)
    notes.add_notes(noted, user_id, at)
