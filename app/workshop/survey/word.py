"""The report as a Word document, with pictures and the tables behind them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, cast

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from flask_babel import gettext as _

from app.web.i18n import format_time
from app.workshop.survey.cautions import cautions, sample_words
from app.workshop.survey.drawing import draw_bars, draw_grid, draw_nps, letter
from app.workshop.survey.studying import Data
from app.workshop.survey.words import CROSSHAIRS, QUADRANTS, REPORT_PARTS, WEIGHT_SOURCES

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def write_report(data: Data) -> bytes:
    """The student's words and the survey's figures. Each picture carries how many responses it stands on and how
    many of them are made up; before one's own figures are in, the site's stay out of it."""
    document = _new()
    survey = data.survey
    document.add_heading(survey.title, 0)
    document.add_paragraph(
        f"{survey.owner.name}　{format_time(survey.opened_at, 'yyyy-MM-dd')} – "
        f"{format_time(survey.closed_at, 'yyyy-MM-dd')}　{sample_words(data)}"
    )
    if survey.purpose:
        document.add_heading(_("调查目的"), 1)
        _paragraphs(document, survey.purpose)
    _own_words(document, data, "method")
    document.add_heading(_("结果"), 1)
    for text in cautions(data):
        document.add_paragraph(text, style="List Bullet")
    if survey.claimed_at is not None and data.kept:
        _index(document, data)
        _recommendation(document, data)
        _reliability(document, data)
        _grid(document, data)
    _groups(document, data)
    for part in ("findings", "advice", "limits"):
        _own_words(document, data, part)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _new() -> Any:
    """An empty document whose Chinese text has a face that every office program has or replaces well."""
    document = cast("Any", Document())
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    for name in ("Title", "Heading 1", "Heading 2"):
        document.styles[name].element.get_or_add_rPr().get_or_add_rFonts().set(
            qn("w:eastAsia"), "黑体"
        )
    return document


def _own_words(document: Any, data: Data, part: str) -> None:
    document.add_heading(str(REPORT_PARTS[part]), 1)
    _paragraphs(document, data.survey.report.get(part, "") or _("（没有写）"))


def _paragraphs(document: Any, text: str) -> None:
    for line in text.splitlines():
        if line.strip():
            document.add_paragraph(line.strip())


def _table(document: Any, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(head))
    table.style = document.styles["Table Grid"]
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.text = text
        cell.paragraphs[0].runs[0].bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph()


def _picture(document: Any, data: Data, png: bytes, title: str) -> None:
    document.add_picture(BytesIO(png), width=Cm(14))
    _describe(document, title)
    document.add_paragraph(f"{title}（{sample_words(data)}）")


def _describe(document: Any, title: str) -> None:
    """Give the picture just added a text for those who cannot see it."""
    document.inline_shapes[-1]._inline.docPr.set("descr", title)


def _number(value: float | None, places: int = 2) -> str:
    return "—" if value is None else f"{value:.{places}f}"


def _index(document: Any, data: Data) -> None:
    document.add_heading(_("满意度指数 CSI"), 2)
    index = data.csi
    document.add_paragraph(
        _(
            "CSI = %(value)s，95%% 区间 %(low)s 到 %(high)s，从量表的 1 起算折成百分制。权重：%(source)s。",
            value=_number(index.value, 1),
            low=_number(index.low, 1),
            high=_number(index.high, 1),
            source=WEIGHT_SOURCES[data.weight_source],
        )
    )
    points = data.questionnaire.points
    known = [(letter(n), one.on_scale(points)) for n, one in enumerate(index.dimensions)]
    png = draw_bars([(name, value) for name, value in known if value is not None], points)
    _picture(document, data, png, _("各维度的均值（%(points)s 级）", points=points))
    _table(
        document,
        ["", _("维度"), _("权重"), _("人数"), _("均值")],
        [
            [letter(n), one.name, _number(one.weight), str(one.n), _number(one.on_scale(points))]
            for n, one in enumerate(index.dimensions)
        ],
    )


def _recommendation(document: Any, data: Data) -> None:
    score = data.nps
    if score.value is None:
        return
    document.add_heading(_("净推荐值 NPS"), 2)
    document.add_paragraph(
        _(
            "NPS = %(value)s，95%% 区间 %(low)s 到 %(high)s。推荐者 %(p)s 人，被动者 %(q)s 人，贬损者 %(d)s 人。",
            value=f"{score.value:+.1f}",
            low=_number(score.low, 1),
            high=_number(score.high, 1),
            p=score.promoters,
            q=score.passives,
            d=score.detractors,
        )
    )
    png = draw_nps(score.detractors, score.passives, score.promoters)
    _picture(document, data, png, _("推荐意愿：0–6 贬损者，7–8 被动者，9–10 推荐者"))


def _reliability(document: Any, data: Data) -> None:
    document.add_heading(_("信度 α"), 2)
    _table(
        document,
        [_("范围"), _("题数"), _("答全的人数"), "α"],
        [
            [one.name or _("全部评表现的题"), str(one.items), str(one.n), _number(one.value, 3)]
            for one in data.alphas
        ],
    )


def _grid(document: Any, data: Data) -> None:
    grid = data.grid
    spots = [
        (letter(n), one.performance, one.stated)
        for n, one in enumerate(grid.spots)
        if one.stated is not None
    ]
    document.add_heading(_("重要性—绩效分析（四分图）"), 2)
    if spots and grid.performance_line is not None and grid.stated_line is not None:
        png = draw_grid(
            [(name, x, y) for name, x, y in spots if y is not None],
            grid.performance_line,
            grid.stated_line,
            1,
            grid.points,
        )
        title = _("横轴绩效，纵轴自报的重要性，划线在%(where)s", where=CROSSHAIRS[grid.crosshair])
        _picture(document, data, png, title)
    _table(
        document,
        ["", _("维度"), _("绩效"), _("自报重要性"), _("归格"), _("推得重要性"), _("归格（推得）")],
        [
            [
                letter(n),
                one.name,
                _number(one.performance),
                _number(one.stated),
                str(QUADRANTS[one.quadrant]) if one.quadrant else "—",
                _number(one.derived),
                str(QUADRANTS[one.derived_quadrant]) if one.derived_quadrant else "—",
            ]
            for n, one in enumerate(grid.spots)
        ],
    )


def _groups(document: Any, data: Data) -> None:
    for question, counts in data.choices():
        document.add_paragraph(f"{question.text}（{sample_words(data)}）")
        _table(document, [_("选项"), _("人数")], [[option, str(n)] for option, n in counts])
