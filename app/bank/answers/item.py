"""A question with its key points, made ready once so that any number of answers are marked fast."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.bank.answers.actors import Acts
from app.bank.answers.anchors import Anchors
from app.bank.answers.lexicon import Words
from app.bank.answers.pairings import Pairing
from app.bank.answers.relations import Relation
from app.bank.answers.roles import Roles
from app.bank.answers.typos import Slips
from app.bank.answers.units import Unit
from app.bank.answers.words import GRAMMAR, TWO_SIDES

_LETTERS = re.compile("[a-z0-9]+|[\u3400-\u9fff]")
_MOST_SUMS = 4000


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One key point as an author wrote it.

    `must_any` are words of which an answer has to say one; `forbidden` are wrong statements that cost
    the point; `ordered` points say their parts in this order; `half` allows half credit.
    """

    id: str
    text: str
    points: float
    variants: tuple[str, ...] = ()
    must_any: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    ordered: bool = False
    half: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it comes: what is asked, the model answer, the marks, the key points."""

    stem: str
    reference: str
    max: float
    key_points: tuple[KeyPoint, ...]
    is_term: bool = False


class Shares(dict[int, float]):
    """How much of a sum of weights each mask covers, 0–1; worked out when it is first asked for."""

    def __init__(self, weights: Sequence[float]) -> None:
        super().__init__()
        self.weights = weights
        self.total = sum(weights)

    def __missing__(self, mask: int) -> float:
        found = _weigh(mask, self.weights) / self.total if self.total else 0.0
        if len(self) < _MOST_SUMS:
            self[mask] = found
        return found


class Pairs(dict[int, int]):
    """Bit i for the i-th of some pairs of masks that another mask has both sides of; found when asked for."""

    def __init__(self, pairs: Sequence[tuple[int, int]]) -> None:
        super().__init__()
        self.pairs = pairs

    def __missing__(self, mask: int) -> int:
        found = 0
        for number, (one, two) in enumerate(self.pairs):
            if mask & one and mask & two:
                found |= 1 << number
        if len(self) < _MOST_SUMS:
            self[mask] = found
        return found


@dataclass(slots=True)
class Variant:
    """One wording of a key point; bit i of a mask is its i-th concept, or its i-th n-gram."""

    point: int
    text: str
    is_reference: bool
    weights: list[float] = field(default_factory=list[float])
    gram_weights: list[float] = field(default_factory=list[float])
    relations: list[Relation] = field(default_factory=list[Relation])
    # Weights before words of the question were made light: a denial of one is a denial.
    full_weights: list[float] = field(default_factory=list[float])
    full_total: float = 0.0
    own: int = 0
    # How many words of its text deny something.
    denials: int = 0
    # Concepts that stand side by side in one clause.
    pairs: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    # A concept with the party that stands next to it, and on which side (1 after, -1 before).
    parties: list[tuple[int, str, int]] = field(default_factory=list[tuple[int, str, int]])
    # Of a text of two clauses: 感知低于期望，客户不满意.
    condition: int = 0
    result: int = 0
    # The bit that stands for its denials, if it has any.
    denial: int = 0
    # How much a mask covers of its concepts, and of its n-grams.
    shares: Shares = field(default_factory=lambda: Shares(()))
    gram_shares: Shares = field(default_factory=lambda: Shares(()))
    # Which pairs a mask has.
    pairs_in: Pairs = field(default_factory=lambda: Pairs(()))
    # Where its concepts stand in it, by concept.
    postings: dict[str, list[Posting]] = field(default_factory=dict[str, list["Posting"]])

    def full_share(self, mask: int) -> float:
        """As `shares`, with words of the question at their full weight."""
        return (
            _weigh(mask, self.full_weights) / self.full_total if mask and self.full_total else 0.0
        )


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a concept stands in the variants of an item."""

    variant: int
    mask: int
    sign: int
    anchor: int
    signed: bool
    whole: bool
    # The name that the key point goes by: it is no other wording of itself (退化期 does not say 关系变差).
    unless: str = ""


@dataclass(slots=True)
class Item:
    """Everything about a question that does not depend on the answer."""

    question: Question
    words: Words
    variants: list[Variant]
    # The numbers of the variants of each key point.
    numbers: list[list[int]]
    postings: dict[str, list[Posting]]
    # For each n-gram its bits in all variants, side by side.
    grams: dict[str, int]
    # For each variant how far they have to be moved, and all of them before that.
    gram_fields: list[tuple[int, int]]
    anchors: Anchors
    slips: Slips
    asked_grams: frozenset[str]
    phrases: frozenset[str]
    has_relations: bool
    # The share of key points that are put as denials.
    denying: float
    # What the question asks the causes of, empty if it asks no causes; whether it asks for steps.
    topics: frozenset[str]
    asks_steps: bool
    # For each key point who is given something in it: 为企业带来, 从客户得到.
    parties: list[frozenset[str]]
    # For each key point which way the things of its texts go, up (1) or down (-1).
    ways: list[dict[str, int]]
    # The party that stands before and after each concept in the key points and the model answer.
    roles: Roles
    role_words: frozenset[str]
    # Who does what to whom in the key points and the model answer, or else usually; the concepts of each
    # key point.
    acts: Acts
    bases: list[frozenset[str]]
    act_words: frozenset[str]
    usual_words: frozenset[str]
    # For each key point the words of which one has to be said, and their concepts; empty for none.
    required: list[tuple[frozenset[str], frozenset[str]]]
    # For each key point the conflicts that its own model answer seems to hold: no proof against others.
    tripped: list[frozenset[str]]
    # What its key points lay side by side.
    pairings: tuple[Pairing, ...]
    # What finds words that stand against each other (主动, 被动), if the key points name any; the side of each
    # pair that a key point takes, and of two pairs in one clause whether it takes the same side of both,
    # for each key point and for all.
    finder: re.Pattern[str] | None
    sides: list[dict[int, int]]
    joined: list[dict[tuple[int, int], int]]
    all_joined: dict[tuple[int, int], int]
    # How each key point is told, from -1 for bad to 1 for good.
    valences: list[float]
    # The wrong statements of all key points, made ready like an item, and whose each is.
    mistakes: Item | None
    mistaken: list[int]


def party_of(group: Sequence[Unit]) -> str:
    """客户, 企业 or 员工 if a word is no more than that, else nothing."""
    return next((unit.base for unit in group if unit.base in TWO_SIDES and not unit.part), "")


def grams_of(text: str) -> Iterable[str]:
    """Characters that are not of grammar, and pairs of neighbours; Latin words whole."""
    last, last_end = "", -1
    for match in _LETTERS.finditer(text):
        gram = match[0]
        if gram not in GRAMMAR:
            yield gram
        if last_end == match.start():
            yield last + gram
        last, last_end = gram, match.end()


def _weigh(mask: int, weights: Sequence[float]) -> float:
    total = 0.0
    while mask:
        low = mask & -mask
        total += weights[low.bit_length() - 1]
        mask ^= low
    return total
