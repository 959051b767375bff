"""Every question of a marked-up file stands beside its own lines."""

from __future__ import annotations

import pytest

from app.bank.exchange.questions import Question
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


@pytest.mark.parametrize("format_", ["qti2", "qti3", "canvas", "jsonl"])
def test_packages_keep_the_paths_of_their_questions(format_: str) -> None:
    found = read(f"a.{format_}", SAMPLES[format_])
    assert found.lines == ()
    assert any(one.source.path or one.source.first for one in found.questions)
