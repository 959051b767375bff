"""A kind of work for the tests: marking must not know where answers come from."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from app.bank.domain.items import ItemFace, ItemKey, KeyPoint
from app.bank.domain.responses import Response
from app.bank.domain.types import ItemType
from app.bank.models import Item, ItemVersion
from app.courses.models import CourseClass
from app.marking import works
from app.marking.ledger import current_marks
from app.marking.works import PartResponse, PartSummary, PartView
from tests.builders import Builders

KIND = "essay"
POINTS = (
    KeyPoint(id="k1", text="不投诉不等于满意", points=Decimal(2)),
    KeyPoint(id="k2", text="不满的客户多数沉默离开", points=Decimal(4)),
)


@dataclass
class Essays:
    """Parts by class, answers by part; a work's number is its answer's."""

    kind: str = KIND
    parts: dict[int, PartView] = field(default_factory=dict)
    after: list[tuple[list[int], datetime]] = field(default_factory=list)
    fails: bool = False
    held: list[list[int]] = field(default_factory=list)

    def list_parts(self, class_id: int) -> Sequence[PartSummary]:
        return [self._counted(p).summary for p in self.parts.values() if p.class_id == class_id]

    def count_waiting(self, class_id: int, author_id: int, *, decides: bool) -> int:
        del author_id, decides  # one person marks
        return sum(part.waiting for part in self.list_parts(class_id))

    def find_part(self, class_id: int, part_id: int) -> PartView | None:
        part = self.parts.get(part_id)
        return self._counted(part) if part is not None and part.class_id == class_id else None

    def list_open(self, class_id: int) -> Sequence[PartView]:
        return [part for part in self.parts.values() if part.class_id == class_id]

    def hold(self, work_ids: Collection[int]) -> None:
        self.held.append(list(work_ids))

    def after_marks(self, work_ids: Collection[int], at: datetime) -> None:
        if self.fails:
            raise RuntimeError
        self.after.append((list(work_ids), at))

    def _counted(self, part: PartView) -> PartView:
        held = current_marks(self.kind, [r.work_id for r in part.responses])
        marked = sum(
            mark.new is not None for (_w, p), mark in held.items() if p == part_id_of(part)
        )
        total = len(part.responses)
        summary = replace_summary(part.summary, total=total, waiting=total - marked)
        return PartView(**{**_fields(part), "summary": summary})


def part_id_of(part: PartView) -> int:
    return part.summary.part_id


def replace_summary(summary: PartSummary, **values: Any) -> PartSummary:
    return PartSummary(**{**_fields(summary), **values})


def _fields(thing: Any) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in thing.__dataclass_fields__}


@pytest.fixture
def essays() -> Iterator[Essays]:
    source, before = Essays(), dict(works._sources)
    works._sources.clear()
    works.register(source)
    yield source
    works._sources.clear()
    works._sources.update(before)


@pytest.fixture
def version(db: Any, clock: Callable[[], datetime]) -> ItemVersion:
    return add_version(db, clock())


def add_version(db: Any, at: datetime) -> ItemVersion:
    item = Item(
        type="short_answer", chapter_id="ch01", level="掌握", cognitive="理解", difficulty=2,
        title="投诉少", created_at=at, updated_at=at,
    )  # fmt: skip
    db.session.add(item)
    db.session.flush()
    version = ItemVersion(
        item_id=item.id, number=1, origin="edit", type="short_answer", face={}, digest="0" * 64,
        labels={}, created_at=at,
    )  # fmt: skip
    db.session.add(version)
    db.session.commit()
    return version


_works = itertools.count(1)


def add_part(
    essays: Essays,
    class_: CourseClass,
    version: ItemVersion,
    answers: Sequence[tuple[Any, Response]],
    *,
    part_id: int = 7,
    points: Decimal = Decimal(6),
    key_points: Sequence[KeyPoint] = POINTS,
    type_: ItemType = ItemType.SHORT_ANSWER,
    title: str = "“投诉少，说明客户满意”为什么不成立",
) -> PartView:
    """A question with answers: pairs of a learner and what they wrote."""
    summary = PartSummary(
        kind=KIND, part_id=part_id, work_title="第二次阶段测验", title=title, type=type_.value,
        points=points, total=0, waiting=0,
    )  # fmt: skip
    part = PartView(
        summary=summary,
        class_id=class_.id,
        version_id=version.id,
        face=ItemFace(type=type_, stem=title, points=points),
        key=ItemKey(model_answer="投诉少可能是渠道不通。", key_points=tuple(key_points)),
        responses=[
            PartResponse(
                work_id=next(_works), learner_id=learner.id, learner_name=learner.name,
                response=response, saved_at=None,
            )
            for learner, response in answers
        ],
    )  # fmt: skip
    essays.parts[part_id] = part
    return part


@dataclass
class Scene:
    """A class with an instructor, students and one question that waits."""

    class_: CourseClass
    teacher: Any
    students: list[Any]
    part: PartView
    essays: Essays

    @property
    def works(self) -> list[int]:
        return [response.work_id for response in self.part.responses]

    @property
    def url(self) -> str:
        return f"/classes/{self.class_.public_id}/marking/{KIND}/{part_id_of(self.part)}"


@pytest.fixture
def scene(make: Builders, essays: Essays, version: ItemVersion) -> Scene:
    class_ = make.class_()
    teacher = make.instructor(class_)
    students = [
        make.student(class_, name=name, student_no=number)
        for name, number in [("林若溪", "0230115"), ("欧阳梓萱", "0230120"), ("孙一鸣", "0230123")]
    ]
    answers: list[tuple[Any, Response]] = [
        (students[0], "投诉少不代表满意。\n很多企业投诉的渠道不通。"),
        (students[1], "<script>alert('x')</script> & 沉默 3 年"),
        (students[2], "不满的客户离开了"),
    ]
    part = add_part(essays, class_, version, answers)
    return Scene(class_, teacher, students, part, essays)


def typed(
    work: int, first: str, second: str, *, seen: int = 0, comment: str = ""
) -> dict[str, str]:
    """What the form of one answer posts."""
    return {
        f"seen-{work}": str(seen),
        f"p-{work}-k1": first,
        f"p-{work}-k2": second,
        f"c-{work}": comment,
    }


SAME = "没有投诉不等于客户满意，多数不满的客户沉默地离开。"
ANSWERS = (
    SAME,
    "没有投诉不等于客户满意；多数不满的客户沉默地离开",
    "客户满意度很重要，企业要多关心客户。",
    SAME,
)


@pytest.fixture
def many(scene: Scene, make: Any, version: Any) -> Scene:
    """Four answers, three of which say the same."""
    learners = [make.student(scene.class_, name=f"学生{n}") for n in range(len(ANSWERS))]
    scene.part = add_part(
        scene.essays, scene.class_, version, list(zip(learners, ANSWERS, strict=True))
    )
    scene.students = learners
    return scene
