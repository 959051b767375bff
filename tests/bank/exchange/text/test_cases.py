"""Cases and the questions about them: which text is the case, which the question, which the answer."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text

BANK = "某银行上了客户关系管理系统，但客户经理不愿录入数据，系统形同虚设。"
HOTPOT = "一家火锅店以服务闻名，员工有权免单，别的店学不会。"
LINES = f"""五、案例分析题
1.{BANK}
问题：
（1）该银行错在哪里？
（2）应怎样改进？
答案要点：
（1）先上软件后改流程。
（2）先培训，再改流程。
2.{HOTPOT}
问题：
（1）这家店的服务好在哪里？
（2）授权有什么风险？
答案要点：
（1）超出期望。
（2）成本失控。
"""
ONE_LINE = f"""五、案例分析题
1.{BANK}问题：（1）该银行错在哪里？（2）应怎样改进？答案要点：（1）先上软件后改流程。（2）先培训，再改流程。
2.{HOTPOT}问题：（1）这家店的服务好在哪里？（2）授权有什么风险？答案要点：（1）超出期望。（2）成本失控。
"""


def test_a_case_without_a_name_is_the_material_of_the_questions_behind_it() -> None:
    found = read_text(
        f"五、案例分析题\n{BANK}\n行长为此很苦恼。\n1. 该银行错在哪里？\n2. 应怎样改进？\n"
    )
    assert found.loose == ()
    assert [(one.stem, one.material) for one in found.questions] == [
        ("该银行错在哪里？", ("", f"{BANK}\n\n行长为此很苦恼。")),
        ("应怎样改进？", ("", f"{BANK}\n\n行长为此很苦恼。")),
    ]


def test_a_short_line_in_front_of_questions_is_no_case() -> None:
    found = read_text("五、案例分析题\n请认真作答。\n1. 该银行错在哪里？\n2. 应怎样改进？\n")
    assert [one.material for one in found.questions] == [None, None]
    assert found.loose == ((2, "请认真作答。"),)


@pytest.mark.parametrize("text", [LINES, ONE_LINE], ids=["lines", "one line"])
def test_numbered_cases_keep_their_questions_and_answers(text: str) -> None:
    found = read_text(text)
    assert found.loose == ()
    assert [(one.type, one.stem, one.reference, one.material) for one in found.questions] == [
        (ItemType.ESSAY, "该银行错在哪里？", "先上软件后改流程。", ("", BANK)),
        (ItemType.ESSAY, "应怎样改进？", "先培训，再改流程。", ("", BANK)),
        (ItemType.ESSAY, "这家店的服务好在哪里？", "超出期望。", ("", HOTPOT)),
        (ItemType.ESSAY, "授权有什么风险？", "成本失控。", ("", HOTPOT)),
    ]


BOOKSHOP = (
    "某书店给常客寄生日卡，一年后回头率从三成升到五成。店主想把这个办法推广到全市的十家分店。"
)
TEAHOUSE = "某茶馆把老客的口味写在小本子上，换了店员之后本子丢了，老客渐渐不来。老板为此很苦恼。"


@pytest.mark.parametrize(
    "text",
    [
        f"{BOOKSHOP}\n问题：\n1. 属于哪一种客户关怀？\n2. 推广时要注意什么？\n{TEAHOUSE}\n问题：\n1. 问题出在哪里？\n2. 请提出改进建议。",
        f"{BOOKSHOP}\n1. 属于哪一种客户关怀？\n2. 推广时要注意什么？\n{TEAHOUSE}\n3. 问题出在哪里？\n4. 请提出改进建议。",
        f"{BOOKSHOP}\n（1）属于哪一种客户关怀？\n（2）推广时要注意什么？\n答：（1）情感关怀。\n（2）分店要有记录。\n{TEAHOUSE}\n（1）问题出在哪里？\n（2）请提出改进建议。\n答：（1）没有统一保管。\n（2）建立档案。",
    ],
)
def test_a_second_case_without_a_name_is_that_of_its_own_questions(text: str) -> None:
    questions = read_text(f"三、案例分析题（每题10分，共20分）\n{text}").questions
    told = [one.material[1] if one.material else "" for one in questions]
    assert told == [BOOKSHOP, BOOKSHOP, TEAHOUSE, TEAHOUSE]
    assert not any("茶馆" in (one.reference or "") for one in questions)
