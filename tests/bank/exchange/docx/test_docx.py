"""What Word keeps beside the words: numbering, tables, pictures, formulas, looks."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import RGBColor
from PIL import Image

from app.bank.exchange.docx import read_docx
from app.bank.exchange.docx.numbering import written
from app.bank.exchange.questions import Found, ProblemKind
from tests.bank.exchange.docx.documents import W, packed, paragraph, plain, run, saved


def numbered(
    levels: dict[int, tuple[str, str]], number: str = "1", extra: str = ""
) -> dict[str, str]:
    inner = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (kind, text) in levels.items()
    )
    return {
        "word/numbering.xml": f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{inner}</w:abstractNum>'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/></w:num>{extra}</w:numbering>'
    }


def at(level: int, number: str = "1") -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def text_of(body: str, parts: dict[str, Any] | None = None) -> tuple[str, ...]:
    return read_docx(packed(body, parts)).lines


def by_key(found: Found) -> list[Any]:
    return [question.key for question in found.questions]


def test_paragraphs_become_lines() -> None:
    found = read_docx(plain(["一、单选题", "1. 核心是（B）。", "A. 产品", "B. 客户"]))
    question = found.questions[0]
    assert (question.stem, question.correct) == ("核心是（　）。", ("B",))
    assert (question.source.first, question.source.last) == (2, 4)


def test_automatic_numbers_are_written_out() -> None:
    parts = numbered({0: ("decimal", "%1."), 1: ("upperLetter", "%2.")})
    body = paragraph(run("一、单选题"))
    for stem in ("甲是（A）", "乙是（B）"):
        body += paragraph(run(stem), at(0))
        body += "".join(paragraph(run(text), at(1)) for text in ("一", "二", "三"))
    found = read_docx(packed(body, parts))
    assert [question.number for question in found.questions] == ["1", "2"]
    assert found.lines[1:5] == ("1. 甲是（A）", "A. 一", "B. 二", "C. 三")
    assert by_key(found) == [("A",), ("B",)]


def test_numbering_begins_again_where_word_says_so() -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    parts = numbered({0: ("decimal", "（%1）")}, extra=again)
    body = "".join(paragraph(run("题"), at(0, number)) for number in ("1", "1", "2", "2"))
    assert text_of(body, parts) == ("（1） 题", "（2） 题", "（1） 题", "（2） 题")


def test_numbers_of_styles_and_of_several_levels() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="Item"><w:pPr>{at(0)}</w:pPr></w:style>'
        '<w:style w:styleId="Sub"><w:basedOn w:val="Item"/></w:style></w:styles>'
    )
    parts = numbered({0: ("chineseCounting", "%1、"), 1: ("decimal", "%1.%2")})
    body = paragraph(run("甲"), '<w:pStyle w:val="Sub"/>') + paragraph(run("乙"), at(1))
    assert text_of(body, parts | {"word/styles.xml": styles}) == ("一、 甲", "一.1 乙")


@pytest.mark.parametrize(
    ("kind", "number", "want"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 3, "03"),
        ("upperLetter", 4, "D"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 9, "ix"),
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 23, "二十三"),
        ("decimalEnclosedCircleChinese", 5, "⑤"),
        ("decimalEnclosedCircle", 25, "25"),
        ("unknownKind", 7, "7"),
    ],
)
def test_number_formats(kind: str, number: int, want: str) -> None:
    assert written(number, kind) == want


def test_a_table_of_data_stays_a_table() -> None:
    document = Document()
    document.add_paragraph("简答题")
    document.add_paragraph("1. 根据下表计算流失率。")
    table = document.add_table(2, 2)
    for row, texts in enumerate((("年份", "客户数"), ("2023", "100"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    document.add_paragraph("答：略")
    question = read_docx(saved(document)).questions[0]
    assert (
        question.stem == "根据下表计算流失率。\n\n| 年份 | 客户数 |\n| --- | --- |\n| 2023 | 100 |"
    )


def test_a_table_of_keys_gives_them() -> None:
    document = Document()
    for line in (
        "一、单选题",
        "1. 甲（ ）",
        "A. 一",
        "B. 二",
        "2. 乙（ ）",
        "A. 一",
        "B. 二",
        "参考答案",
    ):
        document.add_paragraph(line)
    table = document.add_table(2, 3)
    for row, texts in enumerate((("题号", "1", "2"), ("答案", "B", "A"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    assert by_key(read_docx(saved(document))) == [("B",), ("A",)]


def test_questions_inside_and_as_tables() -> None:
    document = Document()
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "1. 核心是（B）。\nA. 产品\nB. 客户"
    assert by_key(read_docx(saved(document))) == [("B",)]
    document = Document()
    rows = (
        ("题型", "题干", "A", "B", "答案", "解析"),
        ("单选题", "核心是（ ）", "产品", "客户", "B", "以客户为中心"),
        ("判断题", "客户就是上帝", "", "", "错误", ""),
    )
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    found = read_docx(saved(document))
    assert by_key(found) == [("B",), False]
    assert found.questions[0].explanation == "以客户为中心"


def test_pictures_are_kept_with_their_question() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(stream, "PNG")
    document = Document()
    document.add_paragraph("简答题")
    document.add_paragraph("1. 解释下图。")
    document.add_paragraph().add_run().add_picture(io.BytesIO(stream.getvalue()))
    document.add_paragraph("2. 什么是客户？")
    first, second = read_docx(saved(document)).questions
    assert first.stem == "解释下图。\n\n![](picture:p1.png)"
    assert [(one.name, one.data[:4]) for one in first.pictures] == [("p1.png", b"\x89PNG")]
    assert second.pictures == ()


def test_a_picture_that_is_not_there_is_told() -> None:
    body = paragraph(run("1. 解释下图？")) + paragraph(
        '<w:r><w:drawing><a:blip r:embed="r9"/></w:drawing></w:r>'
    )
    question = read_docx(packed(body)).questions[0]
    assert ProblemKind.LOST_PICTURE in {problem.kind for problem in question.problems}


@pytest.mark.parametrize(
    ("omml", "latex"),
    [
        (
            "<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f>",
            r"\frac{a}{b}",
        ),
        (
            "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>",
            "x^{2}",
        ),
        (
            "<m:sSub><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sub><m:r><m:t>i</m:t></m:r></m:sub></m:sSub>",
            "x_{i}",
        ),
        ("<m:rad><m:deg/><m:e><m:r><m:t>n</m:t></m:r></m:e></m:rad>", r"\sqrt{n}"),
        (
            '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>t=1</m:t></m:r></m:sub><m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>x</m:t></m:r></m:e></m:nary>',
            r"\sum_{t=1}^{n} x",
        ),
        ("<m:d><m:e><m:r><m:t>1+r</m:t></m:r></m:e></m:d>", r"\left( 1+r \right)"),
        ("<m:r><m:t>80%≥π</m:t></m:r>", r"80\%\ge \pi"),
    ],
)
def test_formulas_become_latex(omml: str, latex: str) -> None:
    body = paragraph(run("1. 计算") + f"<m:oMath>{omml}</m:oMath>" + run("的值？"))
    assert text_of(body) == (f"1. 计算${latex}$的值？",)


def test_raised_and_lowered_words() -> None:
    up, down = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    body = paragraph(
        run("m") + run("2", up) + run("与H") + run("2", down) + run("O和x") + run("甲", up)
    )
    assert text_of(body) == ("m²与H₂O和x$^{甲}$",)


def test_underlined_space_is_a_blank() -> None:
    line = '<w:u w:val="single"/>'
    body = paragraph(run("填空题")) + paragraph(run("1. 核心是") + run("      ", line) + run("。"))
    assert read_docx(packed(body)).questions[0].stem == "核心是____。"


def test_underlined_words_of_a_fill_in_item_are_a_guessed_key() -> None:
    body = paragraph(run("填空题")) + paragraph(
        run("1. 核心是") + run(" 客户 ", '<w:u w:val="single"/>') + run("。")
    )
    question = read_docx(packed(body)).questions[0]
    assert (question.stem, question.blanks) == ("核心是____。", (("客户",),))
    assert ProblemKind.GUESSED_KEY in {problem.kind for problem in question.problems}
    assert question.confidence < 0.8


@pytest.mark.parametrize("look", ["bold", "red", "highlight", "underline"])
@pytest.mark.parametrize("row", [True, False])
def test_the_option_that_stands_out_is_a_guessed_key(look: str, row: bool) -> None:
    document = Document()
    document.add_paragraph("1. 核心是（ ）")
    paragraph_ = document.add_paragraph()
    for text in ("A. 产品", "B. 客户", "C. 价格"):
        paragraph_ = paragraph_ if row else document.add_paragraph()
        added = paragraph_.add_run(text)
        if text.startswith("B"):
            added.bold = look == "bold" or None
            added.underline = look == "underline" or None
            if look == "red":
                added.font.color.rgb = RGBColor(255, 0, 0)
            if look == "highlight":
                added.font.highlight_color = WD_COLOR_INDEX.YELLOW
        if row:
            paragraph_.add_run("    ")
    question = read_docx(saved(document)).questions[0]
    assert [option.text for option in question.options] == ["产品", "客户", "价格"]
    assert question.correct == ("B",)
    assert ProblemKind.GUESSED_KEY in {problem.kind for problem in question.problems}


def test_a_key_that_is_written_outweighs_what_stands_out() -> None:
    document = Document()
    document.add_paragraph("1. 核心是（A）")
    document.add_paragraph("A. 产品")
    document.add_paragraph().add_run("B. 客户").bold = True
    question = read_docx(saved(document)).questions[0]
    assert question.correct == ("A",)
    assert ProblemKind.GUESSED_KEY not in {problem.kind for problem in question.problems}


def test_bold_headings_are_headings() -> None:
    document = Document()
    document.add_paragraph().add_run("二、判断题（每题2分）").bold = True
    document.add_paragraph("1. 客户就是上帝。（×）")
    question = read_docx(saved(document)).questions[0]
    assert (question.truth, question.points) == (False, 2)


def test_breaks_tabs_fields_deletions_and_boxes() -> None:
    deleted = "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>见</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>"
        f"{paragraph(run('框里的话'))}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>"
        f"{paragraph(run('框里的话'))}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    body = paragraph(
        run("甲") + deleted + "<w:r><w:tab/></w:r>" + field + "<w:r><w:br/></w:r>" + run("乙") + box
    )
    hidden = paragraph(run("看得见") + run("看不见", "<w:vanish/>"))
    assert text_of(body + hidden) == ("甲\t见", "乙", "框里的话", "看得见")


def test_ticks_of_symbol_fonts() -> None:
    tick = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    body = paragraph(run("判断题")) + paragraph(run("1. 客户会流失。（") + tick + run("）"))
    assert read_docx(packed(body)).questions[0].truth is True


def test_content_controls_and_insertions_are_read() -> None:
    inner = f"<w:sdt><w:sdtContent>{paragraph(run('1. 什么是客户？'))}</w:sdtContent></w:sdt>"
    body = inner + paragraph(f"<w:ins>{run('2. 什么是忠诚？')}</w:ins>")
    assert [question.stem for question in read_docx(packed(body)).questions] == [
        "什么是客户？",
        "什么是忠诚？",
    ]


def test_the_strict_edition_of_the_standard() -> None:
    data = packed(paragraph(run("1. 什么是客户？")))
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(W.encode(), strict.encode()))
    assert read_docx(stream.getvalue()).questions[0].stem == "什么是客户？"
