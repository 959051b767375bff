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
