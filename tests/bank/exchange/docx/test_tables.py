"""Tables of questions: what a row across the whole table says."""

from __future__ import annotations

import io

import pytest
from docx import Document

from app.bank.domain.types import ItemType
from app.bank.exchange.docx import read_docx


def listed(*rows: tuple[str, str]) -> bytes:
    """A table of two columns; a row whose cells say the same is one cell across it."""
    document = Document()
    table = document.add_table(len(rows), 2)
    for row, texts in zip(table.rows, rows, strict=True):
        first, second = row.cells
        if texts[0] == texts[1]:
            first.merge(second).text = texts[0]
        else:
            first.text, second.text = texts
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("terms", "asked"), [("A组 名词", "B组 问题"), ("一、术语", "二、简答（40分）")]
)
def test_a_row_across_the_table_names_the_type_below_it(terms: str, asked: str) -> None:
    found = read_docx(
        listed(
            ("题目", "答案"),
            (terms, terms),
            ("会员日", "每月固定一天的优惠活动。"),
            ("体验券", "供新客户试用的凭证。"),
            (asked, asked),
            ("为什么要回访？", "为了了解情况。"),
        )
    )
    assert [(one.type, one.stem) for one in found.questions] == [
        (ItemType.TERM, "会员日"),
        (ItemType.TERM, "体验券"),
        (ItemType.SHORT_ANSWER, "为什么要回访？"),
    ]
