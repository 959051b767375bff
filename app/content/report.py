"""What `content check` prints."""

from __future__ import annotations

from collections import Counter
from typing import Any

from app.content.checks.items import TYPES, questions
from app.content.library import Library


def counts(library: Library) -> dict[str, Any]:
    """Count what is there: by kind of file, by chapter, by type of item."""
    found = questions(library)
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
        "chapters": {plan.id: _chapter(library, plan.id) for plan in _plans(library)},
    }


def report(library: Library) -> dict[str, Any]:
    """The whole answer of `content check --json`."""
    return {
        "ok": library.ok,
        "digest": library.digest,
        "counts": counts(library),
        "problems": [problem.as_dict() for problem in library.problems],
    }


def _plans(library: Library) -> list[Any]:
    return list(library.course.plans) if library.course else []


def _chapter(library: Library, identity: str) -> dict[str, Any]:
    own = [question for question in questions(library) if question.chapter == identity]
    chapter = library.chapters.get(identity)
    return {
        "written": chapter is not None,
        "hanzi": chapter.lesson.hanzi if chapter else 0,
        "sections": len(chapter.lesson.sections) if chapter else 0,
        "figures": len(chapter.lesson.figures) if chapter else 0,
        "checks": len(chapter.lesson.checks) if chapter else 0,
        "knowledge": len(library.points_of(identity)),
        "items": len(own),
        "types": dict(Counter(question.type for question in own)),
        "uses": dict(Counter(question.use for question in own)),
    }
