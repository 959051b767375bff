"""What the practice pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from app.bank.domain.responses import is_blank
from app.bank.views import EVERYTHING, Outcome, question_view, stimulus_view
from app.marking.desk_words import one_text
from app.marking.doubt_words import doubtful_words
from app.marking.highlight import highlight, sign
from app.marking.proposals import Layers, propose
from app.marking.word_groups import LearnerLayer
from app.quiz.practice.models import PracticeRun
from app.quiz.practice.places import Place
from app.quiz.practice.service import RULE, grade_place
from app.web.numbers import plain
from app.web.questionview import QuestionView, StimulusView


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One question of a finished run. `share` is None for a written answer, `view` is None where
    there is nothing to explain: skipped, or taken out of practice meanwhile (`gone`)."""

    number: int
    view: QuestionView | None
    share: Fraction | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A finished run summed up over the items that were marked."""

    rows: Sequence[ResultRow]

    @property
    def explained(self) -> list[QuestionView]:
        return [row.view for row in self.rows if row.view is not None]

    @property
    def skipped(self) -> list[int]:
        return [row.number for row in self.rows if row.view is None and not row.gone]

    @property
    def gone(self) -> list[int]:
        return [row.number for row in self.rows if row.gone]

    @property
    def marked(self) -> list[Fraction]:
        return [row.share for row in self.rows if row.share is not None]

    @property
    def right(self) -> int:
        return sum(1 for share in self.marked if share == 1)

    @property
    def wrong(self) -> int:
        return len(self.marked) - self.right

    @property
    def written(self) -> int:
        return len(self.explained) - len(self.marked)

    @property
    def percent(self) -> int | None:
        shares = self.marked
        return int(sum(shares) / len(shares) * 100 + Fraction(1, 2)) if shares else None


def place_view(run: PracticeRun, place: Place, *, name: str, error: str = "") -> QuestionView:
    """The question as it is answered, or explained once it was."""
    if place.handed_in:
        return _explained(place, LearnerLayer(run.user_id))
    return question_view(
        place.face,
        key=f"q{place.number}",
        name=name,
        number=place.number,
        order=place.asked.order,
        response=place.response,
        stimulus=_stimulus(place),
        can_flag=run.mock,
        flagged=bool(place.answer and place.answer.flagged),
        error=error,
    )


def result_of(run: PracticeRun, places: Sequence[Place]) -> Result:
    """All questions of a finished run. A mock paper explains what was left blank as well."""
    rows, layers = [], LearnerLayer(run.user_id)
    for place in places:
        if not place.open:
            rows.append(ResultRow(place.number, None, gone=True))
        elif run.mock or place.handed_in:
            rows.append(
                ResultRow(place.number, _explained(place, layers), grade_place(place).share)
            )
        else:
            rows.append(ResultRow(place.number, None))
    return Result(rows)


def _explained(place: Place, layers: Layers) -> QuestionView:
    graded = grade_place(place)
    more: dict[str, Any] = {}
    if graded.share is None:
        # Nobody marks it: the learner compares it with the model answer.
        more = {"verdict": None, "tags": (_("对照采分点，看写到了几点"),), "open_model": True}
        more |= _thought(place, layers)
    outcome = Outcome(grade=graded, earned=graded.points(place.face.points), rule=RULE.value)
    return question_view(
        place.face,
        key=f"q{place.number}",
        number=place.number,
        order=place.asked.order,
        response=place.response,
        item_key=place.key,
        outcome=outcome,
        show=EVERYTHING,
        stimulus=_stimulus(place),
        **more,
    )


def _thought(place: Place, layers: Layers) -> dict[str, Any]:
    """What the engine thinks of a written answer: shown beside the learner's own look, kept nowhere.

    It knows the synonyms of the classes that the learner is in.
    """
    if place.key is None or is_blank(place.response):
        return {}
    face = place.face
    proposal = propose(face, place.key, place.response, face.points, layers())
    if proposal is None:
        return {}
    points = place.key.key_points
    numbers = {point.id: n for n, point in enumerate(points, 1)}
    missed = [numbers[p.id] for p, c in zip(points, proposal.credits, strict=True) if c == 0]
    doubts = "" if proposal.sure else doubtful_words(proposal.doubts, numbers)
    if not proposal.sure:
        said = _("系统拿不准，请自己仔细对照。")
    elif place.key.most is not None and proposal.correctness == 1:
        said = _("任答的点数写够了。")
    elif missed:
        said = _("没有认出的采分点：%(points)s。", points=_("、").join(sign(n) for n in missed))
    else:
        said = _("采分点都认出来了。")
    thought = _(
        "系统认为可得 %(mark)s 分（满分 %(most)s 分）。",
        mark=plain(proposal.mark),
        most=plain(face.points),
    )
    unseen = _("没有老师看过，不计入任何成绩。")
    return {
        "tags": (_("系统认为，仅供参考"), _("对照采分点，看写到了几点")),
        "answer": highlight(
            str(place.response), proposal.spans, numbers, proposal.halves, proposal.near
        ),
        "rule": one_text([thought, said, doubts, unseen]),
    }


def _stimulus(place: Place) -> StimulusView | None:
    if place.loaded.stimulus is None:
        return None
    # Two questions of a result may share a material: each of them has its own on the page.
    return replace(stimulus_view(place.loaded.stimulus), key=f"q{place.number}-material")
