"""A whole case file: facts, parts, and what only instructors read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Discriminator, Field

from app.bank.specs.fields import Checked, Finding, Line, Page, one_of
from app.cases.domain.case import Case, CaseKind, Event, Fact, Opens, Part, Remark, Status
from app.cases.specs.dialogue import DialogueSpec, TurnSpec
from app.cases.specs.questions import (
    ChoiceSpec,
    DecisionSpec,
    DialogueQuestionSpec,
    TextSpec,
    check_sum,
)
from app.cases.specs.tables import TableSpec
from app.content.specs import ChapterId, KnowledgeId, Slug, Spec, Text, repeated

AnyQuestionSpec = Annotated[
    ChoiceSpec | TextSpec | TableSpec | DecisionSpec | DialogueQuestionSpec, Discriminator("type")
]


class FactSpec(Spec):
    """A line of the facts panel. Here and below, with `part` it is not shown before that part."""

    label: Line
    value: Line
    note: Line | None = None
    part: Slug | None = None


class EventSpec(Spec):
    """A line of the timeline."""

    when: Line
    what: Line
    part: Slug | None = None


class RemarkSpec(Spec):
    """A doubt, or something invented; a plain text is shown from the start."""

    text: Line
    part: Slug | None = None


def _as_remark(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


AnyRemark = Annotated[RemarkSpec, BeforeValidator(_as_remark)]


def _build_remarks(specs: Sequence[RemarkSpec]) -> tuple[Remark, ...]:
    return tuple(Remark(spec.text, spec.part or "") for spec in specs)


class PartSpec(Checked):
    """A part of the story. Without `opens`, the first is open and a later one follows an answer."""

    id: Slug
    title: Text
    opens: Annotated[Opens, one_of(Opens)] | None = None
    text: Page
    dialogue: DialogueSpec | None = None
    questions: list[AnyQuestionSpec] = Field(default=[], max_length=8)

    def find_problems(self) -> Iterator[Finding]:
        turns = {turn.id: turn for turn in self.dialogue.turns} if self.dialogue else {}
        for at, question in enumerate(self.questions):
            if not question.id.startswith(self.id):
                yield ("questions", at, "id"), f"编号应以部分的编号“{self.id}”开头"
            if isinstance(question, DialogueQuestionSpec):
                for place, message in _dialogue_problems(question, turns):
                    yield ("questions", at, *place), message

    def build(self, *, first: bool) -> Part:
        return Part(
            id=self.id,
            title=self.title,
            opens=self.opens or (Opens.START if first else Opens.ANSWER),
            text=self.text,
            questions=tuple(question.build() for question in self.questions),
            dialogue=self.dialogue.build() if self.dialogue else None,
        )


def _dialogue_problems(
    question: DialogueQuestionSpec, turns: Mapping[str, TurnSpec]
) -> Iterator[Finding]:
    """The question has a dialogue to ask about, and its marks are those of the faults there."""
    if not turns:
        yield (), "这一部分没有 dialogue"
        return
    faults = {id_: turn.fault for id_, turn in turns.items() if turn.fault}
    total = len(faults) * (question.find.turn + question.find.sort)
    for at, id_ in enumerate(question.rewrite):
        if id_ not in faults:
            yield ("rewrite", at), f"“{id_}”不是有失误的一轮"
            return
        total += sum((p.points for p in faults[id_].rewrite.points), Decimal(0))
    yield from check_sum(total, question.points, "points")


class CaseSpec(Checked):
    """`cases/*.yml`. `doubts` and `invented` are told to readers; `teaching_note` is not."""

    id: Slug
    title: Text
    kind: Annotated[CaseKind, one_of(CaseKind)]
    chapters: list[ChapterId] = Field(min_length=1, max_length=4)
    knowledge: list[KnowledgeId] = Field(min_length=1, max_length=8)
    minutes: int = Field(ge=5, le=180)
    summary: Line
    status: Annotated[Status, one_of(Status)]
    facts: list[FactSpec] = Field(min_length=1, max_length=30)
    timeline: list[EventSpec] = Field(default=[], max_length=30)
    doubts: list[AnyRemark] = Field(default=[], max_length=12)
    sources: list[Line] = Field(min_length=1, max_length=8)
    invented: list[AnyRemark] = Field(default=[], max_length=12)
    parts: list[PartSpec] = Field(min_length=1, max_length=4)
    teaching_note: Page
    discussion: list[Line] = Field(min_length=1, max_length=12)

    def find_problems(self) -> Iterator[Finding]:
        questions = [question for part in self.parts for question in part.questions]
        for field, values in (
            ("chapters", self.chapters),
            ("knowledge", self.knowledge),
            ("parts", [part.id for part in self.parts]),
        ):
            if twice := repeated(values):
                yield (field,), f"重复：{'、'.join(twice)}"
        if twice := repeated(question.id for question in questions):
            yield ("parts",), f"问题编号重复：{'、'.join(twice)}"
        if not questions:
            yield ("parts",), "没有问题"
        if self.parts[0].opens not in (None, Opens.START):
            yield ("parts", 0, "opens"), "第一部分一开始就能读"
        parts = {part.id for part in self.parts}
        for field in ("facts", "timeline", "doubts", "invented"):
            for at, line in enumerate(getattr(self, field)):
                if line.part and line.part not in parts:
                    yield (field, at, "part"), f"没有部分“{line.part}”"
        for at, part in enumerate(self.parts[:-1]):
            if not part.questions and self.parts[at + 1].opens in (None, Opens.ANSWER):
                yield ("parts", at + 1, "opens"), "前一部分没有问题，不能等它的答案"

    def build(self) -> Case:
        """As pages and services take it."""
        return Case(
            id=self.id,
            title=self.title,
            kind=self.kind,
            chapters=tuple(self.chapters),
            knowledge=tuple(self.knowledge),
            minutes=self.minutes,
            summary=self.summary,
            status=self.status,
            facts=tuple(Fact(f.label, f.value, f.note or "", f.part or "") for f in self.facts),
            timeline=tuple(Event(e.when, e.what, e.part or "") for e in self.timeline),
            doubts=_build_remarks(self.doubts),
            sources=tuple(self.sources),
            invented=_build_remarks(self.invented),
            parts=tuple(part.build(first=at == 0) for at, part in enumerate(self.parts)),
            teaching_note=self.teaching_note,
            discussion=tuple(self.discussion),
        )
