"""The grid of the course text, correlations, cross-tables, the picture."""

from __future__ import annotations

from math import isclose, sqrt
from random import Random
from statistics import correlation as reference

from app.workshop.survey.domain.grid import (
    Crosshair,
    Quadrant,
    correlation,
    cramers_v,
    cross_table,
    importance_grid,
)
from app.workshop.survey.domain.plot import Placed, plot
from app.workshop.survey.domain.questionnaire import (
    Kind,
    Measures,
    Question,
    Questionnaire,
    Response,
)

# 6.2.7: importance and performance of six things, five points.
TEXT = {
    "一次装对": (4.8, 3.3), "准时装好": (4.6, 3.5), "板材质量": (4.7, 4.4),
    "师傅礼貌": (3.6, 4.7), "包装精美": (2.9, 4.3), "店内香氛": (2.5, 3.0),
}  # fmt: skip


def of_text() -> tuple[Questionnaire, list[Response]]:
    questions: list[Question] = []
    rows: list[dict[str, int]] = [{} for _ in range(10)]
    for n, (name, values) in enumerate(TEXT.items()):
        for measures, mean in zip((Measures.IMPORTANCE, Measures.PERFORMANCE), values, strict=True):
            id_ = f"{measures[0]}{n}"
            questions.append(
                Question(id=id_, kind=Kind.SCALE, text=id_, dimension=name, measures=measures)
            )
            for k, row in enumerate(rows):
                row[id_] = int(mean) + (k < round(10 * (mean % 1)))
    people = [Response(id=str(n), answers=row) for n, row in enumerate(rows)]
    return Questionnaire(questions=tuple(questions)), people


def test_the_course_texts_fields() -> None:
    grid = importance_grid(*of_text(), Crosshair.MEANS)
    assert grid.stated_line is not None
    assert grid.performance_line is not None
    assert round(grid.stated_line, 2) == 3.85
    assert round(grid.performance_line, 2) == 3.87
    assert {spot.name: spot.quadrant for spot in grid.spots} == {
        "一次装对": Quadrant.IMPROVE, "准时装好": Quadrant.IMPROVE, "板材质量": Quadrant.KEEP,
        "师傅礼貌": Quadrant.EXCESS, "包装精美": Quadrant.EXCESS, "店内香氛": Quadrant.LOW,
    }  # fmt: skip


def test_the_middle_moves_spots_to_other_fields() -> None:
    grid = importance_grid(*of_text(), Crosshair.MIDDLE)
    assert (grid.performance_line, grid.stated_line) == (3, 3)
    found = {spot.name: spot.quadrant for spot in grid.spots}
    assert found["一次装对"] is Quadrant.KEEP
    assert found["店内香氛"] is Quadrant.EXCESS  # on the line counts as high


def test_importance_that_is_high_throughout_warns() -> None:
    questions = tuple(
        Question(id=f"{m[0]}{n}", kind=Kind.SCALE, text="t", dimension=f"d{n}", measures=m)
        for n in range(3)
        for m in (Measures.PERFORMANCE, Measures.IMPORTANCE)
    )
    high = [Response(id="1", answers={q.id: 5 for q in questions})]
    assert importance_grid(Questionnaire(questions=questions), high, Crosshair.MEANS).ceiling
    assert not importance_grid(*of_text(), Crosshair.MEANS).ceiling


def test_correlation_against_the_statistics_module() -> None:
    rng = Random(3)
    left = [rng.random() for _ in range(40)]
    right = [a + rng.random() for a in left]
    found = correlation([*left, None, 0.3], [*right, 0.4, None])
    assert found is not None
    assert isclose(found, reference(left, right))


def test_correlation_wants_ten_pairs_and_some_difference() -> None:
    nine = [n / 9 for n in range(9)]
    assert correlation(nine, nine) is None
    assert correlation([0.5] * 12, [n / 12 for n in range(12)]) is None


def test_derived_importance_is_the_correlation_with_overall() -> None:
    ask = Questionnaire(
        questions=(
            Question(id="p", kind=Kind.SCALE, text="p", dimension="质量"),
            Question(id="o", kind=Kind.SCALE, text="o", measures=Measures.OVERALL),
        )
    )
    rng = Random(5)
    rows = [{"p": rng.randint(1, 5), "o": rng.randint(1, 5)} for _ in range(30)]
    grid = importance_grid(ask, [Response(id=str(n), answers=r) for n, r in enumerate(rows)], Crosshair.MEANS)  # fmt: skip
    derived = grid.spots[0].derived
    assert derived is not None
    assert isclose(derived, reference([r["p"] for r in rows], [r["o"] for r in rows]))
    assert grid.spots[0].stated is None


def test_cramers_v_by_hand() -> None:
    """(20, 10 / 10, 20): every expected count 15, χ² = 4 · 25/15 = 20/3, V = √(20/3/60) = 1/3."""
    found = cramers_v([(20, 10), (10, 20)])
    assert found is not None
    assert isclose(found, 1 / 3)
    assert isclose(found, sqrt(20 / 3 / 60))


def test_thin_tables_have_no_strength() -> None:
    assert cramers_v([(3, 4), (4, 3)]) is None
    assert cramers_v([(20, 10), (0, 0)]) is None


def test_small_groups_are_hidden() -> None:
    row = Question(id="g", kind=Kind.DEMOGRAPHIC, text="g", options=("甲", "乙", "丙"))
    overall = Question(id="o", kind=Kind.SCALE, text="o", measures=Measures.OVERALL)
    ask = Questionnaire(questions=(row, overall))
    people = [Response(id=str(n), answers={"g": int(n < 4), "o": 4}) for n in range(14)]
    table = cross_table(ask, people, row)
    assert [(one.n, one.hidden) for one in table.groups] == [(10, False), (4, True), (0, False)]
    assert table.groups[0].overall == 4
    assert table.n == 14


def test_names_in_the_picture_never_lie_on_each_other() -> None:
    rng = Random(1)
    for _ in range(50):
        spots = [(f"维度名称{n}", 3 + rng.random(), 3 + rng.random()) for n in range(8)]
        placed = plot(spots, (3.5, 3.5), (1, 5), (1, 5)).spots
        for n, one in enumerate(placed):
            assert 52 <= one.x <= 462
            assert 20 <= one.y <= 320
            for other in placed[n + 1 :]:
                assert abs(one.name_y - other.name_y) > 15.9 or _apart(one, other)


def _apart(one: Placed, other: Placed) -> bool:
    """Names of five signs are 70 wide."""
    left, right = sorted(spot.name_x - 70 * spot.end for spot in (one, other))
    return right - left > 69.9
