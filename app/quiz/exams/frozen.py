"""Frozen forms kept in memory: they never change, so that saving and showing need not read them.

Nothing here holds a key: whoever marks keeps keys elsewhere (`app.quiz.exams.terms`). A form is
named together with its exam's public id, which no other database has, so that one process may serve
several.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.bank.domain.items import ItemFace
from app.quiz.domain.paper import Slot, present
from app.quiz.exams.paper import Question, load_slots, slot_of

MOST = 64  # forms kept per process, some hundred kilobytes each
Name = tuple[str, int]  # (exam's public id, form id)


@dataclass(frozen=True, slots=True)
class FrozenSlot:
    """One question of a form as everybody has it."""

    slot: Slot
    item_id: int
    version_id: int
    face: ItemFace
    stimulus: tuple[int, str, str] | None


@dataclass(frozen=True, slots=True)
class FrozenForm:
    """A form by slot id."""

    slots: Mapping[int, FrozenSlot]

    def question(
        self, slot_id: int, *, seed: int, faces: Mapping[str, Any], shuffle: bool
    ) -> Question | None:
        """A question as the sitting with this seed shows it; None where the form has no such slot."""
        found = self.slots.get(slot_id)
        if found is None:
            return None
        own = faces.get(str(slot_id))
        face = ItemFace.from_data(own) if own else found.face
        shown = present(face, slot_id=slot_id, seed=seed, shuffle=shuffle)
        return Question(found.slot, found.item_id, found.version_id, shown, found.stimulus)


_kept: OrderedDict[Name, FrozenForm] = OrderedDict()
_lock = threading.Lock()


def frozen_form(exam_public_id: str, form_id: int) -> FrozenForm:
    """A form; one SQL statement the first time a process meets it."""
    name = (exam_public_id, form_id)
    with _lock:
        if name in _kept:
            _kept.move_to_end(name)
            return _kept[name]
    form = FrozenForm(
        {
            row.id: FrozenSlot(
                slot=slot_of(row),
                item_id=row.version.item_id,
                version_id=row.version_id,
                face=ItemFace.from_data(row.version.face),
                stimulus=(s.id, s.title, s.text) if (s := row.version.stimulus) else None,
            )
            for row in load_slots([form_id])
        }
    )
    with _lock:
        _kept[name] = form
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return form
