"""Types as people write them in short, in front of questions and over them."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text
from app.bank.exchange.text.words.headings import find_heading

SINGLE, MANY, TRUTH = ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.TRUE_FALSE
FILL, TERM, SHORT = ItemType.FILL_BLANK, ItemType.TERM, ItemType.SHORT_ANSWER


@pytest.mark.parametrize("brackets", ["[]", "【】", "（）"])
@pytest.mark.parametrize(
    "names", [("单选", "判断", "填空", "名解", "简答"), ("单", "判", "填", "名", "简")]
)
def test_questions_that_begin_with_their_type(brackets: str, names: tuple[str, ...]) -> None:
    opens, closes = brackets
    single, truth, fill, term, short = (f"{opens}{name}{closes} " for name in names)
    text = (
        f"{single}下列不属于售后工作的是\nA.退货\nB.选品\n答案：选品\n\n{truth}对老客户可以不回复。\n答案：错误\n\n"
        f"{fill}把客户按价值分为重要、普通和（  ）三层。\n答案：次要\n\n{term}首问负责\n答案：第一个接待的人负责到底。\n\n"
        f"{short}怎样安抚情绪激动的买家\n答案：倾听；致歉；给出办法。\n"
    )
    questions = read_text(text).questions
    assert [one.type for one in questions] == [SINGLE, TRUTH, FILL, TERM, SHORT]
    assert [one.key for one in questions[:3]] == [("B",), False, (("次要",),)]
    assert [one.stem for one in questions[3:]] == ["首问负责", "怎样安抚情绪激动的买家"]


@pytest.mark.parametrize(
    "line",
    [
        "【填空题】将正确的词填在横线上",
        "[判断] 对的打“√”，错的打“×”",
        "单选：下列各题只有一个正确答案",
        "【多选】多选、少选均不得分",
        "一、判断题：对下列说法作出判断",
    ],
)
def test_what_is_said_of_a_section_heads_it(line: str) -> None:
    assert find_heading(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "[单选] 下列属于售前工作的是",
        "【填空】把工单交给____处理。",
        "[判断] 对买家要一视同仁。",
        "[简答] 请简要说明核单的步骤",
    ],
)
def test_what_a_question_says_does_not(line: str) -> None:
    assert find_heading(line) is None


@pytest.mark.parametrize(
    ("truth", "short"),
    [
        ("下面是判断：", "最后两道简答，写在作业本上"),
        ("②判断", "③简答（每题5分）"),
        ("★判断", "★大题"),
        ("判断", "大题"),
        ("再来两道判断题", "还有一道问答"),
    ],
)
def test_headings_as_people_say_them(truth: str, short: str) -> None:
    text = (
        "单选（每题2分）\n1、催付宜在\nA、下单后不久\nB、半年后\n2、核单要看\nA、地址\nB、星座\n"
        f"{truth}\n3、核单可以省略。\n4、催付要有礼貌。\n{short}\n5、说说怎样催付\n6、说说怎样核单\n"
    )
    assert [one.type for one in read_text(text).questions] == [
        SINGLE,
        SINGLE,
        TRUTH,
        TRUTH,
        SHORT,
        SHORT,
    ]


def test_a_sentence_that_begins_so_is_no_heading() -> None:
    text = "1. 某店退货率高。\n以下判断，正确的是（ ）\nA. 需要查原因\nB. 不必理会\n答案：A\n"
    assert [one.stem for one in read_text(text).questions] == [
        "某店退货率高。\n\n以下判断，正确的是（　）"
    ]


def test_a_word_that_answers_is_no_heading() -> None:
    text = "单选\n1. 甲是（ ）\nA. 甲  B. 乙\n判断\n2. 乙是乙。\n填空\n3. 把整体拆开来看叫做____。\n答案：\n分析\n4. 合起来看叫做____。\n答案：\n综合\n"
    assert [one.key for one in read_text(text).questions[2:]] == [(("分析",),), (("综合",),)]
