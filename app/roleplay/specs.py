"""The shape of `scenarios/*.yml`: one scenario a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal, cast

from pydantic import BeforeValidator, Field

from app.bank.specs.fields import Checked, Finding, one_of
from app.content.specs import ChapterId, KnowledgeId, Slug, Spec, Text, repeated
from app.roleplay.domain.acts import Act, Judgement, Taboo
from app.roleplay.domain.scenario import (
    Band,
    ChoiceLine,
    Condition,
    Ending,
    Fact,
    Limit,
    Moment,
    Mood,
    Need,
    Objection,
    OwnCheck,
    Persona,
    Scenario,
    Slot,
    Sort,
)

LEAST_LINES = 3
Degree = Annotated[int, Field(ge=0, le=100)]
ActWord = Annotated[Act, one_of(Act)]
SortWord = Annotated[Sort, one_of(Sort)]
MomentWord = Annotated[Moment, one_of(Moment)]
TabooWord = Annotated[Taboo, one_of(Taboo)]
ConditionWord = Annotated[Condition, one_of(Condition)]
Line = Annotated[Text, Field(max_length=200)]
Word = Annotated[Text, Field(max_length=20)]
Lines = Annotated[list[Line], Field(min_length=LEAST_LINES)]
Script = Annotated[list[Line], Field(min_length=1, max_length=40)]
Play = Literal["识别客户", "留住客户", "开发客户需求", "客户满意", "客户忠诚", "客户投诉"]


class MoodSpec(Spec):
    anger: Degree
    trust: Degree
    patience: Annotated[int, Field(ge=20, le=100)]


class FactSpec(Spec):
    """Something that the customer tells when asked. Without `ask`, any question opens it."""

    id: Slug
    name: Text
    ask: list[Word] = Field(default=[])
    say: Line
    words: list[Word] = Field(min_length=1)
    question: Line


class NeedSpec(Spec):
    """What the customer came for. `act` is one act or several, any of which may meet it."""

    id: Slug
    name: Text
    act: list[ActWord] = Field(min_length=1)
    any: list[Word] = Field(default=[])
    after: list[Slug] = Field(default=[])
    model: Line


class ObjectionSpec(Spec):
    """What the customer raises from a turn on, and what answers it."""

    id: Slug
    turn: int = Field(ge=1, le=20)
    say: Line
    act: list[ActWord] = Field(min_length=1)
    any: list[Word] = Field(default=[])
    model: Line


class LimitSpec(Spec):
    """A promise beyond the agent's powers, told by its words."""

    id: Slug
    name: Text
    any: list[Word] = Field(min_length=1)


class BandsSpec(Spec):
    """Replies by mood. Without `warm`, a warm customer speaks like a calm one."""

    hot: Lines
    warm: Lines = Field(default=[])
    calm: Lines


def _as_bands(value: object) -> object:
    """A plain list of replies serves every mood."""
    if not isinstance(value, list):
        return value
    lines = cast("list[object]", value)
    return {"hot": lines, "calm": lines}


Replies = Annotated[BandsSpec, BeforeValidator(_as_bands)]


class RepliesSpec(Spec):
    """At least three replies for every purpose and mood, so that a second run sounds different."""

    reveal: Replies
    ease: Replies
    met: Replies
    press: Replies
    hurt: Replies
    tired: Replies
    refused: Replies
    unsure: Replies
    happy_end: Replies
    open_end: Replies


class PersonaSpec(Checked):
    """One customer."""

    id: Slug
    name: Text
    profile: Text
    style: Text
    mood: MoodSpec
    opening: Line
    facts: list[FactSpec] = Field(min_length=1, max_length=8)
    needs: list[NeedSpec] = Field(min_length=1, max_length=6)
    objections: list[ObjectionSpec] = Field(default=[])
    replies: RepliesSpec

    def find_problems(self) -> Iterator[Finding]:
        for name, own in (("facts", self.facts), ("needs", self.needs)):
            if twice := repeated(one.id for one in own):
                yield (name,), f"编号重复：{'、'.join(twice)}"
        facts = {fact.id for fact in self.facts}
        for at, need in enumerate(self.needs):
            if unknown := [one for one in need.after if one not in facts]:
                yield ("needs", at, "after"), f"没有这样的事实：{'、'.join(unknown)}"
        if sum(not fact.ask for fact in self.facts) > 1:
            yield ("facts",), "只能有一件事实不写 ask（任何提问都能问出来的）"

    def build(self) -> Persona:
        return Persona(
            id=self.id,
            name=self.name,
            profile=self.profile,
            style=self.style,
            mood=Mood(self.mood.anger, self.mood.trust, self.mood.patience),
            opening=self.opening,
            facts=tuple(
                Fact(f.id, f.name, tuple(f.ask), f.say, tuple(f.words), f.question)
                for f in self.facts
            ),
            needs=tuple(
                Need(n.id, n.name, tuple(n.act), tuple(n.any), tuple(n.after), n.model)
                for n in self.needs
            ),
            objections=tuple(
                Objection(o.id, o.turn, o.say, tuple(o.act), tuple(o.any), o.model)
                for o in self.objections
            ),
            lines=_lines(self.replies),
        )


def _lines(replies: RepliesSpec) -> Mapping[Slot, Mapping[Band, tuple[str, ...]]]:
    found: dict[Slot, Mapping[Band, tuple[str, ...]]] = {}
    for slot in Slot:
        own: BandsSpec = getattr(replies, slot.value)
        found[slot] = {
            Band.HOT: tuple(own.hot),
            Band.WARM: tuple(own.warm or own.calm),
            Band.CALM: tuple(own.calm),
        }
    return found


class CheckSpec(Checked):
    """A yes/no check in place of the default rubrics. Which fields it needs depends on `condition`."""

    id: Slug
    name: Text
    points: int = Field(ge=1, le=100)
    axis: Text
    condition: ConditionWord
    act: list[ActWord] = Field(default=[])
    any: list[Word] = Field(default=[])
    ref: str = ""
    who: str = ""
    by: int = Field(default=0, ge=0, le=40)
    least: int = Field(default=1, ge=1, le=10)
    most: Degree = 100

    def find_problems(self) -> Iterator[Finding]:
        needs_ref = (Condition.FACT, Condition.NEED, Condition.OBJECTION, Condition.ENDING)
        if self.condition is Condition.ACT and not self.act:
            yield ("act",), "condition: act 要写明哪些行为"
        if self.condition in needs_ref and not self.ref:
            yield ("ref",), f"condition: {self.condition.value} 要用 ref 指明是哪一个"
        if self.condition is Condition.ENDING and self.ref not in {end.value for end in Ending}:
            yield ("ref",), f"结局只能是 {'、'.join(end.value for end in Ending)} 之一"

    def build(self) -> OwnCheck:
        return OwnCheck(
            id=self.id,
            name=self.name,
            points=self.points,
            axis=self.axis,
            condition=self.condition,
            acts=tuple(self.act),
            any=tuple(self.any),
            ref=self.ref,
            who=self.who,
            by=self.by,
            least=self.least,
            most=self.most,
        )


class EndsSpec(Spec):
    """What becomes of it, told in the debrief."""

    good: Text
    fair: Text
    bad: Text


class ScriptsSpec(Spec):
    """Runs that prove the scenario: a model, an average one, one full of taboos, and ways to cheat."""

    model: Script
    average: Script
    taboo: Script
    exploits: dict[Slug, Script] = Field(default={})


class GoodChoiceSpec(Spec):
    """A line worth choosing at a moment. `acts` say what it does; without them it is judged like typed text."""

    when: MomentWord
    say: Line
    who: str = ""
    acts: list[ActWord] | None = None
    taboo: TabooWord | None = None

    def judgement(self) -> Judgement | None:
        if self.acts is None and self.taboo is None:
            return None
        return Judgement(tuple(self.acts or ()), self.taboo)


class WrongChoiceSpec(GoodChoiceSpec):
    """A common wrong turn, and why it is one."""

    why: Line


class ChoicesSpec(Checked):
    """Lines for the mode in which the learner chooses; the engine adds questions and models."""

    good: list[GoodChoiceSpec] = Field(min_length=6)
    wrong: list[WrongChoiceSpec] = Field(min_length=10)

    def find_problems(self) -> Iterator[Finding]:
        for name, own in (("good", self.good), ("wrong", self.wrong)):
            if missing := [one.value for one in Moment if one not in {line.when for line in own}]:
                yield (name,), f"每个时机都要有，缺 {'、'.join(missing)}"
        if twice := repeated(line.say for line in (*self.good, *self.wrong)):
            yield ("wrong",), f"同一句写了两遍：{'、'.join(twice)}"

    def build(self) -> Iterator[ChoiceLine]:
        for one in self.good:
            yield ChoiceLine(one.when, one.say, True, "", one.who, one.judgement())
        for one in self.wrong:
            yield ChoiceLine(one.when, one.say, False, one.why, one.who, one.judgement())


class ScenarioSpec(Checked):
    """`scenarios/*.yml`."""

    id: Slug
    title: Text
    sort: SortWord
    play: Play | None = None
    chapters: list[ChapterId | Literal["ext"]] = Field(min_length=1)
    knowledge: list[KnowledgeId] = Field(default=[])
    minutes: int = Field(ge=3, le=60)
    role: Text
    situation: list[Text] = Field(min_length=1)
    sees: list[Text] = Field(default=[])
    hidden: list[Text] = Field(default=[])
    limits: list[LimitSpec] = Field(default=[])
    rubric: Literal["complaint-v1", "acquisition-v1", "own"]
    checks: list[CheckSpec] = Field(default=[])
    personas: list[PersonaSpec] = Field(min_length=1, max_length=4)
    ends: EndsSpec
    questions: list[Text] = Field(default=[])
    scripts: ScriptsSpec
    choices: ChoicesSpec | None = None

    def find_problems(self) -> Iterator[Finding]:
        if twice := repeated(one for p in self.personas for one in {p.id, p.name}):
            yield ("personas",), f"人物重复：{'、'.join(twice)}"
        yield from self._check_problems()
        if self.choices is not None:
            yield from self._choice_problems(self.choices)

    def _choice_problems(self, choices: ChoicesSpec) -> Iterator[Finding]:
        """Lines are said to somebody who is there, and everybody can be greeted and seen off."""
        people = {persona.id for persona in self.personas}
        for name, own in (("good", choices.good), ("wrong", choices.wrong)):
            for at, line in enumerate(own):
                if line.who and line.who not in people:
                    yield ("choices", name, at, "who"), f"没有人物“{line.who}”"
        for moment in (Moment.OPENING, Moment.CLOSING):
            reached = {line.who for line in choices.good if line.when is moment}
            if "" not in reached and (left := sorted(people - reached)):
                yield ("choices", "good"), f"对{'、'.join(left)}没有 {moment.value} 时说的话"

    def _check_problems(self) -> Iterator[Finding]:
        if (self.rubric == "own") != bool(self.checks):
            yield (
                ("checks",),
                "评分选“自己的检查项”（rubric: own）时才写检查项（checks），而且一定要写",
            )
            return
        total = sum(check.points for check in self.checks)
        if self.checks and total != 100:
            yield ("checks",), f"各项分值合计应为 100，现为 {total}"
        if twice := repeated(check.id for check in self.checks):
            yield ("checks",), f"编号重复：{'、'.join(twice)}"
        for at, check in enumerate(self.checks):
            if check.who and check.who not in {p.id for p in self.personas}:
                yield ("checks", at, "who"), f"没有人物“{check.who}”"
            elif (known := self._known(check)) is not None and check.ref not in known:
                yield ("checks", at, "ref"), f"没有“{check.ref}”"

    def _known(self, check: CheckSpec) -> set[str] | None:
        """What the `ref` of a check may name."""
        people: Sequence[PersonaSpec] = [p for p in self.personas if check.who in ("", p.id)]
        if check.condition is Condition.FACT:
            return {fact.id for p in people for fact in p.facts}
        if check.condition is Condition.NEED:
            return {need.id for p in people for need in p.needs}
        if check.condition is Condition.OBJECTION:
            return {one.id for p in people for one in p.objections}
        return None

    def build(self) -> Scenario:
        """As the engine plays it."""
        return Scenario(
            id=self.id,
            title=self.title,
            sort=self.sort,
            personas=tuple(persona.build() for persona in self.personas),
            limits=tuple(Limit(one.id, one.name, tuple(one.any)) for one in self.limits),
            rubric=self.rubric,
            checks=tuple(check.build() for check in self.checks),
            models=tuple(self.scripts.model),
            choices=tuple(self.choices.build()) if self.choices else (),
        )
