"""Titles in bold that hold the letter of a paper, which is no option's."""

from __future__ import annotations

import pytest

from app.bank.exchange.docx import read_docx
from tests.bank.exchange.docx.documents import packed, paragraph, run

BOLD = "<w:b/>"


@pytest.mark.parametrize("name", ["试卷（B）", "试题(A)", "（B）卷", "测试题（ A 卷）", "试卷"])
def test_the_keys_behind_a_bold_title_with_the_letter_of_the_paper(name: str) -> None:
    lines = [
        run(f"会员管理{name}", BOLD),
        run("一、单项选择题", BOLD),
        run("1．积分到期前应当（　　）。"),
        run("A．提醒会员    B．清零了事    C．提高售价    D．不必理会"),
        run("二、简答题", BOLD),
        run("1．怎样设计会员等级？"),
        run(f"会员管理{name}参考答案与评分标准", BOLD),
        run("一、单项选择题", BOLD),
        run("1．A"),
        run("二、简答题", BOLD),
        run("1．看消费金额，也看频次。"),
    ]
    choice, written = read_docx(packed("".join(map(paragraph, lines)))).questions
    assert choice.key == ("A",)
    assert written.reference == "看消费金额，也看频次。"


def test_a_bold_option_in_brackets_is_still_the_key() -> None:
    lines = [run("一、单选题")]
    for n in (1, 2):
        lines += [run(f"{n}. 第{n}次会员日最先要备好的是？")]
        lines += [run("（A）考卷") + run("（B）会员卡", BOLD) + run("（C）传单")]
        lines += [run("（D）卷宗")]
    first, second = read_docx(packed("".join(map(paragraph, lines)))).questions
    assert (first.key, second.key) == (("B",), ("B",))
