"""A case as its pages show it: made from the sealed case, so that nothing untold can stand there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from markupsafe import Markup

from app.bank.views import fragment
from app.cases.domain.case import Case, Part
from app.cases.domain.marking import mark_part
from app.cases.domain.questions import AnyQuestion
from app.cases.domain.responses import Response, is_blank, is_whole
from app.cases.domain.reveal import State
from app.cases.domain.sealing import seal
from app.cases.engine import text_marker
from app.cases.works import Desk, Owner, states_of
from app.marking.domain.rubric import Found, Line, Marked

# Alone, no part opens by a clock.
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
NO_TEXTS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """A question on a page. `number` counts through the case; `seen` is the revision shown.

    `found` is what the engine thinks, `lines` are marks that people gave or confirmed; both only
    where keys are told.
    """

    question: AnyQuestion
    number: int
    prompt: Markup
    response: Response
    seen: int = 0
    saved_at: datetime | None = None
    problem: str = ""
    conflict: bool = False
    # What is stored, where it differs from what was typed here.
    stored: Response = None
    found: Found | None = None
    lines: tuple[Line, ...] = ()

    @property
    def kind(self) -> str:
        return type(self.question).__name__.removesuffix("Question").lower()

    @property
    def blank(self) -> bool:
        return is_blank(self.response)

    @property
    def whole(self) -> bool:
        return is_whole(self.question, self.response)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPage:
    """A part on a page. `told`: its keys are in it; `by_itself`: time ended it, not its readers."""

    part: Part
    number: int
    html: Markup
    state: State
    questions: Sequence[QuestionRow]
    told: bool = False
    committed_at: datetime | None = None
    by_itself: bool = False

    @property
    def open(self) -> bool:
        return self.state is State.OPEN

    @property
    def blanks(self) -> list[int]:
        """Numbers of the questions that have no whole answer yet."""
        return [row.number for row in self.questions if not row.whole]

    @property
    def found(self) -> Decimal:
        """What the engine gives for the questions it can mark."""
        return sum((row.found.points for row in self.questions if row.found), Decimal(0))

    @property
    def markable(self) -> Decimal:
        return sum((row.question.points for row in self.questions if row.found), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A case on its page; `later` counts the parts that may not be seen yet."""

    case: Case
    parts: Sequence[PartPage]
    later: int
    desk: Desk

    @property
    def finished(self) -> bool:
        return not self.later and all(not part.open for part in self.parts)


def case_page(
    desk: Desk,
    *,
    problems: Mapping[str, str] = NO_TEXTS,
    conflicts: Sequence[str] = (),
    typed: Mapping[str, Response] | None = None,
    marked: Marked | None = None,
    lines: Mapping[str, tuple[int, ...]] | None = None,
    for_staff: bool = False,
    for_reviewer: bool = False,
) -> CasePage:
    """The page of a desk. `typed` replaces what is stored where it could not be kept; `marked` is the
    filled-in rubric with the numbers of its `lines` by question, shown where keys are told.
    `for_staff`: everything is told, and nothing is to be answered. `for_reviewer`: everything is shown and
    nothing told, nor when it was written.
    """
    everything = [part.id for part in desk.case.parts]
    whole = for_staff or for_reviewer
    all_told = everything if for_staff else [] if for_reviewer else desk.told
    sealed = seal(desk.case, everything if whole else desk.shown, all_told)
    responses = desk.responses()
    numbers = {question.id: n for n, question in enumerate(desk.case.questions, 1)}
    by_number = {line.criterion.number: line for line in marked.lines} if marked else {}
    parts: list[PartPage] = []
    for at, part in enumerate(sealed.parts, 1):
        told = part.id in all_told
        alone = desk.opening is None and not whole
        found = mark_part(part, responses, text_marker()) if told and alone else {}
        rows = [
            _row(
                desk,
                question,
                numbers[question.id],
                responses,
                problem=problems.get(question.id, ""),
                conflict=question.id in conflicts,
                typed=typed,
                found=found.get(question.id),
                lines=tuple(
                    by_number[n]
                    for n in (lines or {}).get(question.id, ())
                    if told and n in by_number
                ),
            )
            for question in part.questions
        ]
        commit = desk.commits.get(part.id)
        parts.append(
            PartPage(
                part=part,
                number=at,
                html=fragment(part.text),
                state=State.LOCKED if whole else desk.states[part.id],
                questions=rows,
                told=told,
                committed_at=commit.committed_at if commit and not for_reviewer else None,
                by_itself=commit is not None and commit.author_id is None and not for_reviewer,
            )
        )
    return CasePage(
        case=sealed, parts=parts, later=len(desk.case.parts) - len(sealed.parts), desk=desk
    )


def teacher_page(case: Case) -> CasePage:
    """A whole case as those who teach it read it: with keys, and no answers."""
    return case_page(Desk(case=case, opening=None, work=None, owner=Owner()), for_staff=True)


def preview_page(case: Case, done: int) -> CasePage:
    """A case as a student sees it who has handed in the first `done` parts that ask something."""
    asking = [part.id for part in case.parts if part.questions]
    states = states_of(case, None, asking[:done], UNDATED)
    return case_page(Desk(case=case, opening=None, work=None, owner=Owner(), states=states))


def _row(
    desk: Desk,
    question: AnyQuestion,
    number: int,
    responses: Mapping[str, Response],
    *,
    problem: str,
    conflict: bool,
    typed: Mapping[str, Response] | None,
    found: Found | None,
    lines: tuple[Line, ...],
) -> QuestionRow:
    kept = desk.answers.get(question.id)
    stored = responses[question.id]
    shown = typed.get(question.id, stored) if typed else stored
    return QuestionRow(
        question=question,
        number=number,
        prompt=fragment(question.prompt),
        response=shown,
        seen=kept.revision if kept else 0,
        saved_at=kept.saved_at if kept else None,
        problem=problem,
        conflict=conflict,
        stored=stored if conflict else None,
        found=found,
        lines=lines,
    )
