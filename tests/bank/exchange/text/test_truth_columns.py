"""Tables of statements whose column of keys is named by what stands in it: T/F, 对错, 判断结果."""

from __future__ import annotations

import pytest

from app.bank.exchange.docx import read_docx
from app.bank.exchange.text import read_text
from tests.bank.exchange.docx.documents import packed, paragraph, run
from tests.bank.exchange.docx.test_teachers_copies import table


@pytest.mark.parametrize("name", ["T/F", "对错", "对/错", "正误", "√/×", "是/否", "判断结果"])
@pytest.mark.parametrize("why", ["依据", "理由", "判断依据"])
def test_the_keys_of_a_column_with_such_a_name(name: str, why: str) -> None:
    rows = [
        ["序号", "题目", name, why],
        ["1", "会员卡只能线下办理。", "F", "线上也可以。"],
        ["2", "积分可以抵扣现金。", "T", ""],
    ]
    text = "\n".join("\t".join(row) for row in rows)
    cells = [[paragraph(run(cell)) for cell in row] for row in rows]
    heading = "二、判断题（每题1分）"
    for found in (
        read_text(f"{heading}\n{text}\n"),
        read_docx(packed(paragraph(run(heading)) + table(*cells))),
    ):
        assert [(one.stem, one.truth) for one in found.questions] == [
            ("会员卡只能线下办理。", False),
            ("积分可以抵扣现金。", True),
        ]
        assert found.questions[0].explanation == "线上也可以。"


def test_a_table_of_data_with_such_a_column_stays_one() -> None:
    rows = [["渠道", "是/否", "人数"], ["门店", "是", "30"], ["网店", "否", "12"]]
    text = "\n".join("\t".join(row) for row in rows)
    found = read_text(f"一、简答题\n1. 看下表，说说哪个渠道更好？\n{text}\n答：门店。\n")
    assert len(found.questions) == 1
