"""Every question of a marked-up file stands beside its own lines."""

from __future__ import annotations

import re

import pytest

from app.bank.exchange.formats.element_lines import MOST_LINES
from app.bank.exchange.formats.zipped import write_zip
from app.bank.exchange.questions import ProblemKind, Question
from app.bank.exchange.reading import read
from app.bank.exchange.source_lines import LONGEST_LINE
from tests.bank.exchange.formats.foreign import foreign

SAMPLES = foreign()
MARKED_UP = ("aiken", "gift", "moodle", "rmd", "rnw", "yaml")


def beside(question: Question, lines: tuple[str, ...]) -> str:
    return "\n".join(lines[question.source.first - 1 : question.source.last])


def letters(text: str) -> str:
    return "".join(sign for sign in text if "一" <= sign <= "鿿")


@pytest.mark.parametrize("format_", MARKED_UP)
def test_the_lines_of_a_question_hold_its_words_and_no_other_ones(format_: str) -> None:
    found = read(f"a.{format_}", SAMPLES[format_])
    assert found.lines
    before = 0
    for question in found.questions:
        own = letters(beside(question, found.lines))
        words = letters(question.stem or "")
        assert words[:8] in own
        assert letters(question.options[-1].text if question.options else words)[:6] in own
        assert before < question.source.first <= question.source.last <= len(found.lines)
        before = question.source.last


def test_pictures_and_long_lines_are_cut_where_they_are_shown() -> None:
    picture, long = b"<!--" + b"iVBORw0KGgo" * 900 + b"-->", b"<!--" + "话".encode() * 9000 + b"-->"
    data = SAMPLES["moodle"].replace(b"</quiz>", picture + b"\n" + long + b"</quiz>")
    lines = read("a.xml", data).lines
    assert any("<!--…-->" in line for line in lines)
    assert max(map(len, lines)) == LONGEST_LINE + 1


def test_several_questions_on_one_line_have_no_lines_of_their_own() -> None:
    data = SAMPLES["moodle"].replace(b"\r", b"").replace(b"\n", b" ")
    found = read("a.xml", data)
    assert len(found.questions) > 1
    assert found.lines == ()


@pytest.mark.parametrize("format_", ["qti2", "qti3", "qti22", "qti30", "canvas"])
def test_the_elements_of_a_package_are_told_in_words(format_: str) -> None:
    found = read(f"a.{'xml' if format_ in ('qti22', 'qti30') else 'zip'}", SAMPLES[format_])
    before = 0
    for question in found.questions:
        own = beside(question, found.lines)
        assert letters(question.stem or "")[:6] in letters(own)
        assert all(letters(option.text)[:6] in letters(own) for option in question.options)
        assert not re.search(r"</?(p|div|span|mattext)\b", own)
        assert question.source.path
        assert before + 1 == question.source.first <= question.source.last
        before = question.source.last
    assert before == len(found.lines)


def test_the_key_stands_in_the_lines_of_a_canvas_question() -> None:
    found = read("a.zip", SAMPLES["canvas"])
    own = beside(found.questions[0], found.lines)
    assert "哪些是主动服务？" in own
    assert "varequal respident=response1" in own
    # What could not be read names the line beside which it stands.
    lost = next(
        p for q in found.questions for p in q.problems if p.kind is ProblemKind.LOST_FEATURE
    )
    assert lost.place == found.questions[3].source.first


def test_lines_of_a_package_end_somewhere() -> None:
    long = foreign_canvas_with(300)
    found = read("a.zip", long)
    assert len(found.lines) == MOST_LINES
    assert found.lines[-1] == "…"


def foreign_canvas_with(count: int) -> bytes:
    """A Canvas export whose only question has so many options."""
    labels = "".join(
        f'<response_label ident="{n}"><material><mattext>项{n}</mattext></material></response_label>'
        for n in range(count)
    )
    text = (
        '<questestinterop><assessment title="x"><section ident="root_section"><item ident="i"><presentation>'
        "<material><mattext>问</mattext></material><response_lid ident='r'><render_choice>"
        f"{labels}</render_choice></response_lid></presentation></item></section></assessment></questestinterop>"
    )
    return write_zip([("a/a.xml", text.encode()), ("a/assessment_meta.xml", b"<quiz/>")])


@pytest.mark.parametrize("format_", ["jsonl"])
def test_packages_keep_the_paths_of_their_questions(format_: str) -> None:
    found = read(f"a.{format_}", SAMPLES[format_])
    assert found.lines == ()
    assert any(one.source.path or one.source.first for one in found.questions)
