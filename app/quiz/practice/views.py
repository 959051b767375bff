"""What the practice pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.bank.views import EVERYTHING, Outcome, question_view, stimulus_view
from app.quiz.practice.models import PracticeRun
from app.quiz.practice.service import RULE, Place, grade_place
from app.web.questionview import QuestionView


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One question of a finished run; `share` is None for a written answer."""

    view: QuestionView
    share: Fraction | None
    answered: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A finished run summed up over its objective items."""

    rows: Sequence[ResultRow]

    @property
    def marked(self) -> list[Fraction]:
        return [row.share for row in self.rows if row.share is not None]

    @property
    def right(self) -> int:
        return sum(1 for share in self.marked if share == 1)

    @property
    def percent(self) -> int | None:
        shares = self.marked
        return int(sum(shares) / len(shares) * 100 + Fraction(1, 2)) if shares else None


def place_view(run: PracticeRun, place: Place, *, name: str, error: str = "") -> QuestionView:
    """The question as it is answered, or explained once it was."""
    explained = place.answered
    return question_view(
        place.face,
        key=f"q{place.number}",
        name=name,
        number=place.number,
        order=place.order,
        response=place.response,
        item_key=place.key if explained else None,
        outcome=_outcome(place) if explained else None,
        show=EVERYTHING if explained else (),
        stimulus=stimulus_view(place.loaded.stimulus) if place.loaded.stimulus else None,
        can_flag=run.mock and not explained,
        flagged=bool(place.answer and place.answer.flagged),
        error=error,
    )


def result_of(places: Sequence[Place]) -> Result:
    """All questions of a finished run, explained."""
    rows = []
    for place in places:
        graded = grade_place(place)
        view = question_view(
            place.face,
            key=f"q{place.number}",
            number=place.number,
            order=place.order,
            response=place.response,
            item_key=place.key,
            outcome=_outcome(place),
            show=EVERYTHING,
            stimulus=stimulus_view(place.loaded.stimulus) if place.loaded.stimulus else None,
        )
        rows.append(ResultRow(view, graded.share, place.answer is not None))
    return Result(rows)


def _outcome(place: Place) -> Outcome:
    graded = grade_place(place)
    return Outcome(grade=graded, earned=graded.points(place.face.points), rule=RULE.value)
