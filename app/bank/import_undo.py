"""Taking a whole import back in one step, and saying beforehand what that does.

What nobody used or changed since goes. What a paper or somebody's practice holds stays there and is
retired, so that it is not drawn again. What was changed since is somebody's work and stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from app.bank.history import draft_of
from app.bank.import_models import ImportBatch, ImportQuestion
from app.bank.importing import reload_batch
from app.bank.models import Item, ItemKeyRow, ItemVersion, Stimulus
from app.bank.service import make_current
from app.bank.uses import find_users
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError

Pair = tuple[ImportQuestion, Item]


@dataclass(slots=True)
class UndoPlan:
    """What undoing does with each question that was stored.

    `remove`: new items that go; `restore`: items that get the version they had before; `retire`: new
    items in use, with who uses them; `changed`: left as they are.
    """

    remove: list[Pair] = field(default_factory=list[Pair])
    restore: list[Pair] = field(default_factory=list[Pair])
    retire: list[Pair] = field(default_factory=list[Pair])
    changed: list[Pair] = field(default_factory=list[Pair])
    users: dict[int, set[str]] = field(default_factory=dict[int, set[str]])

    @property
    def does_something(self) -> bool:
        return bool(self.remove or self.restore or self.retire)


def plan_undo(batch: ImportBatch) -> UndoPlan:
    """What undoing would do now; a constant number of SQL statements."""
    query = (
        select(ImportQuestion, Item)
        .join(Item, Item.id == ImportQuestion.item_id)
        .where(ImportQuestion.batch_id == batch.id, ImportQuestion.version_id.is_not(None))
        .order_by(ImportQuestion.position)
        .execution_options(populate_existing=True)
    )
    pairs = [(row, item) for row, item in db.session.execute(query)]
    since = min((item.created_at for _row, item in pairs), default=batch.created_at)
    plan = UndoPlan(users=find_users([item.id for _row, item in pairs], since))
    for row, item in pairs:
        if _is_changed(row, item):
            plan.changed.append((row, item))
        elif row.before_id is not None:
            plan.restore.append((row, item))
        elif item.id in plan.users:
            plan.retire.append((row, item))
        else:
            plan.remove.append((row, item))
    return plan


def _is_changed(row: ImportQuestion, item: Item) -> bool:
    """Whether somebody made another version or changed the state since it was stored; what an earlier
    undo retired counts as well."""
    if item.current_version_id != row.version_id or item.pending_version_id is not None:
        return True
    touched = item.updated_at != item.created_at or item.state == "retired"
    return row.before_id is None and touched


def undo_batch(batch: ImportBatch, round_: int, at: datetime) -> UndoPlan:
    """Take back what was stored out of a batch; its questions wait in it again.

    Raises `DomainError` where it was taken back already or nothing can be.
    """
    with writing():
        row = reload_batch(batch)
        if row.rounds != round_:
            raise DomainError(
                _("这一批在这期间又存过或撤销过了。请看它现在的样子，再决定要不要撤销。"),
                status=409,
            )
        if row.stored_at is None:
            raise DomainError(_("这次导入什么也没有存，没有可以撤销的。"), status=409)
        plan = plan_undo(row)
        if not plan.does_something:
            raise DomainError(
                _(
                    "没有可以撤销的：存入的题后来都改过，或者已经停用。它们还在题库里，可以逐题处理。"
                ),
                status=409,
            )
        for question, item in plan.restore:
            _restore(question, item, at)
        for _question, item in plan.retire:
            item.state, item.updated_at = "retired", at
        _forget([question for question, _item in (*plan.remove, *plan.restore)])
        db.session.flush()
        _remove([item.id for _question, item in plan.remove])
        row.rounds += 1
        row.undone_at = at
        if not (plan.retire or plan.changed):
            row.stored_at = None
    return plan


def _restore(question: ImportQuestion, item: Item, at: datetime) -> None:
    """Make the version before current again; ours stays in the history, where papers may name it."""
    before = db.session.get_one(ItemVersion, question.before_id)
    make_current(item, before.id, draft_of(before), at)


def _forget(questions: Sequence[ImportQuestion]) -> None:
    for question in questions:
        question.item_id = question.version_id = question.before_id = None


def _remove(item_ids: Collection[int]) -> None:
    """Remove items with their versions, keys and materials that nobody else has."""
    if not item_ids:
        return
    ours = select(ItemVersion.id).where(ItemVersion.item_id.in_(item_ids))
    materials = set(
        db.session.scalars(
            select(ItemVersion.stimulus_id).where(
                ItemVersion.item_id.in_(item_ids), ItemVersion.stimulus_id.is_not(None)
            )
        )
    )
    session = db.session
    session.execute(update(Item).where(Item.id.in_(item_ids)).values(current_version_id=None))
    session.execute(delete(ItemKeyRow).where(ItemKeyRow.version_id.in_(ours)))
    session.execute(delete(ItemVersion).where(ItemVersion.item_id.in_(item_ids)))
    session.execute(delete(Item).where(Item.id.in_(item_ids)))
    if materials:
        held = select(ItemVersion.stimulus_id).where(ItemVersion.stimulus_id.is_not(None))
        session.execute(
            delete(Stimulus).where(
                Stimulus.id.in_(materials),
                Stimulus.content_id.is_(None),
                Stimulus.id.not_in(held),
            )
        )
