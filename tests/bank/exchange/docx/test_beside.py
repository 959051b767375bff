"""Keys beside the text of a document: in notes, remarks and hidden words, in columns of tables, by styles."""

from __future__ import annotations

import pytest

from app.bank.exchange.docx import read_docx
from tests.bank.exchange.docx.documents import W, packed, paragraph, run

RED = '<w:color w:val="FF0000"/>'
UNDER = '<w:u w:val="single"/>'
KINDS = [("footnote", "footnotes"), ("endnote", "endnotes"), ("comment", "comments")]


def lines(*texts: str) -> str:
    return "".join(paragraph(run(text)) for text in texts)


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def words(*rows: list[str]) -> str:
    return table(*([paragraph(run(cell)) for cell in row] for row in rows))


def noted(kind: str, *texts: str) -> str:
    notes = "".join(
        f'<w:{kind} w:id="{n}">{paragraph(run(text))}</w:{kind}>' for n, text in enumerate(texts, 1)
    )
    return f'<w:{kind}s xmlns:w="{W}">{notes}</w:{kind}s>'


def reference(kind: str, number: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


@pytest.mark.parametrize(("kind", "part"), KINDS)
def test_notes_and_remarks_that_answer(kind: str, part: str) -> None:
    body = lines("一、单选题") + paragraph(run("1.回访为了（  ）") + reference(kind, 1))
    body += lines("A.推销 B.了解情况") + paragraph(run("2.建档先（  ）") + reference(kind, 2))
    body += lines("A.收集 B.打印", "二、简答题")
    body += paragraph(run("3.怎样回访？") + reference(kind, 3))
    told = noted(kind, "答案：B", "A", "答：先预约，再记录。")
    questions = read_docx(packed(body, {f"word/{part}.xml": told})).questions
    assert [one.correct for one in questions[:2]] == [("B",), ("A",)]
    assert questions[2].reference == "先预约，再记录。"


def test_notes_that_only_remark_change_nothing() -> None:
    body = lines("一、单选题") + paragraph(run("1.回访为了（  ）") + reference("footnote", 1))
    body += lines("A.推销 B.了解情况")
    parts = {"word/footnotes.xml": noted("footnote", "出自教材第三章。")}
    (question,) = read_docx(packed(body, parts)).questions
    assert (question.stem, question.correct) == ("回访为了（\u3000）", None)


def test_a_remark_beside_the_right_option() -> None:
    body = lines("一、单选题", "1.回访为了（  ）", "A.推销")
    body += paragraph(run("B.了解情况") + reference("comment", 1)) + lines("C.催款")
    parts = {"word/comments.xml": noted("comment", "正确答案")}
    (question,) = read_docx(packed(body, parts)).questions
    assert (question.correct, question.options[1].text) == (("B",), "了解情况")


def test_hidden_keys_are_read_and_other_hidden_words_are_not() -> None:
    hidden = "<w:vanish/>"
    body = lines("一、单选题", "1.回访为了（  ）", "A.推销 B.了解情况")
    body += paragraph(run("答案：", hidden) + run("B", hidden))
    body += paragraph(run("某某网独家") + run("禁止转载", hidden))
    found = read_docx(packed(body))
    assert found.questions[0].correct == ("B",)
    assert not any("禁止转载" in line for line in found.lines)


def test_words_underlined_by_a_style_fill_blanks() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="character" w:styleId="gap"><w:rPr>{UNDER}</w:rPr>'
        "</w:style></w:styles>"
    )
    look = '<w:rStyle w:val="gap"/>'
    body = lines("二、填空题")
    body += paragraph(
        run("1.客户分为") + run("新客户", look) + run("和") + run("老客户", look) + run("。")
    )
    (question,) = read_docx(packed(body, {"word/styles.xml": styles})).questions
    assert (question.stem, question.blanks) == ("客户分为____和____。", (("新客户",), ("老客户",)))


def test_underlined_answers_in_a_numbered_table() -> None:
    rows = [
        [paragraph(run(str(n))), paragraph(run("客户是") + run(word, UNDER) + run("。"))]
        for n, word in ((1, "对象"), (2, "资源"))
    ]
    questions = read_docx(packed(lines("二、填空题") + table(*rows))).questions
    assert [(one.stem, one.blanks) for one in questions] == [
        ("客户是____。", (("对象",),)),
        ("客户是____。", (("资源",),)),
    ]


@pytest.mark.parametrize(
    ("head", "ticks", "truths"),
    [
        (["序号", "题目", "对", "错"], ["", "√"], [False, True]),
        (["", "说法", "T", "F"], ["", "√"], [False, True]),
        (["序号", "题目", "正确", "错误"], ["", ""], [None, None]),
    ],
)
def test_statements_beside_columns_for_both_answers(
    head: list[str], ticks: list[str], truths: list[bool | None]
) -> None:
    rows = [["1", "满意就是忠诚。", *ticks], ["2", "流失可以挽回。", *reversed(ticks)]]
    questions = read_docx(packed(lines("二、判断题") + words(head, *rows))).questions
    assert [one.stem for one in questions] == ["满意就是忠诚。", "流失可以挽回。"]
    assert [one.truth for one in questions] == truths


@pytest.mark.parametrize("key_first", [True, False])
def test_keys_in_a_column_of_their_own(key_first: bool) -> None:
    rows = []
    for text, key in (("1.回访为了（  ）", "B"), ("2.建档先（  ）", "A")):
        cells = [lines(text, "A.收集", "B.了解情况", "C.催款"), lines(key)]
        rows.append(cells[::-1] if key_first else cells)
    questions = read_docx(packed(table(*rows))).questions
    assert [one.correct for one in questions] == [("B",), ("A",)]


@pytest.mark.parametrize("look", [RED, UNDER])
def test_one_of_two_printed_truths_stands_out(look: str) -> None:
    body = lines("二、判断题")
    body += paragraph(run("1.满意就是忠诚。（对  ") + run("错", look) + run("）"))
    body += paragraph(run("2.流失可以挽回。（") + run("对", look) + run("  错）"))
    body += lines("3.客户都一样。（对/错）")
    questions = read_docx(packed(body)).questions
    assert [(one.stem, one.truth) for one in questions] == [
        ("满意就是忠诚。", False),
        ("流失可以挽回。", True),
        ("客户都一样。", None),
    ]


def test_side_by_side_truths_with_space_behind_the_one_that_stands_out() -> None:
    body = ""
    for n, (text, right) in enumerate((("引导线下转账。", "错"), ("统计退款原因。", "对")), 1):
        body += lines(f"{n}.[判断] {text}（5分）")
        body += paragraph(
            run("A、对", RED if right == "对" else "")
            + run("      ")
            + run("B、错", RED if right == "错" else "")
            + run("      ")
        )
    assert [one.truth for one in read_docx(packed(body)).questions] == [False, True]
