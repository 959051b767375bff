"""What the demo students read and practised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from app.bank.content import get_library
from app.bank.domain.grading import grade
from app.bank.domain.types import MultipleResponseRule
from app.bank.domain.variants import instantiate, variant_seed
from app.bank.queries import ItemFilter, draw_items, load_faces, load_keys
from app.database import writing
from app.demo.answers import answer
from app.demo.people import Student
from app.learning.service import NewAnswer, record_answer, save_position

RULE = MultipleResponseRule.HALF
WEEKS_A_CHAPTER = 2


def study(students: Sequence[Student], begin: datetime, until: datetime, rng: Random) -> None:
    """Let every student read and practise chapter by chapter, two weeks each, as far as `until`."""
    library = get_library()
    with writing():
        for week, (chapter_id, chapter) in enumerate(sorted(library.chapters.items())):
            start = begin + timedelta(weeks=week * WEEKS_A_CHAPTER, hours=12)
            if start + timedelta(weeks=WEEKS_A_CHAPTER) > until:
                break
            anchors = [section.anchor for section in chapter.lesson.sections]
            drawn = draw_items(ItemFilter(chapters=(chapter_id,), uses=("practice",)), 60, rng)
            for student in students:
                _read(student, chapter_id, anchors, start, rng)
                _practise(student, drawn, start, rng)


def _read(
    student: Student, chapter_id: str, anchors: Sequence[str], start: datetime, rng: Random
) -> None:
    """Sections from the first on, as far as the student's diligence reaches."""
    count = min(len(anchors), round(len(anchors) * (student.diligence + 0.25)))
    for number, anchor in enumerate(anchors[:count]):
        at = start + timedelta(days=number * 2, minutes=rng.randrange(240))
        save_position(student.user.id, chapter_id, anchor, anchor, at)


def _practise(
    student: Student, drawn: Sequence[tuple[int, int]], start: datetime, rng: Random
) -> None:
    """One or two evenings of practice on the chapter's items."""
    count = int(5 + 12 * student.diligence)
    chosen = rng.sample(list(drawn), min(count, len(drawn)))
    versions = [version for _item, version in chosen]
    faces, keys = load_faces(versions), load_keys(versions)
    for number, (item, version) in enumerate(chosen):
        seed = rng.randrange(2**31)
        face, key = instantiate(faces[version].face, keys[version], variant_seed(str(item), seed))
        response = answer(face, key, student.skill, rng)
        evening = start + timedelta(days=3 if number < count * 0.6 else 8, minutes=number * 2)
        record_answer(
            NewAnswer(
                user_id=student.user.id,
                item_id=item,
                version_id=version,
                response=response,
                grade=grade(face, key, response, RULE),
                source="practice",
                seed=seed,
                rule=RULE.value,
            ),
            evening,
        )
