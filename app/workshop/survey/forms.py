"""What student and staff fill in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    DecimalField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from app.web.forms import (
    Form,
    add_error,
    at_most,
    between,
    choices,
    clean,
    may_be_empty,
    required,
    strip,
)
from app.workshop.survey.domain.questionnaire import (
    CHOSEN,
    FEWEST_POINTS,
    MOST_OPTIONS,
    MOST_POINTS,
    MOST_ROWS,
    RATED,
    Kind,
    Measures,
    Question,
    Row,
)
from app.workshop.survey.words import KINDS, MEASURES

LONGEST_LINE = 120


class TextsForm(Form):
    """The words around the questions."""

    title = StringField(_l("问卷标题"), [required(), at_most(80)], filters=[strip])
    purpose = TextAreaField(
        _l("调查目的"),
        [at_most(1000)],
        filters=[strip],
        description=_l("写给自己和老师：要知道什么，知道以后谁会做什么不同的事。答卷人看不到。"),
    )
    intro = TextAreaField(
        _l("开头的话"),
        [at_most(600)],
        filters=[strip],
        description=_l("谁在调查、为什么、要几分钟、是否匿名。"),
    )
    thanks = TextAreaField(_l("结束语"), [at_most(300)], filters=[strip])


class QuestionForm(Form):
    """One question of any kind; what a kind does not use is left aside."""

    kind = SelectField(lazy_pgettext("survey", "题型"), choices=choices(KINDS.items()))
    text = TextAreaField(
        lazy_pgettext("survey", "题目"), [required(), at_most(200)], filters=[strip]
    )
    hint = StringField(lazy_pgettext("survey", "说明"), [at_most(LONGEST_LINE)], filters=[strip])
    required_ = BooleanField(_l("必答"), description=_l("少用：逼人作答，换来的是随手一填。"))
    dimension = StringField(
        _l("维度"),
        [at_most(20)],
        filters=[strip],
        description=_l("同一维度的题合成一个分数，例如“服务态度”。"),
    )
    measures = SelectField(_l("评什么"), choices=choices(MEASURES.items()))
    points = IntegerField(
        _l("级数"),
        [between(FEWEST_POINTS, MOST_POINTS)],
        default=5,
        description=_l("常用五级或七级，全卷统一。"),
    )
    low = StringField(_l("最低一端的字"), [at_most(20)], filters=[strip])
    high = StringField(_l("最高一端的字"), [at_most(20)], filters=[strip])
    not_applicable = BooleanField(_l("给“不适用”"), default=True)
    reverse = BooleanField(_l("反向题"), description=_l("越同意越说明做得差，计分前先倒过来。"))
    rows = TextAreaField(
        _l("矩阵的各行"),
        filters=[strip],
        description=_l("每行一项。要归入别的维度，在后面写“｜维度”；反向的再写“｜反向”。"),
    )
    options = TextAreaField(_l("选项"), filters=[strip], description=_l("每行一个。"))

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        kind = Kind(self.kind.data) if self.kind.data in KINDS else Kind.OPEN
        if kind in CHOSEN and not 2 <= len(_lines(self.options.data)) <= MOST_OPTIONS:
            add_error(self.options, _("请写 2 到 %(n)s 个选项，每行一个。", n=MOST_OPTIONS))
            good = False
        if kind is Kind.MATRIX and not 1 <= len(_lines(self.rows.data)) <= MOST_ROWS:
            add_error(self.rows, _("请写 1 到 %(n)s 行，每行一项。", n=MOST_ROWS))
            good = False
        return good

    def question(self, id_: str) -> Question:
        """The question as typed; a half-filled form gives what there is."""
        kind = Kind(self.kind.data) if self.kind.data in KINDS else Kind.OPEN
        rated = kind in RATED
        measures = self.measures.data if self.measures.data in MEASURES else Measures.PERFORMANCE
        points = self.points.data if isinstance(self.points.data, int) else 5
        return Question(
            id=id_,
            kind=kind,
            text=self.text.data or "",
            hint=self.hint.data or "",
            required=bool(self.required_.data),
            dimension=(self.dimension.data or "") if rated else "",
            measures=Measures(measures) if rated else Measures.PERFORMANCE,
            reverse=bool(self.reverse.data) and kind is Kind.SCALE,
            points=min(max(points, FEWEST_POINTS), MOST_POINTS),
            low=(self.low.data or "") if rated or kind is Kind.NPS else "",
            high=(self.high.data or "") if rated or kind is Kind.NPS else "",
            not_applicable=bool(self.not_applicable.data),
            options=tuple(_lines(self.options.data)) if kind in CHOSEN else (),
            rows=tuple(_rows(id_, self.rows.data)) if kind is Kind.MATRIX else (),
        )

    @classmethod
    def of(cls, question: Question) -> QuestionForm:
        """The form filled with a question."""
        return cls(
            formdata=None,
            kind=str(question.kind),
            text=question.text,
            hint=question.hint,
            required_=question.required,
            dimension=question.dimension,
            measures=str(question.measures),
            points=question.points,
            low=question.low,
            high=question.high,
            not_applicable=question.not_applicable,
            reverse=question.reverse,
            rows="\n".join(map(_row_line, question.rows)),
            options="\n".join(question.options),
        )


def _lines(text: str | None) -> list[str]:
    return [line for raw in (text or "").splitlines() if (line := clean(raw)[:LONGEST_LINE])]


def _rows(id_: str, text: str | None) -> list[Row]:
    rows: list[Row] = []
    for number, line in enumerate(_lines(text)[:MOST_ROWS], 1):
        parts = [part.strip() for part in line.replace("|", "｜").split("｜")]
        reverse = "反向" in parts[1:]
        named = [part for part in parts[1:] if part and part != "反向"]
        rows.append(
            Row(
                id=f"{id_}r{number}",
                text=parts[0],
                dimension=named[0][:20] if named else "",
                reverse=reverse,
            )
        )
    return rows


def _row_line(row: Row) -> str:
    return "｜".join([row.text, *filter(None, [row.dimension, "反向" if row.reverse else ""])])


class OpenForm(Form):
    """How respondents get in."""

    way = RadioField(
        _l("怎样回收"),
        default="slips",
        choices=choices(
            [
                ("slips", _l("一次性码：印成纸条，每张只能交一份")),
                ("link", _l("一个公开链接：谁有链接都能答，同一部手机的浏览器只收一次")),
            ]
        ),
    )


class CountForm(Form):
    """A number of slips or of made-up respondents."""

    count = IntegerField(_l("数量"), [between(1, 120)], default=30)


class TaskForm(Form):
    """How the coursework is set for a class."""

    due_at = DateTimeLocalField(_l("截止时间"), [may_be_empty()], format=["%Y-%m-%dT%H:%M"])
    max_points = DecimalField(
        _l("满分"),
        [between(1, 1000)],
        places=2,
        default=Decimal(10),
        description=_l("评分表满分 10 分，进成绩册时按这个满分折算。"),
    )
    simulated_allowed = BooleanField(
        _l("允许用模拟答卷"),
        default=True,
        description=_l("由虚构企业的客户作答，处处标明。人手不够时用得上。"),
    )
