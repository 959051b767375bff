"""Rows for tests of sittings: items whose keys carry a canary, exams, frozen papers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.accounts.models import User
from app.bank.domain.items import ItemFace, ItemKey, KeyPoint, Option, OptionNote, Variable
from app.bank.domain.types import ItemType
from app.bank.models import Item, ItemKeyRow, ItemVersion, Stimulus
from app.courses.models import CourseClass
from app.quiz.models import Exam, ExamForm, FormSlot

# Stands in every text of every key: it must never be seen before its time.
CANARY = "金丝雀"
NOTHING: dict[str, list[str]] = {"after_submit": [], "after_close": [], "after_release": []}
EVERYTHING = ["own", "right", "marks", "key", "why"]
_numbers = itertools.count(1)


def sample(kind: ItemType, n: int = 1) -> tuple[ItemFace, ItemKey]:
    """An item of a type. Right answers: A; A and C; true; 客户 and 80%."""
    points = Decimal(2)
    notes = {"B": OptionNote(feedback=f"反馈{CANARY}", misconception=f"误解{CANARY}")}
    common: dict[str, Any] = {"explanation": f"解析{CANARY}", "misconception": f"误解{CANARY}"}
    if kind.is_choice:
        options = tuple(Option(letter, f"题{n}选项{letter}") for letter in "ABCD")
        face = ItemFace(type=kind, stem=f"题干{n}", points=points, options=options)
        correct = ("A",) if kind is ItemType.SINGLE_CHOICE else ("A", "C")
        return face, ItemKey(correct=correct, notes=notes, **common)
    if kind is ItemType.TRUE_FALSE:
        return ItemFace(type=kind, stem=f"判断{n}", points=points), ItemKey(truth=True, **common)
    if kind is ItemType.FILL_BLANK:
        face = ItemFace(type=kind, stem=f"填空{n}：（　）和（　）。", points=points, blanks=2)
        return face, ItemKey(blanks=(("客户", f"客户{CANARY}"), ("80%",)), **common)
    point = KeyPoint(id="k1", text=f"要点{CANARY}", points=Decimal(2), variants=(f"说法{CANARY}",))
    face = ItemFace(type=kind, stem=f"论述{n}", points=points)
    return face, ItemKey(key_points=(point,), model_answer=f"参考{CANARY}", **common)


def seeded_sample() -> tuple[ItemFace, ItemKey]:
    """A calculation whose number each sitting draws: the answer is twice the number shown."""
    from app.bank.domain.items import Derived

    face = ItemFace(
        type=ItemType.FILL_BLANK,
        stem="{{n}} 的两倍是（　）。",
        points=Decimal(2),
        blanks=1,
        seeded=True,
    )
    key = ItemKey(
        blanks=(("{{twice}}",),),
        variables=(Variable(name="n", choices=tuple(Decimal(n) for n in range(100, 900))),),
        derived=(Derived(name="twice", expression="n * 2"),),
        explanation=f"两倍{CANARY}",
    )
    return face, key


class ExamBuilders:
    """`exams.exam(class_, author)` adds a published exam with one item of each type."""

    def __init__(self, db: Any, clock: Any) -> None:
        self.db = db
        self.clock = clock

    def version(
        self, face: ItemFace, key: ItemKey, stimulus: Stimulus | None = None
    ) -> ItemVersion:
        at = self.clock()
        labels: dict[str, Any] = {
            "chapter": "ch01", "level": "了解", "cognitive": "识记", "difficulty": 2, "use": "exam",
            "knowledge": [], "source": "",
        }  # fmt: skip
        item = Item(
            type=face.type.value, chapter_id="ch01", level="了解", cognitive="识记", difficulty=2,
            use="exam", title=face.stem, created_at=at, updated_at=at,
        )  # fmt: skip
        self.db.session.add(item)
        self.db.session.flush()
        version = ItemVersion(
            item_id=item.id, number=1, origin="edit", type=face.type.value, face=face.to_data(),
            digest=f"{next(_numbers):064d}", labels=labels, created_at=at,
            stimulus_id=stimulus.id if stimulus else None,
        )  # fmt: skip
        self.db.session.add(version)
        self.db.session.flush()
        self.db.session.add(ItemKeyRow(version_id=version.id, key=key.to_data()))
        item.current_version_id = version.id
        return version

    def exam(
        self,
        class_: CourseClass,
        author: User,
        items: Sequence[tuple[ItemFace, ItemKey]] | None = None,
        **values: Any,
    ) -> Exam:
        """An exam that opened a minute ago and runs for two hours, 60 minutes a sitting."""
        now: datetime = self.clock()
        review = {"after_submit": [], "after_close": [], "after_release": EVERYTHING}
        exam = Exam(
            **{
                "class_id": class_.id,
                "author_id": author.id,
                "title": "第二次阶段测验",
                "state": "published",
                "opens_at": now - timedelta(minutes=1),
                "closes_at": now + timedelta(hours=2),
                "minutes": 60,
                "review": review,
                "created_at": now,
            }
            | values
        )
        self.db.session.add(exam)
        self.db.session.flush()
        chosen = [sample(kind) for kind in ItemType] if items is None else items
        form = ExamForm(exam_id=exam.id, number=1, points=Decimal(2 * len(chosen)), created_at=now)
        self.db.session.add(form)
        self.db.session.flush()
        for position, (face, key) in enumerate(chosen, 1):
            version = self.version(face, key)
            self.db.session.add(
                FormSlot(
                    form_id=form.id, position=position, version_id=version.id,
                    points=Decimal(2), type=face.type.value,
                )
            )  # fmt: skip
        exam.form_id = form.id
        self.db.session.commit()
        return exam
