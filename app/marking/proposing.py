"""What the engine proposes for the answers to a question of a class."""

from __future__ import annotations

from collections.abc import Iterable

from app.bank.answers.layers import Layer
from app.marking.answers import Row
from app.marking.proposals import Proposal, propose, propose_blanks
from app.marking.word_groups import load_layer
from app.marking.works import PartView


def add_proposals(part: PartView, rows: Iterable[Row]) -> Layer | None:
    """Ask the engine about answers: what it found is kept beside the marks that people give. Returns the
    class's own synonyms, which it reads with; one SQL statement.

    Nothing is asked where a rubric took the place of the key points, of which the engine knows nothing.
    """
    if part.lines:
        return None
    layer = load_layer(part.class_id)
    for row in rows:
        row.proposal = propose_for(part, row, layer)
    return layer


def propose_for(part: PartView, row: Row, layer: Layer | None) -> Proposal | None:
    """What the engine says of one answer by itself."""
    face, key = row.response.face or part.face, row.response.key or part.key
    read = propose_blanks if part.reads_blanks else propose
    return read(face, key, row.response.response, part.summary.points, layer)
