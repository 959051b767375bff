"""Service dialogues inside a case: turns, their faults, and better wordings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from app.bank.domain.items import KeyPoint
from app.bank.specs.fields import Checked, Finding, Line, one_of
from app.bank.specs.shapes import KeyPointSpec
from app.cases.domain.case import Dialogue, Rewrite, Turn, TurnFault
from app.cases.domain.faults import THREE_FAULTS, Fault
from app.content.specs import Slug, Spec, Text, repeated

FaultWord = Annotated[Fault, one_of(Fault)]


def build_points(specs: Sequence[KeyPointSpec]) -> tuple[KeyPoint, ...]:
    """Key points as the engine of written answers takes them, numbered in their order."""
    return tuple(
        KeyPoint(id=f"p{at}", text=spec.text, points=spec.points, variants=tuple(spec.variants))
        for at, spec in enumerate(specs, 1)
    )


class RewriteSpec(Spec):
    """A better wording, and what a reader's own is marked by."""

    model: Line
    points: list[KeyPointSpec] = Field(min_length=1, max_length=6)

    def build(self) -> Rewrite:
        return Rewrite(self.model, build_points(self.points))


class FaultSpec(Checked):
    """What is wrong in a turn. `also`: classes that may fairly be named instead."""

    sort: FaultWord
    also: list[FaultWord] = Field(default=[], max_length=3)
    phrase: Line
    why: Line
    rewrite: RewriteSpec

    def find_problems(self) -> Iterator[Finding]:
        if twice := repeated([self.sort.value, *(one.value for one in self.also)]):
            yield ("also",), f"类别重复：{'、'.join(twice)}"

    def build(self) -> TurnFault:
        return TurnFault(self.sort, self.phrase, self.why, self.rewrite.build(), tuple(self.also))


class TurnSpec(Checked):
    id: Slug
    by: Slug
    text: Line
    fault: FaultSpec | None = None

    def find_problems(self) -> Iterator[Finding]:
        if self.fault and self.fault.phrase not in self.text:
            yield ("fault", "phrase"), "这句话不在本轮的 text 里"

    def build(self) -> Turn:
        return Turn(self.id, self.by, self.text, self.fault.build() if self.fault else None)


class DialogueSpec(Checked):
    """`people` maps keys to the names that are shown; a turn's `by` is one of the keys.

    A dialogue has all three faults, or as an example done well none at all.
    """

    people: dict[Slug, Text] = Field(min_length=2, max_length=5)
    turns: list[TurnSpec] = Field(min_length=4, max_length=40)

    def find_problems(self) -> Iterator[Finding]:
        if twice := repeated(turn.id for turn in self.turns):
            yield ("turns",), f"编号重复：{'、'.join(twice)}"
        for at, turn in enumerate(self.turns):
            if turn.by not in self.people:
                yield ("turns", at, "by"), f"people 里没有“{turn.by}”"
        for person, name in self.people.items():
            if all(turn.by != person for turn in self.turns):
                yield ("people", person), f"{name}一句话也没有说"
        found = {turn.fault.sort for turn in self.turns if turn.fault}
        missing = [fault.value for fault in THREE_FAULTS if fault not in found]
        if found and missing:
            yield ("turns",), f"三种失误要各有一处，还缺：{'、'.join(missing)}"

    def build(self) -> Dialogue:
        return Dialogue(dict(self.people), tuple(turn.build() for turn in self.turns))
