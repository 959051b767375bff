"""The words that earned a key point, marked in the answer: exact, escaped, overlapping."""

from __future__ import annotations

from typing import Any

import pytest

from app.marking.highlight import highlight, sign, spans_of


@pytest.fixture(autouse=True)
def _in_request(app: Any) -> Any:
    with app.test_request_context():
        yield


def test_ranges_are_marked_and_numbered_and_text_is_text() -> None:
    html = str(highlight("<b>甲</b>乙丙", [("k2", 3, 4)], {"k1": 1, "k2": 2}))
    assert html.startswith('&lt;b&gt;<mark class="zk-evidence">甲</mark><sup')
    assert "②" in html
    assert html.endswith("&lt;/b&gt;乙丙")


def test_overlapping_ranges_keep_every_character_once() -> None:
    html = str(highlight("一二三四五", [("a", 0, 3), ("b", 2, 5)], {"a": 1, "b": 2}))
    marks = [piece.split("</mark>")[0] for piece in html.split('<mark class="zk-evidence">')[1:]]
    assert marks == ["一二", "三", "四五"]
    assert html.index("①") < html.index("②")


@pytest.mark.parametrize("span", [("a", 9, 12), ("a", 3, 3), ("z", 0, 2), ("a", 4, 2)])
def test_ranges_that_cannot_be_are_left_out(span: tuple[str, int, int]) -> None:
    assert str(highlight("一二三", [span], {"a": 1})) == "一二三"


def test_lines_are_kept() -> None:
    assert str(highlight("一\n二", [], {})) == "一<br>二"


def test_notes_are_read_with_care() -> None:
    assert spans_of({"spans": [["a", 0, 2], ["b", "x", 1], [1, 2], "c"]}) == [("a", 0, 2)]
    assert spans_of({}) == []
    assert spans_of({"spans": "no"}) == []


def test_signs_go_on_beyond_twenty() -> None:
    assert (sign(1), sign(20), sign(21)) == ("①", "⑳", "(21)")
