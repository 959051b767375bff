"""Words for what the staff's exam pages show: findings, states, acts, what to look out for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

from babel.dates import get_timezone_name
from flask_babel import get_locale
from flask_babel import gettext as _

from app.gradebook.domain.totals import round_half_up
from app.quiz.domain.outcomes import ENOUGH, Finding, Spread
from app.quiz.exams.publishing import Check, Remark
from app.quiz.exams.results import QuestionResult
from app.quiz.models import Exam
from app.web.i18n import local_zone
from app.web.numbers import percent, plain


def spread_words(spread: Spread) -> str:
    """What the totals say; small groups are told as counts, not as shares."""
    told = _(
        "%(n)s 人，平均 %(mean)s 分，中位数 %(median)s，最高 %(high)s，最低 %(low)s；满分 %(full)s。",
        n=spread.count,
        mean=_figure(spread.mean),
        median=_figure(spread.median),
        high=plain(spread.highest),
        low=plain(spread.lowest),
        full=plain(spread.full),
    )
    if not spread.evidence:
        return told + _("得分率到 60%% 的有 %(n)s 人。人数少，只作参考。", n=spread.passed)
    share = percent(Fraction(spread.passed, spread.count))
    return told + _("得分率到 60%% 的有 %(n)s 人，占 %(share)s。", n=spread.passed, share=share)


def facility_words(questions: Sequence[QuestionResult]) -> str:
    """What the questions say: which almost nobody got, and which almost everybody got."""
    found = {
        finding: [q for q in questions if q.facility.finding is finding] for finding in Finding
    }
    if not found[Finding.HARD] and not found[Finding.EASY]:
        if found[Finding.UNSURE]:
            return _("批完的答卷不到 %(n)s 份，得分率只作参考。", n=ENOUGH)
        if found[Finding.USUAL]:
            return _("各题得分率都在 30%% 到 95%% 之间，没有特别难或特别容易的题。")
        return _("还没有批完的题。")
    told = ""
    if hard := found[Finding.HARD]:
        told += _(
            "第 %(list)s 题得分率不到 30%%，值得看看是没教到、题意不清，还是答案有误。",
            list=_numbers(hard),
        )
    if easy := found[Finding.EASY]:
        told += _("第 %(list)s 题几乎人人都对，区分不出高下。", list=_numbers(easy))
    return told


def clock_words(left: timedelta) -> str:
    """Time left as on a clock: 1:05:09; nothing below zero."""
    seconds = max(0, round(left.total_seconds()))
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def remark_words(remark: Remark, exam: Exam, check: Check) -> str:
    """What an author should know before publishing."""
    paper = check.paper
    match remark:
        case Remark.NO_STUDENTS:
            return _("班里还没有学生。之后进班的学生也能考。")
        case Remark.OPENS_AT_ONCE:
            return _("开始时间已到，一发布学生就能开考。")
        case Remark.WINDOW_SHORT:
            return _(
                "从开始到结束只有 %(have)s 分钟，比时限 %(limit)s 分钟短，考生用不满时限。",
                have=int((exam.closes_at - exam.opens_at).total_seconds() // 60),
                limit=exam.minutes,
            )
        case Remark.PUBLIC_ITEMS:
            return _(
                "%(n)s 题是公开题，占总分的 %(share)s：题目和答案人人查得到。",
                n=paper.public,
                share=percent(paper.public_points / paper.table.total.points),
            )
        case Remark.PRACTISED_ITEMS:
            return _("%(n)s 题是练习用题，学生可能做过。", n=paper.practised)
        case Remark.SEATS_MISSING:
            return _("要填座位码才能开考，但座位还没有排全。没有座位的人开不了考。")
        case Remark.TELLS_EARLY:
            return _("作答时或交卷后就能看对错、答案或解析，先看到的人会告诉还在考的人。")
        case _:
            return _("不计入总评，公布后成绩册里没有它。")


def zone_name() -> str:
    """The site's time zone as people call it."""
    return get_timezone_name(local_zone(), locale=get_locale())


def _numbers(questions: Sequence[QuestionResult]) -> str:
    return _("、").join(str(question.facility.number) for question in questions)


def _figure(value: Fraction) -> str:
    return plain(round_half_up(value, 1))
