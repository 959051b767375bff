"""What the figures of a survey cannot say, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from app.workshop.survey.domain.figures import SMALL
from app.workshop.survey.studying import Data

WIDE = 15


def sample_words(data: Data) -> str:
    """How many responses count and how many of them are made up: goes with every table and picture."""
    n, made_up = len(data.kept), data.simulated
    if made_up and made_up == n:
        return _("有效答卷 %(n)s 份，全部是模拟的", n=n)
    if made_up:
        return _("有效答卷 %(n)s 份，其中模拟 %(m)s 份", n=n, m=made_up)
    return _("有效答卷 %(n)s 份", n=n)


def cautions(data: Data) -> list[str]:
    """What must be said beside the figures."""
    n = len(data.kept)
    if not n:
        return [_("没有有效答卷，什么也算不出来。")]
    found: list[str] = []
    if data.simulated:
        found.append(
            _("模拟答卷由程序按虚构企业的客户作出，只供练习计算，不能据此说任何真实客户的话。")
        )
    if data.small:
        found.append(
            _(
                "有效答卷 %(n)s 份，少于 %(least)s：区间很宽，四分图与分组比较只能当线索，不能下结论。",
                n=n,
                least=SMALL,
            )
        )
    score = data.nps
    if score.value is not None and score.error is not None and 1.96 * score.error > WIDE:
        found.append(
            _(
                "NPS 的误差大约是 ±%(half)s 分，比它小的差别不能说成差别。",
                half=f"{1.96 * score.error:.0f}",
            )
        )
    whole = data.alphas[0]
    if whole.value is None:
        found.append(
            _(
                "信度 α 算不出：评表现的题要有三个以上，还要有三人以上答全（现在 %(items)s 题、%(n)s 人）。",
                items=whole.items,
                n=whole.n,
            )
        )
    if data.grid.ceiling:
        found.append(_("自报的重要性普遍很高或彼此差不多，分不出轻重，请参看推得的重要性。"))
    if data.undecided:
        found.append(_("还有 %(n)s 份可疑答卷没有决定去留，现在都算在内。", n=len(data.undecided)))
    return found
