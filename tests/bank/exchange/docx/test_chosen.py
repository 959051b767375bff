"""What colour and struck words tell of 判断 and of written answers."""

from __future__ import annotations

import pytest

from app.bank.exchange.docx import read_docx
from app.bank.exchange.questions import Found
from tests.bank.exchange.docx.documents import packed, paragraph, run

RED = '<w:color w:val="FF0000"/>'
STRUCK = "<w:strike/>"


def read(*paragraphs: str) -> Found:
    return read_docx(packed("".join(paragraphs)))


@pytest.mark.parametrize(
    ("opens", "divider", "closes"), [("    ", " / ", ""), ("（", "/", "）"), ("【", "|", "】")]
)
@pytest.mark.parametrize("look", [RED, STRUCK, '<w:highlight w:val="yellow"/>'])
@pytest.mark.parametrize("marked", ["对", "错"])
def test_one_of_both_words(opens: str, divider: str, closes: str, look: str, marked: str) -> None:
    words = [run(word, look if word == marked else "") for word in ("对", "错")]
    line = paragraph(
        run(f"1. 售后结束了。{opens}") + words[0] + run(divider) + words[1] + run(closes)
    )
    (question,) = read(paragraph(run("一、判断题")), line).questions
    right = "对" if look != STRUCK else "错"
    assert (question.stem, question.truth) == ("售后结束了。", marked == right)


@pytest.mark.parametrize("words", ["    对 / 错", "（对/错）", "（√ ×）"])
def test_both_words_alike_tell_nothing(words: str) -> None:
    (question,) = read(
        paragraph(run("一、判断题")), paragraph(run(f"1. 售后结束了。{words}"))
    ).questions
    assert (question.stem, question.truth) == ("售后结束了。", None)


def test_a_struck_word_of_the_sentence_is_no_key() -> None:
    line = paragraph(run("1. 客户永远是") + run("对", STRUCK) + run("错的吗。"))
    (question,) = read(paragraph(run("一、判断题")), line).questions
    assert question.truth is None


def test_coloured_paragraphs_answer_the_question_above() -> None:
    first, second = read(
        paragraph(run("四、简答题")),
        paragraph(run("1）指出客服的三处不当。")),
        paragraph(run("响应慢；", RED)),
        paragraph(run("没有依据；", RED)),
        paragraph(run("2）替客服重写一遍。")),
        paragraph(run("非常抱歉，我马上处理。", RED)),
    ).questions
    assert (first.stem, second.stem) == ("指出客服的三处不当。", "替客服重写一遍。")
    assert first.reference == "响应慢；\n\n没有依据；"
    assert second.reference == "非常抱歉，我马上处理。"


def test_a_coloured_part_of_keys_is_no_answer_of_the_last_question() -> None:
    found = read(
        paragraph(run("一、单选题")),
        paragraph(run("1. 甲是（ ）")),
        paragraph(run("A. 子")),
        paragraph(run("B. 丑")),
        paragraph(run("二、简答题")),
        paragraph(run("1. 怎样回访？")),
        paragraph(run("参考答案", RED)),
        paragraph(run("一、单选题", RED)),
        paragraph(run("1. B", RED)),
        paragraph(run("二、简答题", RED)),
        paragraph(run("1. 约好时间。", RED)),
    )
    assert [one.correct for one in found.questions] == [("B",), None]
    assert found.questions[1].reference == "约好时间。"


def test_questions_that_are_all_coloured_answer_nothing() -> None:
    found = read(
        paragraph(run("一、简答题")),
        paragraph(run("1. 怎样挽回客户？", RED)),
        paragraph(run("2. 怎样回访客户？", RED)),
    )
    assert [one.stem for one in found.questions] == ["怎样挽回客户？", "怎样回访客户？"]
