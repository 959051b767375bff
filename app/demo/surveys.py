"""Satisfaction surveys of the demo class: one marked, one handed in, one collecting, one being designed."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from app.accounts.models import User
from app.courses.models import CourseClass
from app.demo.people import Student
from app.extensions import db
from app.marking.rubrics import Judgement
from app.workshop.survey import publishing
from app.workshop.survey.claiming import store_claims
from app.workshop.survey.collecting import store_response
from app.workshop.survey.designing import add_from_bank, add_question
from app.workshop.survey.domain.grid import Quadrant
from app.workshop.survey.domain.marks import Claims, Part
from app.workshop.survey.domain.questionnaire import Kind, Question, Questionnaire
from app.workshop.survey.grading import confirm_survey, hand_in, judge_survey, set_task
from app.workshop.survey.models import Survey, SurveyTask
from app.workshop.survey.reporting import save_report
from app.workshop.survey.service import questionnaire_of, start_survey
from app.workshop.survey.studying import Data, decide, load_data

_GOOD = [
    "quality-matrix", "attitude-matrix", "speed-delivery", "speed-on-day", "speed-told", "price-worth",
    "price-clear", "price-extra", "important-quality", "important-attitude", "important-speed",
    "important-price", "overall", "nps", "open-worst", "about-age", "about-channel",
]  # fmt: skip
_REPORT = {
    "method": "在江北店收银台旁放纸条，自愿取用，扫码作答，另加模拟答卷补足人数。没有问到的，是只在网上下单、不到店的客户。",
    "advice": "先改约定日期：排期改动时，由计划部当天发短信告诉客户。改好的标志，是下一季“时间有变动时，提前告诉您了吗”一题的均值上升。",
    "limits": "大部分答卷是模拟的，只供练习计算，不能据此说云杉里的真实客户。到店的人愿意答，多半比没来的人满意。",
}
_PILOT_WORDS = (
    "“约定的送货日期”我是自提的，选了不适用。",
    "第一题一行行选有点累，别的都好懂。",
    "四题重要性放在一起容易都选最高。",
)


def hold_surveys(
    course_class: CourseClass, teacher: User, students: list[Student], at: datetime
) -> None:
    """Set the coursework three weeks ago and let four students get on with it, each to another stage."""
    task = set_task(
        course_class,
        due_at=at + timedelta(days=9),
        simulated_allowed=True,
        max_points=Decimal(10),
        at=at - timedelta(weeks=3),
    )
    marked = _finish(task, course_class, students[0].user, at - timedelta(days=2))
    _judge(marked, teacher, at - timedelta(days=1))
    _finish(task, course_class, students[3].user, at - timedelta(hours=20))
    collecting = _design(task, course_class, students[1].user, at - timedelta(days=6))
    publishing.open_survey(collecting, "slips", students[1].user.id, at - timedelta(days=3))
    publishing.add_simulated(collecting, 12, students[1].user.id, at, at.date())
    _draft(task, course_class, students[2].user, at - timedelta(days=1))


def _design(task: SurveyTask, course_class: CourseClass, user: User, at: datetime) -> Survey:
    survey = start_survey(task, course_class, user.id, at)
    add_from_bank(survey, survey.revision, _GOOD)
    return db.session.get_one(Survey, survey.id, populate_existing=True)


def _draft(task: SurveyTask, course_class: CourseClass, user: User, at: datetime) -> None:
    """A beginner's questionnaire, with what the rules find in such."""
    survey = start_survey(task, course_class, user.id, at)
    add_from_bank(survey, survey.revision, ["quality-matrix", "speed-delivery", "about-age"])
    for text in ("您对我们热情周到的服务还满意吗？", "师傅准时并且专业吗？"):
        fresh = db.session.get_one(Survey, survey.id, populate_existing=True)
        question = Question(
            id="new", kind=Kind.SCALE, text=text, dimension="服务态度", low="一般", high="非常满意"
        )
        add_question(survey, fresh.revision, question)


def _finish(task: SurveyTask, course_class: CourseClass, user: User, at: datetime) -> Survey:
    """A survey from the pilot to the hand-in."""
    survey = _design(task, course_class, user, at - timedelta(days=9))
    door = publishing.open_pilot(survey)
    for words in _PILOT_WORDS:
        store_response(
            door,
            _plain_answers(questionnaire_of(survey)),
            code=None,
            seconds=150,
            day=at.date(),
            comment=words,
        )
    publishing.open_survey(survey, "slips", user.id, at - timedelta(days=7))
    publishing.add_simulated(survey, 46, user.id, at - timedelta(days=4), at.date())
    publishing.close_survey(survey, user.id, at - timedelta(days=3))
    flags = load_data(survey).screen.flags
    decide(
        survey,
        dict.fromkeys(flags, "drop"),
        "全选同一格，用时太短",
        user.id,
        at - timedelta(days=3),
    )
    data = load_data(survey)
    quadrants = {spot.name: spot.quadrant or Quadrant.LOW for spot in data.grid.spots}
    claims = Claims(
        csi=Decimal(f"{data.csi.value or 0:.1f}"),
        nps=Decimal(f"{data.nps.value or 0:.0f}"),
        # One slip on the way, as happens: the reverse item was not turned.
        alpha=Decimal("0.71"),
        quadrants=quadrants,
    )
    store_claims(survey, claims, user.id, at - timedelta(days=1))
    fresh = db.session.get_one(Survey, survey.id, populate_existing=True)
    save_report(survey, _REPORT | {"findings": _findings(data), "seen": str(fresh.revision)})
    hand_in(survey, user.id, at)
    return db.session.get_one(Survey, survey.id, populate_existing=True)


def _findings(data: Data) -> str:
    """What a careful student reads out of the figures, whatever they are."""
    scores = sorted(data.csi.dimensions, key=lambda one: one.share or 0)
    first = [spot.name for spot in data.grid.spots if spot.quadrant is Quadrant.IMPROVE]
    low, high = data.nps.low or 0, data.nps.high or 0
    spread = 4 * ((scores[-1].share or 0) - (scores[0].share or 0))
    parts = [
        f"“{scores[0].name}”得分最低，“{scores[-1].name}”最高，相差 {spread:.2f} 分。",
        f"四分图里落在“优先改进”的是{'、'.join(first)}。"
        if first
        else "按自报的重要性，没有一项落在“优先改进”。",
        f"NPS 的区间从 {low:.0f} 到 {high:.0f}，",
        "跨过了零，不能说推荐的人多于贬损的人。" if low < 0 < high else "没有跨过零。",
    ]
    return "".join(parts)


def _plain_answers(questionnaire: Questionnaire) -> dict[str, int]:
    closed = (q for q in questionnaire.questions if q.kind is not Kind.OPEN)
    return {part: 3 for q in closed for part in q.parts}


def _judge(survey: Survey, teacher: User, at: datetime) -> None:
    words = [
        Judgement(number=Part.DESIGN, points="1.2", comment="维度齐全，背景题可以再少一题。"),
        Judgement(
            number=Part.READING, points="1.5", comment="看到了区间跨零，很好；建议还差由谁来量。"
        ),
    ]
    judge_survey(survey, words, teacher.id, at)
    confirm_survey(survey, teacher.id, at)
