"""The words that earned a key point, marked in the answer: exact, escaped, overlapping."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from app.marking.highlight import highlight, sign, spans_of


@pytest.fixture(autouse=True)
def _in_request(app: Any) -> Any:
    with app.test_request_context():
        yield


def test_ranges_are_marked_and_numbered_and_text_is_text() -> None:
    html = str(highlight("<b>甲</b>乙丙", [("k2", 3, 4)], {"k1": 1, "k2": 2}))
    assert html.startswith('&lt;b&gt;<mark class="zk-span" data-k="2">甲</mark><sup')
    assert "②" in html
    assert html.endswith("&lt;/b&gt;乙丙")


def test_overlapping_ranges_keep_every_character_once() -> None:
    html = str(highlight("一二三四五", [("a", 0, 3), ("b", 2, 5)], {"a": 1, "b": 2}))
    marks = re.findall(r'<mark class="zk-span" data-k="([^"]*)">([^<]*)</mark>', html)
    assert marks == [("1", "一二"), ("1 2", "三"), ("2", "四五")]
    assert html.index("①") < html.index("②")


def test_words_that_say_a_point_in_part_look_and_read_different() -> None:
    html = str(highlight("一二三", [("a", 0, 2), ("b", 1, 3)], {"a": 1, "b": 2}, halves={"b"}))
    assert re.findall(r'class="(zk-span[^"_]*)"', html) == [
        "zk-span",
        "zk-span",
        "zk-span zk-span--half",
    ]
    assert "（采分点 2，写到一半）" in html
    assert "（采分点 1）" in html


def test_no_other_part_of_the_site_dresses_the_marked_words() -> None:
    sheets = Path(highlight.__code__.co_filename).parents[1] / "static" / "css"
    dressed = {
        path.name
        for path in sheets.glob("*.css")
        if re.search(r"\.zk-span\b", path.read_text("utf-8"))
    }
    assert dressed == {"review.css"}


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
