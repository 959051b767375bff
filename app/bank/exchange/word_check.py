"""What a Word document with its key gives back: read at once as anybody's import would read it.

Free text has no rule of what it can carry, so nothing is claimed about it: whatever differs after
reading is a loss, and is said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence

from app.bank.exchange.docx.reader import read_docx
from app.bank.exchange.formats.markup import INLINE
from app.bank.exchange.loss import Loss
from app.bank.exchange.parts import Part, map_texts
from app.bank.exchange.questions import Question, ReadError

Numbered = tuple[int, str, Question]  # place in the export, number in the document, question
_FORMULA = re.compile(r"\$[^$]+\$")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(picture:([^)\s]*)\)")
_RULE = re.compile(r"(?m)^\|(?:\s*:?-{3,}:?\s*\|)+$")
_FIELDS: tuple[tuple[Part, Callable[[Question], object]], ...] = (
    (Part.TYPE, lambda q: q.type),
    (Part.STEM, lambda q: q.stem),
    (Part.OPTIONS, lambda q: [(one.label, one.text) for one in q.options]),
    (Part.KEY, lambda q: q.key),
    (Part.REFERENCE, lambda q: q.reference),
    (Part.KEY_POINTS, lambda q: [(one.text, one.points) for one in q.key_points]),
    (Part.EXPLANATION, lambda q: q.explanation),
    (Part.POINTS, lambda q: q.points),
    (Part.MATERIAL, lambda q: q.material and q.material[1]),
    (Part.TITLE, lambda q: q.material and q.material[0]),
)


def lost_on_reading(data: bytes, written: Sequence[Numbered]) -> list[Loss]:
    """What of the questions of a document is not as it was once the document has been read."""
    back: dict[str, list[Question]] = {}
    for question in _read(data):
        back.setdefault(question.number, []).append(_shown(question))
    losses: list[Loss] = []
    for place, number, question in written:
        shown = _shown(question)
        found = _take(back.get(number, []), shown)
        if found is None:
            losses.append(Loss(place, Part.WHOLE, "text"))
        else:
            losses += [Loss(place, part) for part in differing(shown, found)]
    return losses


def differing(ours: Question, theirs: Question) -> list[Part]:
    """The parts in which two questions differ, in the order of `Part`.

    What differs only in its look (bold words, the writing of a formula, line ends) is named so.
    """
    parts: set[Part] = set()
    fields = [(part, field) for part, field in _FIELDS if field(ours) != field(theirs)]
    # Most questions come back as they were, and their looks need not be compared.
    looks = list(_looks(ours, theirs)) if fields else []
    for part, field in fields:
        same = next(
            (n for n, (_part, one, other) in enumerate(looks) if field(one) == field(other)), None
        )
        if same is None:
            parts.add(part)
            continue
        before = (ours, theirs)
        for look, one, other in looks[: same + 1]:
            if field(before[0]) != field(one) or field(before[1]) != field(other):
                parts.add(look)
            before = (one, other)
    return [part for part in Part if part in parts]


def _looks(ours: Question, theirs: Question) -> list[tuple[Part, Question, Question]]:
    """Both questions, made more and more alike."""
    found: list[tuple[Part, Question, Question]] = []
    for part, change in (
        (Part.EMPHASIS, _without_emphasis),
        (Part.FORMULAS, _bare_formulas),
        (Part.LINES, _run_on),
    ):
        ours, theirs = map_texts(ours, change), map_texts(theirs, change)
        found.append((part, ours, theirs))
    return found


def _read(data: bytes) -> tuple[Question, ...]:
    try:
        return read_docx(data).questions
    except ReadError:
        return ()


def _take(candidates: list[Question], wanted: Question) -> Question | None:
    """The one of several questions of a number that is the wanted one."""
    alike = [one for one in candidates if _run_on(one.stem or "") == _run_on(wanted.stem or "")]
    found = next(iter([*alike, *(one for one in candidates if one.type is wanted.type)]), None)
    if found is not None:
        candidates.remove(found)
    return found


def _shown(question: Question) -> Question:
    """The question with its pictures named by what they show, since a document names them anew, and
    the rules of its tables written in one way."""
    names: Mapping[str, str] = {
        one.name: hashlib.sha256(one.data).hexdigest() for one in question.pictures
    }

    def named(text: str) -> str:
        text = _PICTURE.sub(lambda match: f"![]({names.get(match[1], match[1])})", text)
        return _RULE.sub(lambda match: "|---" * (match[0].count("|") - 1) + "|", text)

    return map_texts(question, named)


def _without_emphasis(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        return match[match.lastgroup] if match.lastgroup in ("strong", "em") else match[0]

    return INLINE.sub(plain, text)


def _bare_formulas(text: str) -> str:
    return _FORMULA.sub(lambda match: re.sub(r"[\s{}]", "", match[0]), text)


def _run_on(text: str) -> str:
    return re.sub(r"\s+", "", text)
