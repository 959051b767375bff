"""连线题 and 配对题: the bank has no such type, so that each is kept whole, as a question to answer in words, and
told. Rows that stand side by side are neither options nor questions of their own."""

from __future__ import annotations

import re

from app.bank.exchange.questions import Problem, ProblemKind
from app.bank.exchange.text.sections.draft import Draft, Section
from app.bank.exchange.text.words.headings import Heading
from app.bank.exchange.text.words.marks import find_answer, find_explanation, find_start

_MATCHING = re.compile(r"连线|配对|匹配|搭配")
# 1. 将下列指标与其含义配对。: a task, and no row of one.
_TASK = re.compile(
    r"(?:请|试)?(?:将|把|用线|根据|按照?|为).*(?:连|配|对应|匹配|搭|归|填)|.*(?:连线|配对|匹配|搭配|连起来|对应起来)"
)


def is_matching(heading: Heading | None) -> bool:
    """Whether a section says that its questions join what belongs together."""
    return heading is not None and _MATCHING.search(heading.title) is not None


def fill_matching(section: Section) -> None:
    """Make one question of each task of such a section, or of the whole where it sets no task by number."""
    heading = section.heading
    title = heading.title if heading else ""
    part, lines = "stem", list[str]()
    for piece in section.pieces:
        start = find_start(piece.text)
        task = start is not None and start.family == "plain" and _TASK.match(start.text) is not None
        if not section.drafts or task:
            _close(section, lines)
            draft = Draft(piece.number, heading=heading, whole=True)
            draft.problems.append(Problem(ProblemKind.LOST_FEATURE, piece.number, title))
            section.drafts.append(draft)
            part, lines = "stem", []
        draft = section.drafts[-1]
        draft.last = piece.number
        text = piece.text
        if start is not None and task:
            draft.number, draft.style, draft.marks = start.number, start.style, start.points
            text = start.text
        for name, told in (("explanation", find_explanation(text)), ("answer", find_answer(text))):
            if told is not None:
                part, text = name, told
                draft.part_lines.setdefault(part, piece.number)
                break
        if part == "stem":
            lines.append(text.strip())
        elif text.strip():
            draft.parts[part].append(text.strip())
    _close(section, lines)


def _close(section: Section, lines: list[str]) -> None:
    if section.drafts and lines:
        section.drafts[-1].parts["stem"] = ["\n\n".join(lines)]
