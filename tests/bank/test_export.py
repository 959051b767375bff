"""Taking questions out: what the list shows, what a format cannot carry, and the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest

from app.bank.exchange import writing
from app.bank.exchange.parts import Part
from app.bank.exchange.questions import Picture, Question
from app.bank.export_words import LOSS_WORDS, say_loss
from app.bank.listing import ListFilter, read_filter
from app.bank.taking_out import LossLine, questions_shown, sum_up
from tests.bank.imports import (
    Reader,
    blank,
    bring,
    choice,
    confirm,
    many,
    own_items,
    picture,
    truth,
)

pytestmark = pytest.mark.usefixtures("loaded")


@dataclass
class Loss:
    number: int
    field: str
    detail: str = ""


@pytest.fixture
def teacher(make: Any, as_user: Callable[..., Any]) -> Any:
    return as_user(make.teacher())


def test_the_list_is_exported_as_it_is_filtered(teacher: Any, reader: Reader) -> None:
    reader.finds(choice(), truth(), blank())
    confirm(teacher, bring(teacher))
    found = questions_shown(read_filter({"origin": "own", "type": "true_false"}))
    assert [one.stem for one in found] == ["来得勤就一定价值高。"]
    answer = teacher.get("/bank/export/file?format=jsonl&origin=own&type=true_false")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "来得勤就一定价值高。" in answer.text
    assert "卡片为了" not in answer.text
    assert 'href="/bank/export?origin=own"' in teacher.get("/bank?origin=own").text


def test_pictures_go_along(teacher: Any, reader: Reader) -> None:
    shown = (Picture("a", picture()),)
    reader.finds(choice("看图![甲](picture:a)（　）。", pictures=shown))
    confirm(teacher, bring(teacher))
    question: Question = questions_shown(ListFilter(origin="own"))[0]
    assert [one.name in (question.stem or "") for one in question.pictures] == [True]


def test_losses_are_told_before_the_download(teacher: Any, reader: Reader) -> None:
    confirm(teacher, bring(teacher))
    page = teacher.get("/bank/export?format=aiken&origin=own").text
    assert "这种格式装不下下面这些" in page
    assert "/bank/export/file?format=aiken&amp;origin=own" in page
    assert "什么都不会丢" in teacher.get("/bank/export?format=jsonl&origin=own").text


@pytest.mark.parametrize("address", ["", "?format=no", "?format=gift&q=没有这样的题"])
def test_nothing_to_export_is_a_page(teacher: Any, address: str) -> None:
    assert teacher.get(f"/bank/export{address}").status_code == 200
    assert teacher.get(f"/bank/export/file{address}").status_code == 404


def test_number_of_statements_does_not_grow(teacher: Any, reader: Reader, count_sql: Any) -> None:
    costs = []
    for number in (2, 60):
        reader.finds(*many(number))
        confirm(teacher, bring(teacher), **{"c0-choice": "store", "c1-choice": "store"})
        with count_sql() as statements:
            assert teacher.get("/bank/export?format=jsonl&origin=own").status_code == 200
        costs.append(len(statements))
    assert len(own_items()) > 50
    assert costs[0] == costs[1]


def test_whole_questions_that_are_lost_are_told_first() -> None:
    losses = [Loss(n, "labels") for n in range(1, 13)] + [Loss(2, "points"), Loss(3, "whole")]
    assert [line.field for line in sum_up(losses)] == ["whole", "labels", "points"]


def test_losses_are_summed_up_by_field() -> None:
    losses = [Loss(n, "labels") for n in range(1, 13)] + [Loss(2, "points")]
    lines = sum_up(losses)
    assert [(line.field, line.count) for line in lines] == [("labels", 12), ("points", 1)]
    assert lines[0].numbers == tuple(range(1, 11))
    assert say_loss(lines[1]) == "分值：第 2 题"
    assert "12 处" in say_loss(lines[0])
    assert say_loss(LossLine("other", 1, (3,))) == "other：第 3 题"


def test_every_loss_and_every_writer_has_words() -> None:
    from app.bank.export_words import EXPORT_WORDS

    assert set(LOSS_WORDS) == {part.value for part in Part}
    assert set(EXPORT_WORDS) == set(writing.FORMATS)


def test_files_of_one_day_have_names_of_their_own(
    teacher: Any, reader: Reader, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(teacher, bring(teacher))
    # Still the 26th in UTC, the 27th in China.
    monkeypatch.setitem(app.config, "CLOCK", lambda: datetime(2026, 11, 26, 20, 0, tzinfo=UTC))
    names = [
        unquote(
            teacher.get(f"/bank/export/file?format={one}&origin=own").headers["Content-Disposition"]
        ).rpartition("''")[2]
        for one in ("docx", "docx-paper", "docx-sheet", "docx-scheme", "qti2", "qti3", "xlsx")
    ]
    assert names == [
        "题库 2026-11-27 带答案.docx",
        "题库 2026-11-27 不带答案.docx",
        "题库 2026-11-27 答题卡.docx",
        "题库 2026-11-27 评分标准.docx",
        "题库 2026-11-27 QTI 2.1.zip",
        "题库 2026-11-27 QTI 3.0.zip",
        "题库 2026-11-27.xlsx",
    ]
