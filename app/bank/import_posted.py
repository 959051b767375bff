"""What comes back from a page of an import's cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import request

from app.bank.import_data import from_data
from app.bank.import_forms import card_form
from app.bank.import_marks import Edit
from app.bank.import_models import ImportBatch, ImportQuestion
from app.bank.importing import questions_of
from app.bank.knowledge_names import KnowledgeNames
from app.bank.queries import list_knowledge
from app.extensions import db


@dataclass(frozen=True, slots=True)
class Edited:
    """What a posted page says: edits by position, and where the page should come back."""

    edits: Mapping[int, Edit]
    names: KnowledgeNames
    anchor: str = ""


def posted_edits(batch: ImportBatch) -> Edited:
    """The edits of the posted page; cards that were not on it, or are stored by now, are left alone."""
    places = {
        int(name[1:-5])
        for name in request.form
        if name.startswith("c") and name.endswith("-type") and name[1:-5].isdecimal()
    }
    query = questions_of(batch).where(ImportQuestion.position.in_(places))
    rows = list(db.session.scalars(query))
    names = KnowledgeNames(list_knowledge())
    edits = {row.position: card_form(row, names).apply(from_data(row.data), names) for row in rows}
    action, _colon, rest = request.form.get("do", "").partition(":")
    place, _colon, option = rest.partition(":")
    if action == "up" and place.isdecimal() and int(place) in edits:
        number = int(place)
        edits[number] = _moved(edits[number], option)
        return Edited(edits, names, f"card-{number + 1}")
    return Edited(edits, names)


def _moved(edit: Edit, option: str) -> Edit:
    """The edit with one option changed with the one above it; the key goes along with its words."""
    options = list(edit.question.options)
    index = int(option) if option.isdecimal() and len(option) < 4 else 0
    if not 0 < index < len(options):
        return edit
    above, here = options[index - 1], options[index]
    options[index - 1] = replace(here, label=above.label)
    options[index] = replace(above, label=here.label)
    swap = {above.label: here.label, here.label: above.label}
    correct = edit.question.correct
    moved = None if correct is None else tuple(sorted(swap.get(one, one) for one in correct))
    question = replace(edit.question, options=tuple(options), correct=moved)
    return replace(edit, question=question)
