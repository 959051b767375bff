"""Ours → format → ours: what comes back is what was written, but for the losses that are reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.bank.domain.items import ItemType
from app.bank.exchange.formats.aiken import read_aiken
from app.bank.exchange.formats.csv_ import read_csv
from app.bank.exchange.formats.gift import read_gift
from app.bank.exchange.formats.jsonl import read_jsonl
from app.bank.exchange.formats.moodle import read_moodle
from app.bank.exchange.formats.qti2 import read_qti2
from app.bank.exchange.formats.xlsx import read_xlsx
from app.bank.exchange.formats.yaml_ import read_yaml
from app.bank.exchange.loss import Loss, fit
from app.bank.exchange.parts import Part, is_plain_number
from app.bank.exchange.questions import Found, Question
from app.bank.exchange.reading import read
from app.bank.exchange.writing import FORMATS
from tests.bank.exchange.formats.samples import bare, came_back, carried, questions, shipped

READERS: dict[str, Callable[[bytes, str], Found]] = {
    "aiken": read_aiken,
    "csv": read_csv,
    "gift": read_gift,
    "jsonl": read_jsonl,
    "moodle": read_moodle,
    "qti2": read_qti2,
    "qti3": read_qti2,
    "xlsx": read_xlsx,
    "yaml": read_yaml,
}
# What is lost of the shipped bank, by format: all that each format cannot carry, and nothing else.
LOST = {
    "aiken": {"whole", "feedback", "explanation", "points", "labels", "misconception"}
    | {"lines", "material", "shuffle"},
    "csv": {"drawn_numbers"},
    "gift": {"points", "misconception", "reference", "key_points", "whole", "shuffle"}
    | {"drawn_numbers", "tolerance"},
    "jsonl": set[str](),
    "moodle": {"misconception", "drawn_numbers", "order", "tolerance"},
    "qti2": {"misconception", "drawn_numbers", "order", "tolerance"},
    "qti3": {"misconception", "drawn_numbers", "order", "tolerance"},
    "xlsx": {"drawn_numbers"},
    "yaml": set[str](),
}


def expected(format_: str, found: list[Question]) -> list[Question]:
    carries = FORMATS[format_].carries
    return [bare(one) for one in found] if carries is None else carried(found, carries)


@pytest.mark.parametrize("format_", READERS)
def test_every_shipped_item_comes_back(format_: str):
    ours = list(shipped())
    written = FORMATS[format_].write(ours, title="客户关系管理")
    # As a person brings it in: nobody says which format it is.
    back = came_back(read(f"题库.{written.extension}", written.data))
    assert back == expected(format_, ours)
    assert {loss.field.value for loss in written.losses} == LOST[format_]


@pytest.mark.parametrize("format_", READERS)
def test_a_question_without_losses_comes_back_whole(format_: str):
    """The report is no excuse: whatever it does not name is equal to the original."""
    ours = list(shipped())
    written = FORMATS[format_].write(ours, title="题库")
    hurt = {loss.number for loss in written.losses}
    whole = [bare(one) for place, one in enumerate(ours, 1) if place not in hurt]
    back = came_back(READERS[format_](written.data, f"x.{written.extension}"))
    assert Counter(map(repr, whole)) <= Counter(map(repr, back))


@pytest.mark.parametrize("format_", READERS)
def test_the_report_names_only_what_is_lost(format_: str):
    """No false alarm either: each question it names comes back otherwise or not at all, and what the
    format carries is never named."""
    ours = list(shipped())
    carries = FORMATS[format_].carries
    written = FORMATS[format_].write(ours, title="题库")
    if carries is None:
        assert written.losses == ()
        return
    left_out = {loss.number for loss in written.losses if loss.field is Part.WHOLE}
    back = iter(came_back(READERS[format_](written.data, f"x.{written.extension}")))
    named = {loss.number for loss in written.losses}
    same = [
        place
        for place, one in enumerate(ours, 1)
        if place not in left_out and next(back) == bare(one) and place in named
    ]
    assert same == []
    assert next(back, None) is None
    carried_yet_named = [
        loss
        for loss in written.losses
        if loss.field in carries.parts and not _is_uneven(ours[loss.number - 1], loss)
    ]
    assert carried_yet_named == []


def _is_uneven(question: Question, loss: Loss) -> bool:
    """Whether a tolerance is lost because no format can tell it of blanks that take words as well."""
    forms = [form for blank in question.blanks or () for form in blank]
    return loss.field is Part.TOLERANCE and not all(map(is_plain_number, forms))


def test_no_format_is_forgotten():
    """What can be written is read back here, or in the tests of Word papers; sheets without questions
    or without keys are not for bringing in."""
    of_word = {name for name in FORMATS if name.startswith("docx")}
    assert set(FORMATS) - set(READERS) == of_word
    assert of_word == {"docx", "docx-paper", "docx-sheet", "docx-scheme"}
    assert len(shipped()) > 1300


@pytest.mark.parametrize("format_", READERS)
def test_the_same_questions_give_the_same_bytes(format_: str):
    ours = list(shipped())[:60]
    write = FORMATS[format_].write
    assert write(ours, title="题库").data == write(ours, title="题库").data


@pytest.mark.parametrize("format_", READERS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)
@given(ours=st.lists(questions(), min_size=1, max_size=3))
def test_nasty_text_comes_back(format_: str, ours: list[Question]):
    want = expected(format_, ours)
    if not want:
        assert all(loss.field == "whole" for loss in fit(ours, _carries(format_))[1])
        return
    written = FORMATS[format_].write(ours, title="题 <库>")
    assert came_back(READERS[format_](written.data, f"x.{written.extension}")) == want


def _carries(format_: str):
    carries = FORMATS[format_].carries
    assert carries is not None
    return carries


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "stem", ["题干里写着“答案：A”也是题干（关答案：A4）", "参考答案：B 该不该先给学生看？"]
)
def test_a_stem_that_speaks_of_an_answer_stays_whole_in_our_own_tables(format_: str, stem: str):
    ours = [replace(one, stem=stem) for one in shipped() if one.type is ItemType.SHORT_ANSWER][:1]
    written = FORMATS[format_].write(ours, title="题库")
    (back,) = came_back(READERS[format_](written.data, f"x.{written.extension}"))
    assert back.stem == stem
