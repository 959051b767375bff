"""What `content check` prints: what there is, and what is wrong with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from app.content.checks.items import TYPES, questions
from app.content.checks.lessons import hanzi_under
from app.content.checks.linter.coverage import ITEMS_PER_POINT, TYPES_PER_POINT
from app.content.library import Library
from app.content.questions import Question


def counts(library: Library) -> dict[str, Any]:
    """Count what is there: by kind of file, over the bank, by chapter and by knowledge point."""
    found = questions(library)
    points = _points(library, found)
    return {
        "kinds": {
            **{kind.name: len(library.files[kind.name]) for kind in library.kinds},
            "chapters": len(library.chapters),
            "figures": len(library.figures),
            "knowledge": len(library.knowledge),
            "terms": len(library.terms),
            "items": len(found),
        },
        "types": {type_: sum(q.type == type_ for q in found) for type_ in TYPES},
        **_labels(found),
        "chapters": {
            plan.id: _chapter(library, plan.id, found, points)
            for plan in (library.course.plans if library.course else ())
        },
        "points": points,
    }


def report(library: Library) -> dict[str, Any]:
    """The whole answer of `content check --json`."""
    return {
        "ok": library.ok,
        "digest": library.digest,
        "counts": counts(library),
        "problems": [problem.as_dict() for problem in library.problems],
    }


def _labels(own: Sequence[Question]) -> dict[str, dict[str, int]]:
    return {
        "uses": _count(question.use for question in own),
        "cognitive": _count(question.cognitive for question in own),
        "difficulty": _count(str(question.difficulty) for question in own),
    }


def _count(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(word for word in words if word).items()))


def _chapter(
    library: Library,
    identity: str,
    found: Sequence[Question],
    points: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    own = [question for question in found if question.chapter == identity]
    chapter = library.chapters.get(identity)
    inside = [row for row in points.values() if row["chapter"] == identity]
    return {
        "written": chapter is not None,
        "hanzi": chapter.lesson.hanzi if chapter else 0,
        "sections": len(chapter.lesson.sections) if chapter else 0,
        "figures": len(chapter.lesson.figures) if chapter else 0,
        "checks": len(chapter.lesson.checks) if chapter else 0,
        "terms": sum(
            len(file.spec.terms)
            for file in library.files["glossary"]
            if PurePosixPath(file.path).stem == identity
        ),
        "knowledge": len(inside),
        "taught": sum(row["hanzi"] > 0 for row in inside),
        "tested": sum(
            row["items"] >= ITEMS_PER_POINT and len(row["types"]) >= TYPES_PER_POINT
            for row in inside
        ),
        "items": len(own),
        "types": dict(Counter(question.type for question in own)),
        **_labels(own),
    }


def _points(library: Library, found: Sequence[Question]) -> dict[str, dict[str, Any]]:
    """How much every knowledge point is taught (汉字 under its heading) and tested.

    Where a heading names several points, each is given its share of the heading's text.
    """
    taught = _taught(library)
    tested: dict[str, Counter[str]] = defaultdict(Counter)
    for question in found:
        for point in set(question.knowledge):
            tested[point][question.type] += 1
    return {
        point: {
            "chapter": library.chapter_of[point],
            "anchor": taught.get(point, ("", 0))[0],
            "hanzi": taught.get(point, ("", 0))[1],
            "items": tested[point].total(),
            "types": dict(tested[point]),
        }
        for point in library.knowledge
    }


def _taught(library: Library) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for chapter in library.chapters.values():
        headings = chapter.lesson.headings
        for index, heading in enumerate(headings):
            for point in heading.knowledge:
                share = hanzi_under(headings, index) // len(heading.knowledge)
                found.setdefault(point, (heading.anchor, share))
    return found
