"""Ours → Word with its key → ours: what comes back is what was written, but for the losses told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.bank.domain.items import KeyPoint
from app.bank.domain.types import ItemType
from app.bank.exchange.docx.reader import read_docx
from app.bank.exchange.parts import Part
from app.bank.exchange.questions import Choice, Question
from app.bank.exchange.word_check import differing, lost_on_reading
from app.bank.exchange.word_out import write_docx
from tests.bank.exchange.formats.samples import HERE, shipped

# How many of the 1373 shipped questions may lose what, at most; what is not named none may lose.
MOST = {
    Part.LABELS: 1373,
    Part.FEEDBACK: 1373,
    Part.MISCONCEPTION: 1373,
    Part.VARIANTS: 1373,
    Part.DRAWN_NUMBERS: 100,
    Part.TOLERANCE: 80,
    Part.SHUFFLE: 400,
    Part.ORDER: 20,
    Part.EMPHASIS: 170,
    Part.TITLE: 130,
    Part.LINES: 130,
    Part.MATERIAL: 50,
    Part.FORMULAS: 5,
    Part.KEY: 4,
    Part.POINTS: 5,
    Part.STEM: 5,
    Part.TYPE: 5,
    Part.REFERENCE: 5,
    Part.KEY_POINTS: 6,
    Part.EXPLANATION: 6,
}
ESSAY = Question(
    source=HERE,
    type=ItemType.ESSAY,
    stem="论述客户忠诚与客户满意的关系，并举一个例子。",
    reference="满意是忠诚的前提。\n\n满意的客户未必忠诚。",
    key_points=(
        KeyPoint(id="p1", text="满意是前提", points=Decimal(2)),
        KeyPoint(id="p2", text="满意未必忠诚", points=Decimal("2.5")),
        KeyPoint(id="p3", text="例子恰当，说到试卷之外", points=Decimal("1.5")),
    ),
    points=Decimal(6),
)
FILL = Question(
    source=HERE,
    type=ItemType.FILL_BLANK,
    stem="甲有 ____ 种，乙是 ____。",
    blanks=(("二", "2", "两"), ("产品",)),
    points=Decimal(2),
)


def back_of(*questions: Question) -> list[Question]:
    return list(read_docx(write_docx(questions, title="客户关系管理试卷").data).questions)


def losses_of(*questions: Question) -> set[Part]:
    return {loss.field for loss in write_docx(questions, title="卷").losses}


def test_shipped_items_come_back_but_for_what_is_told():
    ours = list(shipped())
    written = write_docx(ours, title="客户关系管理")
    told = Counter(loss.field for loss in written.losses)
    assert {part: count for part, count in told.items() if count > MOST.get(part, 0)} == {}
    hurt = {loss.number for loss in written.losses if loss.field not in _ALWAYS}
    back = Counter(map(_core, read_docx(written.data).questions))
    whole = Counter(_core(one) for place, one in enumerate(ours, 1) if place not in hurt)
    assert whole - back == Counter()
    assert len(ours) - len(hurt) > 900


_ALWAYS = {Part.LABELS, Part.FEEDBACK, Part.MISCONCEPTION, Part.VARIANTS, Part.TOLERANCE}
_ALWAYS |= {Part.SHUFFLE, Part.ORDER}


def _core(question: Question) -> Any:
    points = [(one.text, one.points.normalize()) for one in question.key_points]
    options = [(one.label, one.text) for one in question.options]
    marks = None if question.points is None else question.points.normalize()
    texts = (question.stem, question.reference, question.explanation, question.material)
    rules = repr(texts).replace("| --- ", "|---").replace("---|---", "---|---")
    return (
        question.type,
        rules.replace(" |\\n", "|\\n"),
        repr((options, question.key, points, marks)),
    )


def test_key_points_come_back():
    (found,) = back_of(ESSAY)
    assert [(one.text, one.points) for one in found.key_points] == [
        (one.text, one.points) for one in ESSAY.key_points
    ]
    assert (found.reference, found.points) == (ESSAY.reference, Decimal(6))
    assert losses_of(ESSAY) == set()


def test_other_wordings_of_key_points_are_told():
    point = replace(ESSAY.key_points[0], variants=("先要满意",))
    assert losses_of(replace(ESSAY, key_points=(point, *ESSAY.key_points[1:]))) == {Part.VARIANTS}


def test_forms_and_marks_of_blanks_come_back():
    (found,) = back_of(FILL)
    assert (found.blanks, found.points) == (FILL.blanks, Decimal(2))
    assert losses_of(FILL) == set()


def test_a_form_that_the_reader_takes_for_two_is_told():
    assert losses_of(replace(FILL, blanks=(("二",), ("产品或服务",)))) == {Part.KEY}


def test_bold_is_told():
    assert losses_of(replace(ESSAY, stem="论述**客户忠诚**与客户满意的关系。")) == {Part.EMPHASIS}


def test_a_question_that_the_reader_does_not_find_is_told():
    data = write_docx([FILL], title="卷").data
    assert [one.field for one in lost_on_reading(data, [(1, "7", FILL)])] == [Part.WHOLE]
    assert [one.field for one in lost_on_reading(b"PK", [(1, "1", FILL)])] == [Part.WHOLE]


@pytest.mark.parametrize("last", ["作业收益", "措辞里已经暗示答案"])
def test_options_that_look_like_a_title(last: str):
    choice = Question(
        source=HERE,
        type=ItemType.SINGLE_CHOICE,
        stem="下列各项中属于收益的是（　）。",
        options=(Choice("A", "共生收益"), Choice("B", last)),
        correct=("A",),
        explanation="共生收益指一同成长。",
        points=Decimal(1),
    )
    found = back_of(choice, replace(choice, stem="下列各项中不属于成本的是（　）。"))
    assert [(one.options, one.correct, one.points) for one in found] == [
        (choice.options, choice.correct, choice.points)
    ] * 2


def test_marks_told_in_a_stem_are_no_marks_of_the_question():
    stem = "100 份五级问卷中，70 人选“满意”（4 分），则满意率为 70%。"
    (found,) = back_of(
        Question(source=HERE, type=ItemType.TRUE_FALSE, stem=stem, truth=True, points=Decimal(1))
    )
    assert (found.stem, found.points) == (stem, Decimal(1))


def test_material_stays_with_its_questions():
    own = ("一家店", "这家店开了三年。")
    asked = [replace(ESSAY, material=own), ESSAY, replace(ESSAY, stem="论述流失。", material=own)]
    found = back_of(*asked)
    assert [one.material and one.material[1] for one in found] == [None, own[1], own[1]]


def test_parts_that_differ():
    assert differing(ESSAY, ESSAY) == []
    assert differing(ESSAY, replace(ESSAY, stem="另一句", points=Decimal(1))) == [
        Part.POINTS,
        Part.STEM,
    ]
    assert differing(replace(ESSAY, stem="求 $1 - {x}$"), replace(ESSAY, stem="求 $1-x$")) == [
        Part.FORMULAS
    ]
