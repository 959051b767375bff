"""How alike two items are: by their words and by what they are filed under.

Two texts are compared by the character trigrams they share (Jaccard's index), as the content check does
for the course (`app.content.checks.linter.shingles`, which names the source). A text counts with its stem
and its options: many short stems say “下列正确的是”, and only the options tell them apart. The stem alone
counts as well, since a copy with other options is still the same question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.content.checks.linter.shingles import bare, jaccard, shingles

SHORT = 8  # a shorter stem is a name; only together with its options it can be compared
TWIN = 0.6  # from this share on two items are most likely one question
ALIKE = 0.2  # below it texts that merely speak of the same thing begin
MARKS = " 　，。；：、（）()_*"
SHARED = 4  # characters of a common piece that is worth showing


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is compared of an item. `knowledge` are ids of its points, the main one first.

    `material` names the 材料 it asks about: “据材料，……” asks something else of every material.
    """

    stem: str
    options: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()
    material: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike a candidate is. `share` is 0–1 by text; `pieces` are wordings both have, longest first;
    `points` the knowledge points both are filed under."""

    share: float
    pieces: tuple[str, ...] = ()
    points: tuple[str, ...] = ()

    @property
    def is_twin(self) -> bool:
        """Whether the two most likely ask the same."""
        return self.share >= TWIN

    @property
    def by_text(self) -> bool:
        """Whether the wording of the two is alike."""
        return self.share >= ALIKE

    @property
    def counts(self) -> bool:
        """Whether it is worth showing at all."""
        return self.by_text or bool(self.points)


def compare(own: Text, other: Text) -> Likeness:
    """The likeness of two items, by the better of whole text and stem alone."""
    share = _share(own, other) if own.material == other.material else 0.0
    return Likeness(
        share=share,
        pieces=_pieces(own.stem, other.stem) if share >= ALIKE else (),
        points=tuple(point for point in own.knowledge if point in other.knowledge),
    )


def rank(own: Text, others: Iterable[Text], most: int) -> list[tuple[int, Likeness]]:
    """The most alike of many: (place in the list, likeness), best first; ties keep their order.

    Texts come before points: among those that share no wording, the more points the better.
    """
    found = [(place, compare(own, other)) for place, other in enumerate(others)]
    kept = [(place, one) for place, one in found if one.counts]
    kept.sort(key=lambda pair: _order(pair[1]))
    return kept[:most]


def _order(one: Likeness) -> tuple[float, int, float]:
    return (-one.share if one.by_text else 0.0, -len(one.points), -one.share)


def _share(own: Text, other: Text) -> float:
    share = jaccard(_whole(own), _whole(other))
    own_stem, other_stem = bare(own.stem), bare(other.stem)
    if min(len(own_stem), len(other_stem)) < SHORT:
        return share
    return max(share, jaccard(shingles(own_stem), shingles(other_stem)))


def _whole(text: Text) -> frozenset[str]:
    return shingles(bare(" ".join([text.stem, *text.options])))


def _pieces(own: str, other: str, most: int = 3) -> tuple[str, ...]:
    """The longest wordings of `own` that stand in `other` too."""
    matcher = SequenceMatcher(None, own, other, autojunk=False)
    blocks: Sequence[str] = [
        own[block.a : block.a + block.size].strip(MARKS) for block in matcher.get_matching_blocks()
    ]
    long = [piece for piece in dict.fromkeys(blocks) if len(piece) >= SHARED]
    return tuple(sorted(long, key=len, reverse=True)[:most])
