"""Questions that show only beside the others that something of them is missing."""

from __future__ import annotations

import pytest

from app.bank.exchange.questions import ProblemKind, Question
from app.bank.exchange.text import read_text

CUT, LOST = ProblemKind.CUT_OFF, ProblemKind.LOST_PICTURE
WHOLE = [
    "积分的作用是（）",
    "会员日属于？",
    "回访的对象是（）",
    "下列属于关怀的有",
    "投诉应当（）处理",
]


def kinds(question: Question) -> set[ProblemKind]:
    return {one.kind for one in question.problems}


def paper(stems: list[str]) -> str:
    lines = (f"{n}. {stem}\nA. 甲{n}\nB. 乙{n}\n答案：A\n" for n, stem in enumerate(stems, 1))
    return "一、单选题\n" + "".join(lines)


def test_the_one_stem_that_breaks_off_is_told() -> None:
    questions = read_text(paper([*WHOLE, "在会员体系里，等级的高低主要看客"])).questions
    assert [CUT in kinds(one) for one in questions] == [False] * 5 + [True]


def test_stems_that_all_stand_without_an_end_are_a_habit() -> None:
    stems = ["会员日的好处", "等级的依据", "积分的来源", "权益的种类", "关怀的时机", "回访的方式"]
    assert not any(CUT in kinds(one) for one in read_text(paper(stems)).questions)


@pytest.mark.parametrize("end", ["③", "（3）", "，"])
def test_an_answer_that_ends_with_the_number_of_a_point(end: str) -> None:
    text = f"一、简答题\n1. 为什么要回访？\n答：①了解情况；②改进服务；{end}\n2. 为什么要分级？\n答：①资源有限；②价值不同。\n"
    questions = read_text(text).questions
    assert [CUT in kinds(one) for one in questions] == [True, False]


def test_an_option_that_lost_its_words() -> None:
    text = "一、多选题\n1. 档案应当（ ）。\nA. 真实\nB.\nC. 完整\n答案：真实;完整\n"
    question = read_text(text).questions[0]
    assert question.correct == ("A", "C")
    assert CUT in kinds(question)


@pytest.mark.parametrize("mark", ["[图片加载失败]", "（图片缺失）"])
def test_words_in_place_of_a_picture(mark: str) -> None:
    text = f"一、单选题\n1. 曲线最高的时期是（ ）。\n{mark}\nA. 形成期\nB. 稳定期\n答案：B\n"
    question = read_text(text).questions[0]
    assert (question.stem, question.correct) == ("曲线最高的时期是（　）。", ("B",))
    assert LOST in kinds(question)


def test_a_picture_that_is_only_spoken_of() -> None:
    text = "一、简答题\n1. 如图所示，哪一类客户的价值最高？\n答：甲类。\n2. 请以图表说明什么是分级。\n答：略去图表。\n"
    assert [LOST in kinds(one) for one in read_text(text).questions] == [True, False]


@pytest.mark.parametrize("words", ["（题干缺失）", "【此处内容缺失】", "(看不清)"])
def test_words_that_say_there_is_no_stem(words: str) -> None:
    text = f"一、单选题\n1. 积分是（A）。\nA. 奖励\nB. 惩罚\n2. {words}\nA. 甲\nB. 乙\n答案：B\n"
    questions = read_text(text).questions
    assert (questions[1].stem, questions[1].correct) == (None, ("B",))
    assert ProblemKind.NO_STEM in kinds(questions[1])


def test_a_choice_with_fewer_options_than_all_others() -> None:
    text = paper([*WHOLE, "等级的依据是（）", "权益不包括（）"])
    text = text.replace("A. 甲7\nB. 乙7\n", "A. 甲7\n")
    questions = read_text(text).questions
    assert [CUT in kinds(one) for one in questions] == [False] * 6 + [True]


def test_a_judgment_that_states_nothing() -> None:
    text = "一、判断题\n1. 回访能发现问题。（√）\n2. 客户（×）\n"
    assert [CUT in kinds(one) for one in read_text(text).questions] == [False, True]


def test_a_full_stop_or_a_question_mark_left_out_is_no_damage() -> None:
    said = [
        "回访要及时。",
        "客户都一样。",
        "投诉是礼物。",
        "积分会过期。",
        "承诺要兑现。",
        "分级有依据",
    ]
    asked = [f"怎样处理第{n}类投诉？" for n in "一二三四五"] + ["简述分级的意义"]
    lines = ["一、判断题", *(f"{n}. {one}（√）" for n, one in enumerate(said, 1)), "二、简答题"]
    lines += [f"{n}. {one}\n答：略说一二。" for n, one in enumerate(asked, 1)]
    assert not any(CUT in kinds(one) for one in read_text("\n".join(lines)).questions)


def test_a_statement_that_goes_on_is_told() -> None:
    said = [
        "回访要及时。",
        "客户都一样。",
        "投诉是礼物。",
        "积分会过期。",
        "承诺要兑现。",
        "企业应当在",
    ]
    lines = ["一、判断题", *(f"{n}. {one}（√）" for n, one in enumerate(said, 1))]
    found = read_text("\n".join(lines)).questions
    assert [CUT in kinds(one) for one in found] == [False] * 5 + [True]
