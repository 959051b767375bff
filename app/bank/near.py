"""像这样的题 in full: the items most like one of the bank, each as it is and where it differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.bank.alike import Alike, find_alike, text_of
from app.bank.changes import Change, find_changes
from app.bank.drafts import Draft
from app.bank.history import drafts_of
from app.bank.models import Item, ItemVersion
from app.bank.views import preview_view, stimulus_view
from app.extensions import db
from app.web.questionview import QuestionView, StimulusView


@dataclass(frozen=True, slots=True)
class Near:
    """One of them. `changes` say what differs, where the two have words in common."""

    alike: Alike
    view: QuestionView
    material: StimulusView | None
    changes: Sequence[Change]


def list_near(own: Draft, item_id: int, titles: Mapping[str, str]) -> list[Near]:
    """The items most like the draft of an item, best first; the number of SQL statements is constant."""
    found = find_alike(text_of(own.face, own.labels.knowledge), item_id)
    query = (
        select(ItemVersion)
        .join(Item, Item.current_version_id == ItemVersion.id)
        .where(Item.id.in_([one.item_id for one in found]))
        .options(joinedload(ItemVersion.stimulus))
    )
    versions = {version.item_id: version for version in db.session.scalars(query)}
    drafts = drafts_of(list(versions.values()))
    return [
        _near(one, versions[one.item_id], drafts[versions[one.item_id].id], own, titles)
        for one in found
        if one.item_id in versions
    ]


def _near(
    one: Alike, version: ItemVersion, draft: Draft, own: Draft, titles: Mapping[str, str]
) -> Near:
    material = version.stimulus
    return Near(
        alike=one,
        view=preview_view(draft.face, draft.key, key=f"near-{one.public_id}"),
        material=stimulus_view((material.id, material.title, material.text)) if material else None,
        changes=find_changes(own, draft, titles) if one.likeness.by_text else (),
    )
