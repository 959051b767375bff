"""What a load has to write: the course's items set against what the database holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.bank.drafts import Draft
from app.bank.models import Item, ItemVersion
from app.content.library import Library
from app.content.problems import Problem, error
from app.extensions import db


@dataclass(frozen=True, slots=True)
class Known:
    """A shipped item as the database has it."""

    item_id: int
    type: str
    state: str
    gone: bool
    own_edit: bool
    current_digest: str | None
    content_digest: str | None
    last_number: int
    pending_version_id: int | None


@dataclass(frozen=True, slots=True)
class Shipped:
    """An item as the text has it; `place` names it in problems."""

    content_id: str
    draft: Draft
    path: str
    place: str


@dataclass(slots=True)
class Plan:
    """What has to be written."""

    new: list[Shipped] = field(default_factory=list[Shipped])
    changed: list[tuple[Known, Shipped]] = field(default_factory=list[tuple[Known, Shipped]])
    pending: list[tuple[Known, Shipped]] = field(default_factory=list[tuple[Known, Shipped]])
    settled: list[Known] = field(default_factory=list[Known])
    gone: list[Known] = field(default_factory=list[Known])
    returned: list[Known] = field(default_factory=list[Known])
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list[Problem])


def shipped_items(library: Library) -> Iterator[Shipped]:
    """Every item of the library's text, with its material's wording."""
    stimuli = stimuli_of(library)
    for file in library.files.get("items", ()):
        for index, spec in enumerate(file.spec.items):
            draft = Draft.from_spec(spec, file.spec.chapter)
            if spec.stimulus in stimuli:
                draft = draft.with_stimulus(*stimuli[spec.stimulus])
            place = file.place("items", index, "type", of=spec.id)
            yield Shipped(spec.id, draft, file.path, place)


def stimuli_of(library: Library) -> dict[str, tuple[str, str]]:
    return {
        stimulus.id: (stimulus.title, stimulus.text)
        for file in library.files.get("items", ())
        for stimulus in file.spec.stimuli
    }


def knowledge_rows(library: Library) -> Iterator[dict[str, Any]]:
    for file in library.files["knowledge"]:
        for position, point in enumerate(file.spec.points):
            yield {
                "id": point.id,
                "chapter_id": file.spec.chapter,
                "position": position,
                "title": point.title,
                "level": point.level,
                "cognitive": point.cognitive,
            }


def known_items() -> dict[str, Known]:
    """Shipped items by content id; two SQL statements."""
    query = (
        select(
            ItemVersion.item_id,
            ItemVersion.id,
            ItemVersion.number,
            ItemVersion.origin,
            ItemVersion.digest,
        )
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.content_id.is_not(None))
        .order_by(ItemVersion.item_id, ItemVersion.number)
    )
    versions: dict[int, list[Any]] = {}
    for row in db.session.execute(query):
        versions.setdefault(row.item_id, []).append(row)
    columns = select(
        Item.id,
        Item.content_id,
        Item.type,
        Item.state,
        Item.gone_at,
        Item.current_version_id,
        Item.pending_version_id,
    ).where(Item.content_id.is_not(None))
    return {
        row.content_id: _known(row, versions.get(row.id, [])) for row in db.session.execute(columns)
    }


def _known(row: Any, versions: list[Any]) -> Known:
    current = next((v for v in versions if v.id == row.current_version_id), None)
    from_text = [v for v in versions if v.origin == "content"]
    return Known(
        item_id=row.id,
        type=row.type,
        state=row.state,
        gone=row.gone_at is not None,
        own_edit=current is not None and current.origin == "edit",
        current_digest=current.digest if current else None,
        content_digest=from_text[-1].digest if from_text else None,
        last_number=versions[-1].number if versions else 0,
        pending_version_id=row.pending_version_id,
    )


def plan_load(shipped: list[Shipped], known: Mapping[str, Known]) -> Plan:
    plan = Plan()
    for item in shipped:
        row = known.get(item.content_id)
        if row is None:
            plan.new.append(item)
        else:
            _plan_known(plan, row, item)
    present = {item.content_id for item in shipped}
    plan.gone = [
        row
        for identity, row in known.items()
        if identity not in present and not row.gone and row.state != "retired"
    ]
    return plan


def _plan_known(plan: Plan, row: Known, item: Shipped) -> None:
    now = item.draft.face.type.value
    if row.type != now:
        message = f"已载入的题目不能由 {row.type} 改为 {now}；请另用一个编号"
        plan.problems.append(error(item.path, item.place, message))
        return
    if row.gone:
        plan.returned.append(row)
    digest = item.draft.digest()
    if digest == row.current_digest and row.pending_version_id is not None:
        plan.settled.append(row)  # both sides have come to say the same
    elif digest in (row.current_digest, row.content_digest):
        plan.unchanged += 1
    elif row.own_edit:
        plan.pending.append((row, item))
    else:
        plan.changed.append((row, item))
