"""Bulk edit: labels and states of many items at once, seen before they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app.bank.domain.states import State
from app.bank.drafts import Labels
from app.bank.listing import ListFilter, list_query
from app.bank.models import Item
from app.bank.queries import chapters_of
from app.bank.steps import Asked, Planned, plan_step, stamp_of, write_step
from app.bank.team_models import BankStep
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError

MOST = 5_000
# Titles that a preview names of each kind.
SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is set for all chosen items; an empty field stays as each item has it.

    `knowledge` becomes the main point, and the item's chapter follows it.
    """

    knowledge: str = ""
    level: str = ""
    cognitive: str = ""
    difficulty: str = ""
    use: str = ""
    state: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, field.name) for field in fields(self))

    @property
    def words(self) -> dict[str, str]:
        """The fields that are set, by name."""
        return {name: value for name, value in asdict(self).items() if value}

    def relabelled(self, labels: Labels, home: str) -> Labels:
        """Labels with what is set put in; `home` is the chapter of the new main point."""
        values = {
            name: getattr(self, name)
            for name in ("level", "cognitive", "use")
            if getattr(self, name)
        }
        if self.difficulty:
            values["difficulty"] = int(self.difficulty)
        if self.knowledge and labels.knowledge[0] != self.knowledge:
            others = (point for point in labels.knowledge[1:] if point != self.knowledge)
            values |= {"knowledge": (self.knowledge, *others), "chapter": home}
        return replace(labels, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a change would do. Counts are of items; `samples` are titles that change; `fields` says for
    each field that is set how many items get another value."""

    stamp: str
    total: int
    changed: int
    shipped: int
    barred: int
    samples: tuple[str, ...]
    fields: Mapping[str, int]


class ChangedMeanwhileError(DomainError):
    """The items, or what is asked for, are not what the preview showed."""

    status = 409


def choose(public_ids: Sequence[str]) -> list[int]:
    """The ids of the chosen items that there are; one SQL statement."""
    query = select(Item.id).where(Item.public_id.in_(public_ids[:MOST])).order_by(Item.id)
    return list(db.session.scalars(query))


def choose_all(wanted: ListFilter) -> list[int]:
    """The ids of all items of a list, 5,000 at most; one SQL statement."""
    matching = list_query(wanted).order_by(None).with_only_columns(Item.id)
    return list(db.session.scalars(matching.order_by(Item.id).limit(MOST)))


def preview(item_ids: Sequence[int], change: Change, user_id: int) -> Preview:
    """Say what a change would do, without doing it."""
    return _summary(list(plan_step(item_ids, _asked(change, user_id))), change)


def apply(
    item_ids: Sequence[int], change: Change, stamp: str, user_id: int, at: datetime
) -> BankStep:
    """Do what a preview showed, as new versions, in one transaction.

    Raises `ChangedMeanwhileError` where it would do something else by now, and `DomainError` where it
    would do nothing.
    """
    with writing():
        planned = list(plan_step(item_ids, _asked(change, user_id), lock=True))
        if stamp_of(planned, change.words) != stamp:
            raise ChangedMeanwhileError(
                _(
                    "预览之后有变化：题目有人动过，或者你改了要设的内容。什么也没有改，请看新的预览。"
                )
            )
        if not any(one.changes for one in planned):
            raise DomainError(_("这些题本来就是这样，没有要改的。"), status=422)
        return write_step(planned, "bulk", change.words, user_id, at, _("批量修改"))


def _asked(change: Change, user_id: int) -> Asked:
    home = chapters_of([change.knowledge]).get(change.knowledge, "") if change.knowledge else ""
    return Asked(
        relabel=lambda labels: change.relabelled(labels, home),
        state=State(change.state) if change.state else None,
        user_id=user_id,
    )


def _summary(planned: Sequence[Planned], change: Change) -> Preview:
    changed = [one for one in planned if one.changes]
    counts = dict.fromkeys(change.words, 0)
    for one in planned:
        for name in counts:
            counts[name] += _differs(one, name)
    return Preview(
        stamp=stamp_of(planned, change.words),
        total=len(planned),
        changed=len(changed),
        shipped=sum(one.becomes_own for one in planned),
        barred=sum(one.barred for one in planned),
        samples=tuple(one.item.title for one in changed[:SHOWN]),
        fields=counts,
    )


def _differs(one: Planned, name: str) -> bool:
    if name == "state":
        return one.act is not None
    return one.draft is not None and one.labels.to_data()[name] != one.version.labels[name]
