"""The strict shapes of what the course itself is made of.

A field that is not named here is an error in a file, never silently dropped. Features define the
shapes of their own files (items, cases, scenarios) on the same base.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Level = Literal["了解", "掌握", "运用"]
Cognitive = Literal["识记", "理解", "应用", "分析", "评价", "创造"]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
# A chapter of the syllabus (ch01 …) or a lesson beside them (ex01 …), as it stands inside other ids.
CHAPTER = "(?:ch|ex)[0-9]{2}"
ChapterId = Annotated[str, StringConstraints(pattern=f"^{CHAPTER}$")]
KnowledgeId = Annotated[
    str, StringConstraints(pattern=r"^(ch[0-9]{2}|ext)\.[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)
]


class Spec(BaseModel):
    """Base of everything that is read from a content file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def repeated(values: Iterable[str]) -> list[str]:
    """Return the values that occur more than once, in order of first occurrence."""
    return [value for value, count in Counter(values).items() if count > 1]


def _refuse_repeated(values: Iterable[str], what: str) -> None:
    if twice := repeated(values):
        raise ValueError(f"{what}重复：{'、'.join(twice)}")


# ── the course ──────────────────────────────────────────────────────────────────────────────────


class HoursSpec(Spec):
    """Class hours (学时)."""

    theory: int = Field(ge=0)
    practice: int = Field(ge=0)

    @property
    def total(self) -> int:
        return self.theory + self.practice


class LevelSpec(Spec):
    """What one of the three teaching levels asks of a student."""

    name: Level
    meaning: Text


class ObjectiveSpec(Spec):
    text: Text
    level: Level


class OutlineSpec(Spec):
    """A section of a chapter, as the syllabus plans it."""

    title: Text
    items: list[Text] = []


class PlanSpec(Spec):
    """What chapters and extension lessons have in common, whether or not they are written."""

    id: ChapterId
    title: Text
    title_en: Text
    objectives: list[ObjectiveSpec] = Field(min_length=1)
    focus: list[Text] = Field(min_length=1)

    @property
    def is_extension(self) -> bool:
        return False


class ChapterPlanSpec(PlanSpec):
    """A chapter as the syllabus plans it."""

    id: Annotated[str, StringConstraints(pattern=r"^ch[0-9]{2}$")]
    no: int = Field(ge=1)
    hours: HoursSpec
    outline: list[OutlineSpec] = Field(min_length=1)
    practice: list[Text] = []


class ExtensionPlanSpec(PlanSpec):
    """A lesson beside the syllabus: it has no class hours, and its number is that of its id."""

    id: Annotated[str, StringConstraints(pattern=r"^ex[0-9]{2}$")]

    @property
    def is_extension(self) -> bool:
        return True

    @property
    def no(self) -> int:
        return int(self.id.removeprefix("ex"))


Plan = ChapterPlanSpec | ExtensionPlanSpec


class SchemePartSpec(Spec):
    """One column of an assessment scheme; `weight` is in percent of the total."""

    id: Slug
    name: Text
    weight: int = Field(ge=0, le=100)
    form: Text | None = None


class SchemeSpec(Spec):
    """A way of composing the course total."""

    id: Slug
    name: Text
    parts: list[SchemePartSpec] = Field(min_length=1)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        _refuse_repeated((part.id for part in self.parts), "编号")
        if (total := sum(part.weight for part in self.parts)) != 100:
            raise ValueError(f"各项权重合计应为 100，现为 {total}")
        return self


class EligibilitySpec(Spec):
    """The line in coursework, in percent, below which the final exam is not open."""

    minimum: int = Field(ge=0, le=100)
    text: Text


class AssessmentSpec(Spec):
    default: Slug
    schemes: list[SchemeSpec] = Field(min_length=1)
    eligibility: EligibilitySpec
    principles: list[Text] = []
    practice_types: list[Text] = []
    assignments: Text

    @model_validator(mode="after")
    def _default_exists(self) -> Self:
        ids = [scheme.id for scheme in self.schemes]
        _refuse_repeated(ids, "编号")
        if self.default not in ids:
            raise ValueError(f"默认方案“{self.default}”不在所列方案中")
        return self

    @property
    def scheme(self) -> SchemeSpec:
        return next(scheme for scheme in self.schemes if scheme.id == self.default)


class CourseSpec(Spec):
    """`course.yml`."""

    id: Slug
    title: Text
    title_en: Text
    summary: Text
    nature: list[Text] = Field(min_length=1)
    aims: list[Text] = Field(min_length=1)
    prerequisites: list[Text] = []
    levels: list[LevelSpec] = Field(min_length=3, max_length=3)
    hours: HoursSpec
    assessment: AssessmentSpec
    chapters: list[ChapterPlanSpec] = Field(min_length=1)
    extensions: list[ExtensionPlanSpec] = []

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        _refuse_repeated((level.name for level in self.levels), "教学层次")
        _refuse_repeated((chapter.id for chapter in self.chapters), "章编号")
        numbers = [chapter.no for chapter in self.chapters]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError("各章的 no 应从 1 起依次相连")
        extensions = [plan.no for plan in self.extensions]
        if extensions != list(range(1, len(extensions) + 1)):
            raise ValueError("拓展课的编号应从 ex01 起依次相连")
        for kind, name in (("theory", "理论"), ("practice", "实训")):
            planned = sum(getattr(chapter.hours, kind) for chapter in self.chapters)
            if planned != getattr(self.hours, kind):
                raise ValueError(
                    f"各章{name}学时合计 {planned}，与课程的 {getattr(self.hours, kind)} 不符"
                )
        return self

    @property
    def plans(self) -> list[Plan]:
        """The chapters, then the extension lessons: in the order in which they are shown."""
        return [*self.chapters, *self.extensions]

    def find_chapter(self, chapter: str) -> Plan | None:
        """The chapter or extension lesson of this id."""
        return next((plan for plan in self.plans if plan.id == chapter), None)


# ── knowledge points ────────────────────────────────────────────────────────────────────────────


class KnowledgeSpec(Spec):
    """One knowledge point. Which lesson teaches it is told by the file it stands in."""

    id: KnowledgeId
    title: Text
    level: Level
    cognitive: Cognitive


class KnowledgeFileSpec(Spec):
    """`knowledge/chNN.yml`: the knowledge points of one chapter, in teaching order.

    Points of all extension lessons begin with `ext.`, so that a point may move from one to another.
    """

    chapter: ChapterId
    points: list[KnowledgeSpec] = Field(min_length=1)

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        prefix = "ext." if self.chapter.startswith("ex") else f"{self.chapter}."
        if strangers := [point.id for point in self.points if not point.id.startswith(prefix)]:
            raise ValueError(f"知识点编号应以“{prefix}”开头：{'、'.join(strangers)}")
        return self


# ── lessons ─────────────────────────────────────────────────────────────────────────────────────


class LessonSpec(Spec):
    """The front matter of `chapters/chNN.md` or `exNN.md`. `minutes` is the reading time of the whole chapter."""

    id: ChapterId
    title: Text
    minutes: int = Field(ge=1, le=600)
    summary: Text
    objectives: list[ObjectiveSpec] = Field(min_length=1)
    focus: list[Text] = Field(min_length=1)


# ── glossary ────────────────────────────────────────────────────────────────────────────────────


class TermSpec(Spec):
    """One term. It is found by its Chinese name, its English name or a synonym."""

    id: Slug
    zh: Text
    en: Text | None = None
    synonyms: list[Text] = []
    definition: Text
    knowledge: list[KnowledgeId] = []

    @property
    def names(self) -> list[str]:
        return [self.zh, *([self.en] if self.en else []), *self.synonyms]


class GlossarySpec(Spec):
    """A file of `glossary/`: the terms that one chapter brings in."""

    terms: list[TermSpec]
