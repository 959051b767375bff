"""Words for what the staff's exam pages show: findings, states, acts, what to look out for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction

from babel.dates import get_timezone_name
from flask_babel import get_locale
from flask_babel import gettext as _

from app.gradebook.domain.totals import round_half_up
from app.quiz.domain.outcomes import EASY, ENOUGH, HARD, Finding, Spread
from app.quiz.exams.draft_paper import Draft, DraftPaper
from app.quiz.exams.export import question_name
from app.quiz.exams.publishing import Check, Remark, form_name
from app.quiz.exams.results import FormResult, QuestionResult
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


def form_words(forms: Sequence[FormResult]) -> str:
    """The means of parallel forms side by side."""
    parts = [
        _(
            "%(form)s %(n)s 人，平均 %(mean)s 分",
            form=form_name(f.label),
            n=f.count,
            mean=_figure(f.mean),
        )
        if f.mean is not None
        else _("%(form)s 还没有批完的答卷", form=form_name(f.label))
        for f in forms
    ]
    return _("%(list)s。", list=_("；").join(parts))


def facility_words(questions: Sequence[QuestionResult], parallel: bool = False) -> str:
    """What the questions say: which almost nobody got, and which almost everybody got."""
    found = {
        finding: [q for q in questions if q.facility.finding is finding] for finding in Finding
    }
    if not found[Finding.HARD] and not found[Finding.EASY]:
        if found[Finding.UNSURE]:
            return _("批完的答卷不到 %(n)s 份，得分率只作参考。", n=ENOUGH)
        if found[Finding.USUAL]:
            return _(
                "各题得分率都在 %(low)s 到 %(high)s 之间，没有特别难或特别容易的题。",
                low=percent(HARD),
                high=percent(EASY),
            )
        return _("还没有批完的题。")
    told = ""
    if hard := found[Finding.HARD]:
        told += _(
            "第 %(list)s 题得分率不到 30%%，值得看看是没教到、题意不清，还是答案有误。",
            list=_numbers(hard, parallel),
        )
    if easy := found[Finding.EASY]:
        told += _("第 %(list)s 题几乎人人都对，区分不出高下。", list=_numbers(easy, parallel))
    return told


def clock_words(left: timedelta) -> str:
    """Time left as on a clock: 1:05:09; nothing below zero."""
    seconds = max(0, round(left.total_seconds()))
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _public_words(paper: DraftPaper) -> str:
    share = percent(paper.public_share)
    return _("%(n)s 题是公开题，占总分的 %(share)s", n=paper.public, share=share)


def _practised_words(paper: DraftPaper) -> str:
    return _("%(n)s 题是练习用题", n=paper.practised)


def remark_words(remark: Remark, exam: Exam, check: Check) -> str:
    """What an author should know before publishing."""
    draft = check.draft
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
            told = _by_form(draft, _public_words)
            return _("%(list)s：题目和答案人人查得到。", list=told)
        case Remark.PRACTISED_ITEMS:
            told = _by_form(draft, _practised_words)
            return _("%(list)s，学生可能做过。", list=told)
        case (
            Remark.SHARED_ITEMS
            | Remark.COUNTS_DIFFER
            | Remark.FORM_UNUSED
            | Remark.FORM_SEATS
            | Remark.FORM_MISSING
        ):
            return _forms_words(remark, check.draft)
        case Remark.SEATS_MISSING:
            return _("要填座位码才能开考，但座位还没有排全。没有座位的人开不了考。")
        case Remark.TELLS_EARLY:
            return _("作答时或交卷后就能看对错、答案或解析，先看到的人会告诉还在考的人。")
        case _:
            return _("不计入总评，公布后成绩册里没有它。")


def zone_name() -> str:
    """The site's time zone as people call it."""
    return get_timezone_name(local_zone(), locale=get_locale())


def _forms_words(remark: Remark, draft: Draft) -> str:
    """What an author should know of parallel forms."""
    match remark:
        case Remark.SHARED_ITEMS:
            return _(
                "%(n)s 题两卷都有（锚题）：可以用来比较两卷的难度；邻座的人会有同样的题。",
                n=len(draft.shared),
            )
        case Remark.COUNTS_DIFFER:
            return _(
                "两卷的题数不一样：%(list)s。",
                list=_by_form(draft, lambda paper: _("%(n)s 题", n=paper.count)),
            )
        case Remark.FORM_UNUSED:
            return _("分卷方式是“都考 A 卷”：B 卷没有人会拿到。")
        case Remark.FORM_SEATS:
            return _("按座位分卷，但还有学生没有座位：开考时还没有座位的人考 A 卷。")
        case _:
            return _("要分卷，但只有 A 卷：大家都考 A 卷。")


def _by_form(draft: Draft, told: Callable[[DraftPaper], str]) -> str:
    """What holds of each form, the forms named where there are several."""
    if not draft.is_parallel:
        return told(draft.papers[0])
    return _("；").join(
        _("%(form)s %(told)s", form=form_name(paper.label), told=told(paper))
        for paper in draft.papers
    )


def _numbers(questions: Sequence[QuestionResult], parallel: bool) -> str:
    return _("、").join(question_name(question, parallel) for question in questions)


def _figure(value: Fraction) -> str:
    return plain(round_half_up(value, 1))
