from __future__ import annotations

from app.reader.domain.minutes import share_minutes
from app.reader.domain.plain import plain_text


def test_text_comes_without_markup_and_blocks_are_parted() -> None:
    html = '<p>先<b>记住</b>，再<a href="/glossary#x">算清</a>。</p><ul><li>一</li><li>二</li></ul>'
    assert plain_text(html) == "先记住，再算清。 一 二"


def test_drawings_formulas_and_footnote_marks_are_left_out() -> None:
    html = "<p>甲<sup><a>1</a></sup>乙<svg><title>图</title></svg><math><mi>V</mi></math>丙</p>"
    assert plain_text(html) == "甲乙丙"


def test_signs_come_as_themselves() -> None:
    assert plain_text("<p>R&amp;D &lt;b&gt;</p>") == "R&D <b>"


def test_minutes_follow_the_length() -> None:
    assert share_minutes(60, [1000, 2000, 3000]) == [10, 20, 30]


def test_no_section_takes_less_than_a_minute() -> None:
    assert share_minutes(5, [1, 10_000]) == [1, 5]
    assert share_minutes(5, [0, 0]) == [1, 1]
