"""Keys in the words of whoever wrote them: on a line of their own, in an explanation, of statements."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text

CHOICE = "1.回访的目的是（  ）\nA.推销\nB.了解使用情况\nC.催款\n{0}\n2.建档的第一步是（  ）\nA.打印\nB.收集资料\nC.归档\n{0}\n"
TRUTH = "二、判断题\n1.回访就是推销。\n答案：{0}\n2.档案建成之后不必更新。\n答案：{0}\n"


@pytest.mark.parametrize(
    "said",
    [
        "本题正确答案为：B",
        "答案→B",
        "正答：B",
        "故答案为B",
        "故答案选：B。",
        "答案（B）",
        "选（B）",
        "所以，正确答案是B项。",
        "解析：A、C与回访无关，本题答案为B。",
        "【解析】本题考查流程，应选B。",
        "解析：B项正确。",
    ],
)
def test_a_letter_however_it_is_said(said: str) -> None:
    assert [one.correct for one in read_text(CHOICE.format(said)).questions] == [("B",)] * 2


@pytest.mark.parametrize("said", ["解析：A项正确，B项正确。", "解析：见教材B项。", "B类客户"])
def test_letters_that_tell_no_key(said: str) -> None:
    assert [one.correct for one in read_text(CHOICE.format(said)).questions] == [None] * 2


def test_what_is_right_is_no_key_where_the_wrong_one_is_asked_for() -> None:
    text = "1.下列说法不正确的是（  ）\nA.回访要预约\nB.回访要骚扰\nC.回访要记录\n解析：A项正确。\n"
    assert read_text(text).questions[0].correct is None


@pytest.mark.parametrize(
    ("said", "truth"),
    [
        ("说法错误", False),
        ("该说法正确。", True),
        ("本题说法正确。", True),
        ("打×", False),
        ("此题表述是错误的。", False),
    ],
)
def test_what_is_said_of_a_statement(said: str, truth: bool) -> None:
    assert [one.truth for one in read_text(TRUTH.format(said)).questions] == [truth] * 2


def test_small_questions_counted_in_words() -> None:
    text = (
        "一、单选题\n第一小题：回访的目的是（  ）\nA．推销  B．了解情况\n第二小题：建档先（  ）\nA．收集资料  B．归档\n"
        "答案：第一小题B；第二小题A\n"
    )
    questions = read_text(text).questions
    assert [(one.stem, one.correct) for one in questions] == [
        ("回访的目的是（\u3000）", ("B",)),
        ("建档先（\u3000）", ("A",)),
    ]


def test_keys_at_the_edge_of_the_page_behind_an_empty_bracket() -> None:
    text = "一、单选题\n1.回访的目的是（  ）                  B\nA.推销 B.了解情况 C.催款\n"
    (question,) = read_text(text).questions
    assert (question.stem, question.correct) == ("回访的目的是（\u3000）", ("B",))


def test_a_row_of_numbers_over_a_row_of_keys() -> None:
    asked = "".join(f"{n}.第{n}步是（  ）\nA.收集\nB.打印\nC.归档\n" for n in (1, 2, 3))
    text = f"一、单选题\n{asked}参考答案\n1  2  3\nA  B  C\n"
    assert [one.correct for one in read_text(text).questions] == [("A",), ("B",), ("C",)]


def test_keys_of_two_papers_behind_both() -> None:
    paper = "{}卷\n一、单选题\n1.{}（  ）\nA.收集 B.打印\n2.{}（  ）\nA.收集 B.打印\n"
    text = (
        paper.format("A", "先做", "后做")
        + paper.format("B", "必做", "选做")
        + "A卷答案：1.A 2.B\nB卷答案：1.B 2.A\n"
    )
    assert [one.correct for one in read_text(text).questions] == [("A",), ("B",), ("B",), ("A",)]


def test_an_answer_that_skips_sections_of_which_none_is_told() -> None:
    text = (
        "一、单选题\n(1) 先做(   )\n（A）收集\n（B）打印\n(2) 后做(   )\n（A）收集\n（B）打印\n六、简答题（6分）\n"
        "(1) 试述回访的意义。\n参考答案\n一、(1)A (2)B\n六、了解情况、发现问题、带来口碑。\n"
    )
    assert read_text(text).questions[-1].reference == "了解情况、发现问题、带来口碑。"


@pytest.mark.parametrize(
    ("answer", "forms"),
    [
        ("1.2/1.2至3.6", ("1.2", "1.2至3.6")),
        ("7/七", ("7", "七")),
        ("7（七）", ("7（七）", "7", "七")),
        ("1/3", ("1/3",)),
        ("24/7", ("24/7",)),
    ],
)
def test_forms_of_a_number(answer: str, forms: tuple[str, ...]) -> None:
    (question,) = read_text(f"填空题\n1.时限为____。\n答案：{answer}\n").questions
    assert question.blanks == (forms,)


@pytest.mark.parametrize(
    "text",
    [
        "1.客户分为____和____。（顺序可换）\n答案：新客户 老客户\n",
        "1.客户分为____和____。\n答案：新客户、老客户（不分先后）\n",
        "1.客户分为____和____。\n答案：新客户；老客户，顺序不限\n",
    ],
)
def test_blanks_that_may_change_places(text: str) -> None:
    (question,) = read_text(f"填空题\n{text}").questions
    assert (question.stem, question.blanks) == ("客户分为____和____。", (("新客户",), ("老客户",)))
    assert not question.ordered


def test_an_order_that_is_asked_about_stays_a_word() -> None:
    (question,) = read_text("填空题\n1.处理投诉要讲____。\n答案：先后顺序\n").questions
    assert (question.blanks, question.ordered) == ((("先后顺序",),), True)


def test_words_of_a_blank_in_square_brackets_at_the_end() -> None:
    (question,) = read_text("填空题\n1.三度是指知名度、____、忠诚度。[美誉度]\n").questions
    assert (question.stem, question.blanks) == ("三度是指知名度、____、忠诚度。", (("美誉度",),))


def test_type_and_marks_in_brackets_in_front_of_what_asks_for_the_following() -> None:
    text = (
        "[单选题][2分] 应在几声之内接起？\nA、三声\nB、九声\n答案：A\n\n"
        "[单选题][2分] 下列问句中属于封闭式提问的是（    ）。\nA、哪里不满意\nB、今天收到货了吗\n答案：B\n\n"
        "[简答题][8分] 怎样拒绝不合理的要求？\n答案：1）先表示理解；\n2）说明依据；\n3）给出替代的方案。\n\n# 共3题  导出完成\n"
    )
    found = read_text(text)
    assert [one.stem for one in found.questions] == [
        "应在几声之内接起？",
        "下列问句中属于封闭式提问的是（\u3000）。",
        "怎样拒绝不合理的要求？",
    ]
    assert found.questions[2].reference == "1）先表示理解；\n\n2）说明依据；\n\n3）给出替代的方案。"
    assert "共3题" in found.loose[-1][1]


def test_the_bare_name_of_a_type_behind_a_number_and_answers_that_come_later() -> None:
    text = "7. 大客户管理（名词解释）\n答：专人服务。\n8. 简答 大客户流失怎样防范？\n答：定期拜访。\n9. 怎样写拜访计划？（这题答案下次课讲）\n"
    found = read_text(text)
    assert [(one.type, one.stem) for one in found.questions] == [
        (ItemType.TERM, "大客户管理"),
        (ItemType.SHORT_ANSWER, "大客户流失怎样防范？"),
        (ItemType.SHORT_ANSWER, "怎样写拜访计划？"),
    ]
    assert found.loose == ((5, "（这题答案下次课讲）"),)


@pytest.mark.parametrize(
    "answer", ["1.新客户 2.老客户", "空1：新客户；空2：老客户", "1、新客户；2、老客户"]
)
def test_words_of_blanks_that_are_counted(answer: str) -> None:
    (question,) = read_text(f"填空题\n1.客户分为____和____。\n答案：{answer}\n").questions
    assert question.blanks == (("新客户",), ("老客户",))
