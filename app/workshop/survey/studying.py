"""The responses of a survey: what goes into the figures, what looks careless, and the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask_babel import gettext as _
from sqlalchemy import select

from app.database import writing
from app.extensions import db
from app.workshop.survey.content import theme_words
from app.workshop.survey.domain.figures import (
    SMALL,
    Alpha,
    Csi,
    ItemFigures,
    Nps,
    alphas,
    csi,
    item_figures,
    nps,
    nps_ratings,
)
from app.workshop.survey.domain.grid import (
    Crosshair,
    CrossTable,
    Grid,
    cross_table,
    importance_grid,
)
from app.workshop.survey.domain.marks import Collected
from app.workshop.survey.domain.quality import Screen, screen
from app.workshop.survey.domain.questionnaire import (
    Kind,
    Measures,
    Question,
    Questionnaire,
    Response,
)
from app.workshop.survey.domain.themes import ThemeCount, count_themes, frequent_words
from app.workshop.survey.models import Survey, SurveyResponse, SurveyStep
from app.workshop.survey.service import hold, note, questionnaire_of, refuse, steps_of


@dataclass(frozen=True)
class Data:
    """Everything that came back: all responses, what was decided about some, and those that count.

    The figures are worked out when first asked for; none asks the database.
    """

    survey: Survey
    questionnaire: Questionnaire
    responses: tuple[Response, ...]
    decisions: Mapping[str, str]
    steps: Sequence[SurveyStep]
    pilot: int

    @cached_property
    def kept(self) -> tuple[Response, ...]:
        """The responses that count: all but those that were dropped."""
        return tuple(one for one in self.responses if self.decisions.get(one.id) != "drop")

    @property
    def simulated(self) -> int:
        """How many of those that count are made up."""
        return sum(1 for one in self.kept if one.simulated)

    @cached_property
    def screen(self) -> Screen:
        return screen(self.questionnaire, self.responses)

    @property
    def undecided(self) -> list[str]:
        return [one for one in self.screen.flags if one not in self.decisions]

    @property
    def small(self) -> bool:
        """Whether there are too few to say much."""
        return len(self.kept) < SMALL

    @cached_property
    def stated_importance(self) -> dict[str, float]:
        """Mean stated importance by dimension, as a rating; empty where it was not asked of all."""
        spots = self.grid.spots
        found = {spot.name: spot.stated for spot in spots if spot.stated is not None}
        return found if spots and len(found) == len(spots) else {}

    @property
    def weight_source(self) -> str:
        if any(self.survey.weights.get(one, 0) > 0 for one in self.questionnaire.dimensions):
            return "typed"
        return "importance" if self.stated_importance else "equal"

    @cached_property
    def weights(self) -> Mapping[str, float]:
        source = self.weight_source
        return self.survey.weights if source == "typed" else self.stated_importance

    @cached_property
    def csi(self) -> Csi:
        return csi(self.questionnaire, self.kept, self.weights)

    @cached_property
    def nps(self) -> Nps:
        return nps(nps_ratings(self.questionnaire, self.kept))

    @cached_property
    def alphas(self) -> list[Alpha]:
        return alphas(self.questionnaire, self.kept)

    @cached_property
    def grid(self) -> Grid:
        return importance_grid(self.questionnaire, self.kept, Crosshair(self.survey.crosshair))

    @cached_property
    def items(self) -> list[ItemFigures]:
        return [
            item_figures(item, self.kept)
            for question in self.questionnaire.questions
            for item in question.items
        ]

    @property
    def overall(self) -> list[ItemFigures]:
        return [one for one in self.items if one.item.measures is Measures.OVERALL]

    @cached_property
    def collected(self) -> Collected:
        return Collected(
            kept=len(self.kept),
            pilot=self.pilot,
            flagged=len(self.screen.flags),
            undecided=len(self.undecided),
            completeness=screen(self.questionnaire, self.kept).completeness,
        )

    def choices(self) -> list[tuple[Question, list[tuple[str, int]]]]:
        """How often each option was chosen, question by question."""
        asked = self.questionnaire.of_kind(Kind.SINGLE, Kind.MULTIPLE, Kind.DEMOGRAPHIC)
        return [
            (one, [(option, self._chosen(one, n)) for n, option in enumerate(one.options)])
            for one in asked
        ]

    def _chosen(self, question: Question, option: int) -> int:
        values = [one.answers.get(question.id) for one in self.kept]
        return sum(1 for v in values if v == option or (isinstance(v, list) and option in v))

    def cross(self, row: str, column: str) -> CrossTable | None:
        """A choice against another choice, or against overall satisfaction."""
        question, other = self.questionnaire.find(row), self.questionnaire.find(column)
        if question is None or question.kind not in (Kind.SINGLE, Kind.DEMOGRAPHIC):
            return None
        if other is not None and (not other.options or other.id == question.id):
            other = None
        return cross_table(self.questionnaire, self.kept, question, other)

    def texts(self, question: Question) -> list[str]:
        return [str(one.answers[question.id]) for one in self.kept if question.id in one.answers]

    def themes(self) -> list[tuple[Question, int, list[ThemeCount], list[tuple[str, int]]]]:
        """Open questions with the number of answers, their themes and their most frequent words."""
        themes, stop = theme_words()
        found: list[tuple[Question, int, list[ThemeCount], list[tuple[str, int]]]] = []
        for question in self.questionnaire.of_kind(Kind.OPEN):
            texts = self.texts(question)
            found.append(
                (question, len(texts), count_themes(texts, themes), frequent_words(texts, stop))
            )
        return found


def load_data(survey: Survey) -> Data:
    """The data of a survey that is no longer collecting; two SQL statements."""
    query = select(SurveyResponse).where(SurveyResponse.survey_id == survey.id)
    rows = db.session.scalars(query.order_by(SurveyResponse.id)).all()
    steps = steps_of(survey.id)
    return Data(
        survey=survey,
        questionnaire=questionnaire_of(survey),
        responses=tuple(
            Response(
                id=row.id,
                answers=row.answers,
                seconds=row.seconds,
                simulated=row.kind == "simulated",
            )
            for row in rows
            if row.kind != "pilot"
        ),
        decisions={one.about: one.act for one in steps if one.act in ("keep", "drop")},
        steps=steps,
        pilot=sum(1 for row in rows if row.kind == "pilot"),
    )


def check_closed(survey: Survey) -> None:
    """While a survey collects, its answers stay shut: whoever watched them come in could tell whose they are."""
    if survey.state in ("draft", "open"):
        raise refuse(_("停止回收以后才能看答卷，这样谁也看不出哪一份是谁交的。"))


def decide(
    survey: Survey, decisions: Mapping[str, str], reason: str, author_id: int, at: datetime
) -> int:
    """Keep or drop responses that the screen points out, each written down; returns how many changed.

    Only what is pointed out can be dropped: leaving out answers one dislikes is no screening.
    """
    with writing():
        row = hold(survey)
        if row.state != "closed" or row.claimed_at is not None:
            raise refuse(_("交出自己算的结果以后，答卷的去留就不能再改。"))
        data = load_data(row)
        changed = 0
        for response_id, act in decisions.items():
            known = response_id in data.screen.flags and act in ("keep", "drop")
            if known and data.decisions.get(response_id) != act:
                note(row, act, author_id, at, about=response_id, reason=reason)
                changed += 1
    return changed
