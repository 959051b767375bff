"""Rows for tests of the staff's side of exams: items of a bank, drafts, candidates who answer."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.accounts.models import User
from app.bank.domain.types import ItemType
from app.bank.models import Item, ItemKeyRow, ItemVersion
from app.courses.models import CourseClass
from app.gradebook.service import get_scheme
from app.marking.ledger import NewMark, current_marks, record_marks
from app.quiz.domain.saves import SaveSpec
from app.quiz.domain.showing import DEFAULT_REVIEW
from app.quiz.exams.authoring import create_exam
from app.quiz.exams.closing import submit
from app.quiz.exams.drafting import add_items
from app.quiz.exams.exam_settings import ExamSettings
from app.quiz.exams.paper import load_questions
from app.quiz.exams.publishing import publish
from app.quiz.exams.saving import save_answers
from app.quiz.exams.sitting import start_sitting
from app.quiz.exams.works import SittingWorks
from app.quiz.models import Exam, Sitting
from tests.builders import Builders
from tests.quiz.sitting.builders import sample

SINGLE, MULTIPLE, TRUTH = ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.TRUE_FALSE
SHORT, ESSAY = ItemType.SHORT_ANSWER, ItemType.ESSAY
_numbers = itertools.count(1)
RIGHT: dict[ItemType, Any] = {
    SINGLE: "A", MULTIPLE: ["A", "C"], TRUTH: True, SHORT: "一段简答", ESSAY: "一篇论述",
}  # fmt: skip


@dataclass
class Staff:
    """One class with its teacher, and short ways to make and hold exams in it."""

    db: Any
    clock: Callable[[], datetime]
    make: Builders
    class_: CourseClass
    teacher: User

    def item(self, kind: ItemType = SINGLE, chapter: str = "ch01", **values: Any) -> Item:
        """A published item with its first version; worth 2 marks."""
        n, at = next(_numbers), self.clock()
        face, key = sample(kind, n)
        face = replace(face, stem=values.pop("stem", face.stem))
        columns: dict[str, Any] = {
            "type": kind.value, "chapter_id": chapter, "level": "了解", "cognitive": "识记",
            "difficulty": 2, "use": "exam", "title": face.stem, "created_at": at, "updated_at": at,
        } | values  # fmt: skip
        item = Item(**columns)
        self.db.session.add(item)
        self.db.session.flush()
        version = ItemVersion(
            item_id=item.id, number=1, origin="edit", type=kind.value, face=face.to_data(),
            digest=f"{n:064d}", labels={}, created_at=at,
        )  # fmt: skip
        self.db.session.add(version)
        self.db.session.flush()
        self.db.session.add(ItemKeyRow(version_id=version.id, key=key.to_data()))
        item.current_version_id = version.id
        self.db.session.commit()
        return item

    def items(self, kinds: Iterable[ItemType], **values: Any) -> list[Item]:
        return [self.item(kind, **values) for kind in kinds]

    def settings(self, **values: Any) -> ExamSettings:
        """An exam that opens in an hour, for two hours; 60 minutes; counted in 技巧训练."""
        at = self.clock()
        given: dict[str, Any] = {
            "title": "第一次测验",
            "instructions": "",
            "opens_at": at + timedelta(hours=1),
            "closes_at": at + timedelta(hours=3),
            "minutes": 60,
            "attempts": 1,
            "shuffle_items": True,
            "shuffle_options": True,
            "rule": "half",
            "category_id": get_scheme(self.class_.id).categories[0].id,
            "needs_eligibility": False,
            "review": dict(DEFAULT_REVIEW),
        }
        return ExamSettings(**(given | values))

    def draft(self, items: Sequence[Item] = (), **values: Any) -> Exam:
        exam = create_exam(self.class_, self.settings(**values), self.teacher.id, self.clock())
        if items:
            add_items(exam, [item.public_id for item in items])
        return exam

    def published(self, kinds: Iterable[ItemType] = (SINGLE, SHORT), **values: Any) -> Exam:
        """A published exam that is open now."""
        at = self.clock()
        values = {
            "opens_at": at - timedelta(minutes=1),
            "closes_at": at + timedelta(hours=2),
        } | values
        exam = self.draft(self.items(kinds), **values)
        publish(exam, self.teacher.id, at)
        self.db.session.refresh(exam)
        return exam

    def start(self, exam: Exam, user: User) -> Sitting:
        return start_sitting(exam, user, self.clock(), next(_numbers) + 2**40)

    def answer(self, sitting: Sitting, right: bool = True, **given: Any) -> None:
        """Save an answer to every question; wrong ones to objective questions if not `right`."""
        saves = []
        for n, (slot_id, question) in enumerate(load_questions(sitting).items(), 1):
            kind = question.slot.type
            response = given[kind.value] if kind.value in given else RIGHT[kind]
            if not right and kind.is_objective:
                response = {SINGLE: "B", MULTIPLE: ["B"], TRUTH: False}[kind]
            saves.append(
                SaveSpec(
                    client=f"client-{sitting.id:04d}",
                    seq=n,
                    slot_id=slot_id,
                    response=question.shown.encode(response),
                )
            )
        save_answers(sitting, saves, self.clock())

    def sit(self, exam: Exam, user: User, right: bool = True, **given: Any) -> Sitting:
        """Start, answer everything and hand in."""
        sitting = self.start(exam, user)
        self.answer(sitting, right, **given)
        return submit(sitting, self.clock())

    def mark_written(self, exam: Exam, points: Decimal | str = "1.5") -> None:
        """Mark all that waits, as the marking pages do."""
        from app.database import writing

        source = SittingWorks()
        for part in source.list_parts(exam.class_id):
            view = source.find_part(exam.class_id, part.part_id)
            assert view is not None
            held = current_marks("sitting", [r.work_id for r in view.responses])
            marks = [
                self.mark_of(view, response.work_id, response.learner_id, points)
                for response in view.responses
                if (response.work_id, part.part_id) not in held
            ]
            with writing():
                source.hold([mark.work_id for mark in marks])
                record_marks(marks, self.clock())
                source.after_marks([mark.work_id for mark in marks], self.clock())

    def mark_of(self, view: Any, work: int, learner: int, points: Any, seen: int = 0) -> NewMark:
        return NewMark(
            work_kind="sitting", work_id=work, part_id=view.summary.part_id,
            class_id=view.class_id, learner_id=learner, version_id=view.version_id,
            new=Decimal(points), max=view.summary.points, author_id=self.teacher.id, seen=seen,
        )  # fmt: skip
