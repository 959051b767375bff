"""What takes a key point whatever the trees say: it is denied, said of something else, or turned round.

Where the model answer itself seems to hold such a conflict (它并非只是软件 in a key point about software),
the sign is no sign for this item, and the trees decide.
"""

from __future__ import annotations

from app.bank.answers.align import read_answer
from app.bank.answers.features import NAMES, Evidence, evidence
from app.bank.answers.guards import Guarded
from app.bank.answers.item import Item, Question
from app.bank.answers.lexicon import Words
from app.bank.answers.prepare import prepare
from app.bank.answers.statistics import Statistics

DENIED, MISPLACED, CROSSED, OTHER_PARTY = "denied", "misplaced", "crossed", "other_party"
ONLY_DENIED = frozenset({DENIED})
_SAID_ALL_THE_SAME = 0.65
# Part of it stands under another name, and under its own name stands another key point.
_SAID_ELSEWHERE, _BY_OTHERS = 0.1, 0.4
_INVADED = NAMES.index("invaded")
_EXCESS = NAMES.index("excess")
# Signs that are too rare for the trees to learn how much they mean: words joined the other way round in the
# matched clauses or anywhere, the other side of a pair of contrary words, things that go the other way. Of
# key points credited all the same, these were wrong more often than the chances said, over hands left out.
CONTRAST = "contrast"
_RARE = tuple(
    (NAMES.index(name), least, left)
    for name, least, left in (
        ("joined", 0.5, 0.6),
        ("all_joined", 0.5, 0.75),
        ("other_pair", 0.9, 0.8),
        ("contrary", 0.5, 0.5),
    )
)
# A word denied or said of another name weighs this share of its key point before it takes the point.
_LEAST = {DENIED: 0.37, MISPLACED: 0.3, CROSSED: 0.6}


def ready(question: Question, lexicon: Words, statistics: Statistics) -> Item:
    """A question made ready and tried on its own model answer."""
    item = prepare(question, lexicon, statistics)
    reading = read_answer(item, question.reference)
    if reading.parts:
        rows = evidence(item, reading, Guarded())
        item.tripped = [_signs(row) | ({CONTRAST} if _left(row) < 1 else set()) for row in rows]
    return item


def conflicts(item: Item, row: Evidence) -> frozenset[str]:
    """The ways in which an answer contradicts a key point, without those that its model answer has too."""
    return _signs(row) - item.tripped[row.point]


def left_of_chance(item: Item, row: Evidence) -> float:
    """What rare signs of a contrary statement leave of the chances that the trees give, 0–1."""
    return 1.0 if CONTRAST in item.tripped[row.point] else _left(row)


def _left(row: Evidence) -> float:
    left = 1.0
    for index, least, part in _RARE:
        if row.values[index] > least:
            left *= part
    return left


def only_seems(row: Evidence, against: frozenset[str], some: float) -> bool:
    """Whether a denial is one of something else: the trees, who see it too, hold the key point for said.

    It is so for words of a contrary sense alone: of such key points of the hands left out in turn, five in
    six had earned something. A word more that denies, or one less than the key point has, stands as it is.
    """
    return against == ONLY_DENIED and some >= _SAID_ALL_THE_SAME and row.values[_EXCESS] == 0


def _signs(row: Evidence) -> frozenset[str]:
    measured = {DENIED: row.denied, MISPLACED: row.misplaced, CROSSED: row.crossed}
    found = {kind for kind, value in measured.items() if value >= _LEAST[kind]}
    if row.misplaced >= _SAID_ELSEWHERE and row.values[_INVADED] >= _BY_OTHERS:
        found.add(MISPLACED)
    return frozenset(found | {OTHER_PARTY}) if row.other_party else frozenset(found)
