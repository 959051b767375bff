"""One step over many items: labels and states set at once, as new versions, and taken back as one.

A step is planned first, so that people see what it does; `stamp` ties what was shown to what is
written. However many items there are, every 500 of them cost the same number of SQL statements.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from app.bank import notes
from app.bank.domain.states import Act, State, act_towards, state_after
from app.bank.drafts import Draft, Labels
from app.bank.history import drafts_of
from app.bank.models import Item, ItemVersion
from app.bank.reviewing import is_own
from app.bank.step_rows import add_versions, place_items
from app.bank.team_models import BankStep, BankStepItem
from app.extensions import db

BATCH = 500
# What an item is to be filed under, given what it is filed under now.
Relabel = Callable[[Labels], Labels]


@dataclass(frozen=True, slots=True)
class Planned:
    """What a step does to one item: its next version and the act on its state, None where neither
    changes. `barred`: the state was asked for, but this person may not bring it about."""

    item: Item
    version: ItemVersion
    labels: Labels
    draft: Draft | None
    act: Act | None
    barred: bool

    @property
    def changes(self) -> bool:
        return self.draft is not None or self.act is not None

    @property
    def becomes_own(self) -> bool:
        """Whether a shipped item gets a version of this site's own, which later texts do not replace."""
        return self.draft is not None and self.version.origin == "content"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a step is asked to do. `state` is None where states stay."""

    relabel: Relabel
    state: State | None = None
    user_id: int = 0


def plan_step(item_ids: Sequence[int], asked: Asked, *, lock: bool = False) -> Iterator[Planned]:
    """What a step would do to each item; three SQL statements per 500 items.

    `lock` holds the items as they are, inside the caller's `writing()`.
    """
    for start in range(0, len(item_ids), BATCH):
        yield from _plan_batch(item_ids[start : start + BATCH], asked, lock)


def stamp_of(planned: Sequence[Planned], words: object) -> str:
    """Ties a plan to what was asked for and to the items as they were."""
    seen = sorted((one.item.id, one.version.id, one.item.state) for one in planned)
    return hashlib.sha256(repr((words, seen)).encode()).hexdigest()[:32]


def write_step(
    planned: Sequence[Planned],
    kind: str,
    change: dict[str, Any],
    user_id: int,
    at: datetime,
    note: str,
) -> BankStep:
    """Write a plan made with `lock` in the same transaction; items that stay the same are left out."""
    changed = [one for one in planned if one.changes]
    step = BankStep(kind=kind, change=change, count=len(changed), author_id=user_id, created_at=at)
    db.session.add(step)
    db.session.flush()
    for start in range(0, len(changed), BATCH):
        _write_batch(step, changed[start : start + BATCH], user_id, at, note)
    return step


def _plan_batch(item_ids: Sequence[int], asked: Asked, lock: bool) -> Iterator[Planned]:
    pairs = _load(item_ids, lock)
    drafts = drafts_of([version for _item, version in pairs])
    sent = notes.submitters(item_ids) if asked.state else {}
    review = notes.review_required()
    for item, version in pairs:
        old = drafts[version.id].filed_under(item.chapter_id)
        new = asked.relabel(old.labels)
        draft = replace(old, labels=new) if new != old.labels else None
        act, barred = None, False
        if asked.state is not None and item.state != asked.state:
            own = is_own(item, asked.user_id, sent.get(item.id))
            act = act_towards(State(item.state), asked.state, is_own=own, review=review)
            barred = act is None
        yield Planned(item, version, new, draft, act, barred)


def _load(item_ids: Sequence[int], lock: bool) -> list[tuple[Item, ItemVersion]]:
    query = (
        select(Item)
        .where(Item.id.in_(item_ids))
        .order_by(Item.id)
        .execution_options(populate_existing=True)
    )
    if lock:
        db.session.execute(select(Item.id).where(Item.id.in_(item_ids)).with_for_update())
    material = joinedload(Item.current_version).joinedload(ItemVersion.stimulus)
    items = db.session.scalars(query.options(material)).all()
    return [(item, item.current_version) for item in items if item.current_version is not None]


def _write_batch(
    step: BankStep, planned: Sequence[Planned], user_id: int, at: datetime, note: str
) -> None:
    drafted = [(one.item.id, one.draft, one.version) for one in planned if one.draft is not None]
    made = add_versions(drafted, user_id, at, note)
    rows = []
    for one in planned:
        state = state_after(one.act).value if one.act else one.item.state
        rows.append(
            {
                "step_id": step.id,
                "item_id": one.item.id,
                "before_id": one.version.id,
                "after_id": made.get(one.item.id, one.version.id),
                "state_before": one.item.state,
                "state_after": state,
            }
        )
    noted = [
        notes.Words(item_id=one.item.id, act=one.act.value, version=one.version.number, text=note)
        for one in planned
        if one.act is not None
    ]
    place_items(
        [
            (row["item_id"], row["after_id"], row["state_after"], one.labels)
            for row, one in zip(rows, planned, strict=True)
        ],
        at,
    )
    notes.add_notes(noted, user_id, at)
    db.session.execute(insert(BankStepItem), rows)
