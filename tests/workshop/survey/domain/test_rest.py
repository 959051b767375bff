"""Reading answers, the quality screen, themes, made-up respondents, marks."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.content.company import CompanySpec
from app.content.yaml import load_yaml
from app.workshop.survey.domain.answering import LONGEST_TEXT, read_answers
from app.workshop.survey.domain.figures import Csi, alpha, nps
from app.workshop.survey.domain.grid import Crosshair, Quadrant, importance_grid
from app.workshop.survey.domain.lint import find_faults
from app.workshop.survey.domain.marks import (
    Care,
    Claims,
    Collected,
    is_near,
    mark_care,
    mark_collecting,
    mark_design,
    mark_figures,
)
from app.workshop.survey.domain.quality import Flag, screen
from app.workshop.survey.domain.questionnaire import (
    Kind,
    Measures,
    Question,
    Questionnaire,
    Response,
)
from app.workshop.survey.domain.simulating import simulate
from app.workshop.survey.domain.themes import Theme, count_themes, frequent_words

ROOT = Path(__file__).resolve().parents[4]
SCALES = tuple(
    Question(id=f"s{n}", kind=Kind.SCALE, text=f"第{n}项", dimension="质量", reverse=n == 5)
    for n in range(6)
)
OTHERS = (
    Question(id="n", kind=Kind.NPS, text="推荐", required=True),
    Question(id="c", kind=Kind.SINGLE, text="选", options=("甲", "乙")),
    Question(id="m", kind=Kind.MULTIPLE, text="多选", options=("甲", "乙", "丙")),
    Question(id="t", kind=Kind.OPEN, text="说"),
)
ASK = Questionnaire(questions=SCALES + OTHERS)


def read(**sent: Any) -> tuple[dict[str, Any], list[str]]:
    values = {f"q-{name}": one if isinstance(one, list) else [one] for name, one in sent.items()}
    return read_answers(ASK, lambda name: values.get(name, []))


def test_answers_are_read_by_kind() -> None:
    found, missing = read(s0="4", s1="na", n="10", c="1", m=["2", "0", "2"], t=" 好 \u202e的 ")
    assert found == {"s0": 4, "s1": "na", "n": 10, "c": 1, "m": [0, 2], "t": "好 的"}
    assert missing == []


@pytest.mark.parametrize(
    "sent",
    [
        {"s0": "0"}, {"s0": "6"}, {"s0": "-1"}, {"s0": "３"}, {"s0": "1e3"}, {"s0": "99999999"},
        {"n": "11"}, {"c": "2"}, {"c": "na"}, {"m": ["7"]}, {"t": "   "}, {"s0": "4.5"},
    ],
)  # fmt: skip
def test_what_is_no_answer_counts_as_none(sent: dict[str, Any]) -> None:
    assert read(**sent)[0] == {}


def test_what_is_required_is_missed_and_long_texts_are_cut() -> None:
    found, missing = read(t="很" * 5000)
    assert len(found["t"]) == LONGEST_TEXT
    assert missing == ["n"]


def answer(id_: str, values: str, seconds: int = 100, **more: Any) -> Response:
    ratings = {f"s{n}": int(sign) for n, sign in enumerate(values)}
    return Response(id=id_, answers=ratings | {"n": 7, "c": 0} | more, seconds=seconds)


def test_the_screen_names_what_looks_careless() -> None:
    people = [
        answer("a", "543454"), answer("b", "345323", 39), answer("c", "444444"),
        answer("d", "543454", 120), Response(id="e", answers={"s0": 3}, seconds=90), answer("f", "234321", 41),
    ]  # fmt: skip
    found = screen(ASK, people)
    # The median is (90 + 100)/2 = 95, two fifths of it 38.
    assert found.median_seconds == 95
    assert found.limit_seconds == 38
    assert found.flags == {
        "c": (Flag.STRAIGHT,),
        "d": (Flag.DUPLICATE,),
        "e": (Flag.EMPTY,),
    }
    faster = [*people[:1], answer("b", "345323", 37), *people[2:]]
    assert screen(ASK, faster).flags["b"] == (Flag.SPEED,)


def test_few_times_make_no_median() -> None:
    assert screen(ASK, [answer("a", "123451", 1)]).limit_seconds is None
    assert screen(ASK, []).completeness is None


def test_themes_are_counted_once_an_answer() -> None:
    themes = [Theme(name="送货", words=("送货", "晚")), Theme(name="价格", words=("贵",))]
    found = count_themes(["送货太晚", "有点贵，送货也晚", "还行"], themes)
    assert [(one.name, one.answers) for one in found] == [("送货", 2), ("价格", 1), ("", 1)]
    assert dict(found[0].words) == {"送货": 2, "晚": 2}
    assert count_themes([], themes) == []


def test_frequent_words_leave_out_what_says_nothing() -> None:
    words = dict(frequent_words(["价格有点贵", "价格不高", "质量"], frozenset({"有点"})))
    assert words == {"价格": 2}


@pytest.fixture(scope="module")
def company() -> CompanySpec:
    text = (ROOT / "content/company/company.yml").read_text("utf-8")
    return CompanySpec.model_validate(load_yaml(text).value)


def test_made_up_respondents_are_seeded_believable_and_marked(company: CompanySpec) -> None:
    questions = (
        *SCALES,
        Question(id="o", kind=Kind.SCALE, text="总体", measures=Measures.OVERALL),
        *OTHERS,
        Question(
            id="g",
            kind=Kind.DEMOGRAPHIC,
            text="年龄",
            options=("30 岁以下", "31–50 岁", "51 岁以上"),
        ),
    )
    ask = Questionnaire(questions=questions)
    made = simulate(ask, company, 7, 60)
    assert made == simulate(ask, company, 7, 60)
    assert made != simulate(ask, company, 8, 60)
    assert len(made) == 60
    assert all(one.simulated and one.seconds for one in made)
    for one in made:
        sent = {f"q-{k}": [str(x) for x in (v if isinstance(v, list) else [v])] for k, v in one.answers.items()}  # fmt: skip
        assert read_answers(ask, lambda name, sent=sent: sent.get(name, []))[0] == one.answers
    assert any(one.answers.get("t") for one in made)
    # Who rates the quality high is content on the whole: items hang together.
    whole = alpha("", ask.items(Measures.PERFORMANCE), made)
    assert whole.value is not None
    assert whole.value > 0.6
    assert any(Flag.STRAIGHT in flags for flags in screen(ask, made).flags.values())


def test_design_marks_count_kinds_of_faults() -> None:
    full = mark_design([])
    assert full.points == Decimal("1.5")
    bad = find_faults(Questionnaire(questions=SCALES))
    given = mark_design(bad)
    # No overall item and no promise of anonymity: 0.5 each; no recommendation, open, importance, ends: 0.2 each.
    assert given.points == Decimal(0)
    assert all(check.ok is False for check in given.checks)
    assert mark_design(bad[:1] * 9).points == mark_design(bad[:1]).points


@pytest.mark.parametrize(
    ("found", "points"),
    [
        (Collected(kept=30, pilot=3, flagged=2, undecided=0, completeness=0.95), "2"),
        (Collected(kept=15, pilot=0, flagged=0, undecided=0, completeness=0.95), "1.1"),
        (Collected(kept=60, pilot=5, flagged=2, undecided=1, completeness=0.5), "1.4"),
        (Collected(kept=0, pilot=0, flagged=0, undecided=0, completeness=None), "0"),
    ],
)
def test_collecting_marks(found: Collected, points: str) -> None:
    assert mark_collecting(found).points == Decimal(points)


def test_figures_within_the_tolerance_are_right() -> None:
    index = Csi(value=74.375, low=70, high=80, n=30, dimensions=())
    people = [answer(str(n), f"{1 + n % 5}{1 + n % 4}3453") for n in range(20)]
    grid = importance_grid(Questionnaire(), [], Crosshair.MEANS)
    whole = alpha("", ASK.items(Measures.PERFORMANCE), people)
    assert whole.value is not None
    right = Claims(csi=Decimal("74.8"), nps=Decimal(0), alpha=Decimal(f"{whole.value:.2f}"))
    given = mark_figures(right, index, nps([7, 8]), whole, grid)
    # No grid could be drawn: that part earns nothing.
    assert given.points == Decimal("1.5")
    assert [check.ok for check in given.checks] == [True, True, True, False]
    assert mark_figures(Claims(), index, nps([7]), whole, grid).points == 0
    off = mark_figures(
        Claims(csi=Decimal("74.0"), nps=Decimal("1.1")), index, nps([7]), whole, grid
    )
    assert off.points == Decimal("0.5")
    assert off.checks[0].tolerance == "± 0.5"
    assert is_near(Decimal("74.875"), 74.375, Decimal("0.5"))
    assert not is_near(Decimal("74.88"), 74.375, Decimal("0.5"))


def test_fields_of_the_grid_earn_in_proportion() -> None:
    from tests.workshop.survey.domain.test_grid import of_text

    grid = importance_grid(*of_text(), Crosshair.MEANS)
    right = {spot.name: spot.quadrant for spot in grid.spots if spot.quadrant}
    half = {name: one if n < 3 else Quadrant.IMPROVE for n, (name, one) in enumerate(right.items())}
    empty = Csi(value=None, low=None, high=None, n=0, dimensions=())
    nothing = alpha("", (), [])
    assert mark_figures(Claims(quadrants=right), empty, nps([]), nothing, grid).points == Decimal(
        "0.5"
    )
    assert mark_figures(Claims(quadrants=half), empty, nps([]), nothing, grid).points == Decimal(
        "0.25"
    )


def test_care_is_a_quarter_each() -> None:
    found = Care(privacy_said=True, nothing_personal=True, method_said=False, limits_said=True)
    assert mark_care(found).points == Decimal("0.75")
