"""Why one may not come in, in words: what is the matter, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.gradebook.domain.totals import Eligibility, round_half_up
from app.quiz.domain.access import AccessRules
from app.quiz.domain.starting import Refusal
from app.quiz.domain.terms import Terms
from app.web.i18n import format_time
from app.web.numbers import percent, plain


def refusal_words(
    refusal: Refusal, terms: Terms, line: Eligibility | None, address: str, rules: AccessRules
) -> str:
    """A refusal in words; the times and figures are the person's own."""
    match refusal:
        case Refusal.NOT_A_STUDENT:
            return _("你不是这个班的学生，不能参加这场考试。")
        case Refusal.NOT_PUBLISHED:
            return _("这场考试现在不能参加。")
        case Refusal.TOO_EARLY:
            return _("还没到开考时间。%(time)s 开考。", time=format_time(terms.opens_at))
        case Refusal.TOO_LATE:
            return _("考试已经结束，结束时间是 %(time)s。", time=format_time(terms.closes_at))
        case Refusal.USED_UP:
            return _("这场考试可以参加 %(n)s 次，你已经用完。", n=terms.attempts)
        case Refusal.BELOW_LINE:
            return _(
                "你的平时成绩是 %(have)s 分，合格线是 %(line)s 分，还不能参加这场考试。请和老师联系。",
                have=figure(line.have if line else None),
                line=figure(line.line if line else None),
            )
        case Refusal.WRONG_ENTRY:
            return wrong_words(
                password=rules.asks_password(terms.waives), code=rules.asks_seat_code(terms.waives)
            )
        case _:
            return access_words(refusal, address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """How the coursework's mark comes about: (category, share, weight, earned) and the sums.

    A category without marks has no share and nothing earned.
    """

    rows: Sequence[tuple[str, str | None, str, str | None]]
    earned: str
    counted: str
    have: str
    line: str


def arithmetic_of(line: Eligibility) -> Arithmetic | None:
    """The arithmetic of the coursework's mark; None where the class does not show it."""
    if line.total is None or line.have is None:
        return None
    return Arithmetic(
        rows=[
            (
                part.category.name,
                None if part.share is None else percent(part.share),
                plain(part.category.weight),
                None if part.earned is None else figure(part.earned),
            )
            for part in line.total.categories
        ],
        earned=figure(line.total.earned),
        counted=plain(round_half_up(line.total.counted, 2)),
        have=figure(line.have),
        line=plain(line.line),
    )


def access_words(refusal: Refusal, address: str) -> str:
    """A refusal by the rules of access, in words."""
    match refusal:
        case Refusal.WRONG_NETWORK:
            return _(
                "这场考试只能在指定的网络里参加。这台机器现在的地址是 %(address)s，不在其中。请到指定的机房，或换到指定的网络；有疑问请告诉监考老师。",
                address=address or _("未知"),
            )
        case Refusal.NOT_SEB:
            return _(
                "这场考试要用 Safe Exam Browser 打开。请下载本页的配置文件，装好后双击它进入；已经在用的，请确认打开的是这场考试的配置文件。"
            )
        case Refusal.NO_SEAT:
            return _("这场考试要座位码，但还没有给你排座位。请告诉监考老师。")
        case Refusal.NO_PASSWORD:
            return _("请填写考试口令。口令由监考老师在开考时公布。")
        case _:
            return _("请填写座位码。座位码印在你座位的条子上。")


def wrong_words(*, password: bool, code: bool) -> str:
    """What was typed is wrong, in words that name all that was asked for and not which part it is."""
    if not code:
        return _("口令不对。请对照监考老师公布的口令，再输一遍。")
    if not password:
        return _("座位码不对。请对照你座位上的条子，再输一遍。")
    return _("填写的内容不对。请对照监考老师公布的口令和座位条，再输一遍。")


def figure(value: Any) -> str:
    """A mark with one decimal; a dash for none."""
    return "—" if value is None else f"{round_half_up(value, 1):f}"
