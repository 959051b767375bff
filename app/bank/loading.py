"""The course's text into the database: by content id and digest, never over a person's own edit.

A version that was published stays as it is. Where the text of an item (or of its material) changed,
the item gets a new version; it becomes current only if the current one came from the text too.
Otherwise it waits beside the instructor's own until a person chooses. What vanished from the text is
retired, since answers may hang on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.bank.following import follow
from app.bank.indexing import index_items, needs_indexing, note_edition
from app.bank.load_plan import (
    Known,
    Plan,
    Shipped,
    knowledge_rows,
    known_items,
    plan_load,
    shipped_items,
    stimuli_of,
)
from app.bank.models import (
    ContentState,
    Item,
    ItemKeyRow,
    ItemVersion,
    KnowledgePoint,
    Stimulus,
    item_knowledge,
)
from app.content.library import Library
from app.content.problems import Problem
from app.database import writing
from app.extensions import db

STATE = "content"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What a load did, in numbers of items. With problems nothing at all was stored."""

    added: int = 0
    changed: int = 0
    pending: int = 0
    retired: int = 0
    returned: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def known(self) -> int:
        """How many of the text's items were in the database before."""
        return self.changed + self.pending + self.returned + self.unchanged


def needs_loading(digest: str) -> bool:
    """Whether the database holds other content than the library with this digest, or searched texts
    of another edition."""
    known = db.session.scalar(select(ContentState.digest).where(ContentState.name == STATE))
    return known != digest or needs_indexing()


def load_content(library: Library, at: datetime) -> LoadReport:
    """Bring knowledge points, materials and items in line with `library`, in one transaction."""
    with writing():
        loading = _Loading(library, at)
        report = loading.run()
        if report.ok and needs_indexing():
            # In a fresh database all texts have been written this moment.
            index_items(at) if report.known else note_edition(at)
        db.session.expire_all()
    return report


class _Loading:
    def __init__(self, library: Library, at: datetime) -> None:
        self.library = library
        self.at = at

    def run(self) -> LoadReport:
        shipped = list(shipped_items(self.library))
        plan = plan_load(shipped, known_items())
        if plan.problems:
            return LoadReport(problems=tuple(plan.problems))
        self._store_knowledge()
        materials = self._store_stimuli()
        self._add(plan.new, materials)
        versions = self._add_versions([*plan.changed, *plan.pending], materials)
        self._make_current(plan.changed, versions)
        self._update(
            {"id": known.item_id, "pending_version_id": versions[known.item_id]}
            for known, _item in plan.pending
        )
        self._update({"id": known.item_id, "pending_version_id": None} for known in plan.settled)
        self._retire(plan)
        self._note_state()
        return LoadReport(
            added=len(plan.new),
            changed=len(plan.changed),
            pending=len(plan.pending),
            retired=len(plan.gone),
            returned=len(plan.returned),
            unchanged=plan.unchanged,
        )

    # ── knowledge points and materials

    def _store_knowledge(self) -> None:
        known = {row.id: row for row in db.session.scalars(select(KnowledgePoint))}
        fresh: list[Row] = []
        changed: list[Row] = []
        for columns in knowledge_rows(self.library):
            row = known.get(columns["id"])
            if row is None:
                fresh.append(columns)
            elif any(getattr(row, name) != value for name, value in columns.items()):
                changed.append(columns)
        # A point that vanished keeps its row: what people learned is filed under it.
        if fresh:
            db.session.execute(insert(KnowledgePoint), fresh)
        if changed:
            moved = {
                columns["id"]: columns["chapter_id"]
                for columns in changed
                if known[columns["id"]].chapter_id != columns["chapter_id"]
            }
            db.session.execute(update(KnowledgePoint), changed)
            if moved:
                follow(moved)

    def _store_stimuli(self) -> dict[str, int]:
        """Row ids of the materials by content id.

        A changed material gets a row of its own and takes the content id over; versions that were
        given out keep the wording they had.
        """
        query = select(Stimulus).where(Stimulus.content_id.is_not(None))
        known = {row.content_id: row for row in db.session.scalars(query)}
        fresh: list[Row] = []
        outdated: list[Row] = []
        for identity, (title, text) in stimuli_of(self.library).items():
            row = known.get(identity)
            if row is not None and (row.title, row.text) == (title, text):
                continue
            if row is not None:
                outdated.append({"id": row.id, "content_id": None})
            fresh.append({"content_id": identity, "title": title, "text": text})
        if outdated:
            db.session.execute(update(Stimulus), outdated)
        ids = {str(identity): row.id for identity, row in known.items()}
        return ids | _insert(Stimulus, Stimulus.content_id, fresh)

    # ── items

    def _add(self, items: list[Shipped], materials: Mapping[str, int]) -> None:
        rows = [
            item.draft.item_columns()
            | {"content_id": item.content_id, "created_at": self.at, "updated_at": self.at}
            for item in items
        ]
        ids = _insert(Item, Item.content_id, rows)
        pairs = [(ids[item.content_id], item) for item in items]
        versions = self._insert_versions([(item_id, 1, item) for item_id, item in pairs], materials)
        self._update(
            {"id": item_id, "current_version_id": versions[item_id]} for item_id, _item in pairs
        )
        _tie_knowledge(pairs)

    def _add_versions(
        self, pairs: list[tuple[Known, Shipped]], materials: Mapping[str, int]
    ) -> dict[int, int]:
        numbered = [(known.item_id, known.last_number + 1, item) for known, item in pairs]
        return self._insert_versions(numbered, materials)

    def _insert_versions(
        self, numbered: list[tuple[int, int, Shipped]], materials: Mapping[str, int]
    ) -> dict[int, int]:
        """Insert versions with their keys; returns version ids by item id."""
        rows = [
            item.draft.version_columns()
            | {
                "item_id": item_id,
                "number": number,
                "origin": "content",
                "stimulus_id": materials.get(item.draft.face.stimulus or ""),
                "created_at": self.at,
            }
            for item_id, number, item in numbered
        ]
        ids = _insert(ItemVersion, ItemVersion.item_id, rows)
        keys = [
            {"version_id": ids[item_id], "key": item.draft.key.to_data()}
            for item_id, _number, item in numbered
        ]
        if keys:
            db.session.execute(insert(ItemKeyRow), keys)
        return ids

    def _make_current(
        self, pairs: list[tuple[Known, Shipped]], versions: Mapping[int, int]
    ) -> None:
        self._update(
            item.draft.item_columns()
            | {
                "id": known.item_id,
                "current_version_id": versions[known.item_id],
                "pending_version_id": None,
                "updated_at": self.at,
            }
            for known, item in pairs
        )
        ids = [known.item_id for known, _item in pairs]
        if ids:
            db.session.execute(delete(item_knowledge).where(item_knowledge.c.item_id.in_(ids)))
        _tie_knowledge((known.item_id, item) for known, item in pairs)

    def _retire(self, plan: Plan) -> None:
        self._update(
            {
                "id": known.item_id,
                "gone_at": self.at,
                # An instructor's own version does not depend on the course's text.
                "state": known.state if known.own_edit else "retired",
            }
            for known in plan.gone
        )
        self._update(
            {
                "id": known.item_id,
                "gone_at": None,
                "state": known.state if known.own_edit else "published",
            }
            for known in plan.returned
        )

    def _update(self, rows: Iterable[Row]) -> None:
        if rows := list(rows):
            db.session.execute(update(Item), rows)

    def _note_state(self) -> None:
        row = db.session.get(ContentState, STATE)
        if row is None:
            row = ContentState(name=STATE, digest="", loaded_at=self.at)
            db.session.add(row)
        row.digest, row.loaded_at = self.library.digest, self.at
        db.session.flush()


def _insert(model: type[Any], name: Any, rows: list[Row]) -> dict[Any, int]:
    """Insert many rows at once; returns their ids by the value of the column `name`.

    The order in which a database returns the rows is not promised, hence the name.
    """
    if not rows:
        return {}
    statement = insert(model).returning(name.label("name"), model.id.label("id"))
    return {row.name: row.id for row in db.session.execute(statement, rows)}


def _tie_knowledge(pairs: Iterable[tuple[int, Shipped]]) -> None:
    rows = [
        {"item_id": item_id, "knowledge_id": point}
        for item_id, item in pairs
        for point in item.draft.labels.knowledge
    ]
    if rows:
        db.session.execute(insert(item_knowledge), rows)
