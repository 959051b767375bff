"""Lines of JSON: one bad line never costs the others their mark."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bank.grading_lines import grade_lines

GOOD = {
    "id": "q1",
    "type": "multiple_response",
    "options": ["A", "B", "C", "D"],
    "key": ["A", "C"],
    "rule": "half",
    "ordered": True,
    "tolerance": 0,
    "points": 4,
    "response": ["A"],
}
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["A", "C", "对", "80%", "half"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
TYPES = st.sampled_from(["single_choice", "multiple_response", "true_false", "fill_blank", "简答"])


def one(line: str) -> dict[str, object]:
    [result] = grade_lines([line])
    return result


def test_lines_come_out_in_order_and_blank_ones_are_skipped():
    good = json.dumps(GOOD)
    results = list(grade_lines([good, "", "not json", "  \n", good]))
    assert results == [one(good), {"line": 3, "error": results[1]["error"]}, one(good)]


@settings(deadline=None)
@given(st.text(max_size=50))
def test_any_text_gives_one_result(text):
    assert len(list(grade_lines([text]))) == (1 if text.strip() else 0)


@settings(deadline=None, max_examples=300)
@given(TYPES, st.sampled_from([name for name in GOOD if name not in ("id", "type")]), JSON)
def test_any_value_in_any_field_gives_a_mark_or_an_error(type_, field, value):
    result = one(json.dumps({**GOOD, "type": type_, field: value}))
    assert result["id"] == "q1"
    if "error" in result:
        assert result["error"]
        assert set(result) == {"id", "error"}
    else:
        assert set(result) == {"id", "score", "max", "correctness", "detail"}
        assert 0 <= result["correctness"] <= 1  # pyright: ignore[reportOperatorIssue]
    assert json.loads(json.dumps(result)) == result


@pytest.mark.parametrize("name", ["type", "key", "response"])
def test_a_missing_field_is_named(name):
    line = json.dumps({key: value for key, value in GOOD.items() if key != name})
    assert one(line) == {"id": "q1", "error": f"缺少 {name}"}


@pytest.mark.parametrize("name", ["rule", "ordered", "tolerance", "points"])
def test_the_rest_has_defaults(name):
    data = {key: value for key, value in GOOD.items() if key != name}
    assert one(json.dumps(data))["correctness"] == 0.5


@pytest.mark.parametrize(
    "points", ["NaN", "Infinity", "-Infinity", "-0.01", "1e99", "1e-99", "1e999999"]
)
def test_points_must_be_a_sensible_number(points):
    line = json.dumps(GOOD).replace('"points": 4', f'"points": {points}')
    result = one(line)
    assert result["id"] == "q1"
    assert "points" in str(result["error"])


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"id":' * 50_000, "9" * 10_000, '"a"', "null", "{}"]
)
def test_strange_lines(line):
    assert one(line)["line"] == 1


def test_numbers_are_json_numbers_and_fractions_are_not_cut_short():
    result = one(json.dumps({**GOOD, "key": ["A", "B", "C"], "rule": "proportional"}))
    assert result["correctness"] == pytest.approx(1 / 3, rel=1e-15)
    assert result["score"] == 1.33


def test_a_very_long_answer_is_marked():
    data = {"id": 1, "type": "填空", "key": [["客户"]], "response": ["客" * 200_000]}
    assert one(json.dumps(data))["score"] == 0
