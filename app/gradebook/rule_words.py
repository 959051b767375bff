"""The rules of categories and columns, said in words."""

from __future__ import annotations

from flask_babel import gettext as _

from app.gradebook.domain.marks import Retake
from app.gradebook.domain.totals import Mode
from app.gradebook.models import GradeCategory, GradeColumn
from app.web.numbers import plain


def category_rules(category: GradeCategory) -> str:
    """按总分；去掉最低 1 个. Empty where nothing is unusual."""
    said = []
    if category.mode == Mode.POINTS:
        said.append(_("按总分"))
    if category.drop_lowest:
        said.append(_("去掉最低 %(n)s 个", n=category.drop_lowest))
    return _("；").join(said)


def column_rules(column: GradeColumn) -> str:
    """加分；迟交每天扣 10%，最多 50%，宽限 30 分钟；取平均. Empty where nothing is unusual."""
    said = []
    if column.bonus:
        said.append(_("加分"))
    if column.may_pass:
        said.append(_("可以超过满分"))
    if column.late_per_day:
        said.append(
            _(
                "迟交每天扣满分的 %(day)s%%，最多 %(cap)s%%，宽限 %(grace)s 分钟",
                day=plain(column.late_per_day),
                cap=plain(column.late_cap),
                grace=column.late_grace,
            )
        )
    if column.retake != Retake.BEST:
        words = {Retake.LAST: _("几次取最后一次"), Retake.MEAN: _("几次取平均")}
        said.append(words[Retake(column.retake)])
    return _("；").join(said)
