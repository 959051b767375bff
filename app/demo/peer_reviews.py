"""A case of the demo class whose works the students are reviewing among themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from app.accounts.models import User
from app.cases import reviewing, rounds
from app.cases.domain.case import Opens
from app.cases.models import CaseOpening
from app.courses.models import CourseClass
from app.demo.cases import answer_all, hand_out
from app.demo.people import Student

CASE = "case-haagen"
CRITERIA = ("事实用得准", "分析抓住要害", "办法做得到", "说得清楚")
SAMPLES = (
    rounds.SampleText(
        text="选特定媒体加店内登记：会买的人少，电视大半说给不会买的人听。半年后数新登记的会员和老会员的来店间隔，没有入会的客人招呼照旧。",
        points=(5, 4, 4, 5),
        reason="抓住了“跟谁说话”，衡量的办法有数有期限。没有和别的选项比花费，所以分析不给满分。",
    ),
    rounds.SampleText(
        text="应该做电视广告，因为知名度很重要。知名度高了，客户自然会来，销售额一定会提高。",
        points=(1, 1, 2, 3),
        reason="没有用到材料里“小众”这一条，“自然会来”没有依据；话是通顺的。",
    ),
)
PRAISE = (
    "先说跟谁说话，再说花多少钱，顺序很好。",
    "数字都用上了，半年这个期限也合理。",
    "想到了没有入会的客人，这一点我没有写。",
)
ADVICE = (
    "可以再写明由谁来登记、多久看一次。",
    "理由里最好比一比另外一种办法的花费。",
    "“提高忠诚度”太笼统，换成能数的指标会更有力。",
)


def review_each_other(
    course_class: CourseClass,
    teacher: User,
    students: Sequence[Student],
    at: datetime,
    rng: Random,
) -> None:
    """A round that began yesterday: most have reviewed, some are at it, the first has yet to begin."""
    closed = at - timedelta(days=2)
    opening = hand_out(course_class, teacher, CASE, at - timedelta(days=9), Opens.ANSWER, closed)
    if opening is None:
        return
    authors = students[:14]
    answer_all(opening, authors, at - timedelta(days=5), rng)
    begun = at - timedelta(days=1)
    settings = rounds.RoundSettings(
        criteria=CRITERIA,
        samples=SAMPLES,
        peers_weight=20,
        reviewing_weight=10,
        closes_at=at + timedelta(days=3),
    )
    rounds.set_round(opening, settings, begun)
    rounds.allot_reviews(opening, begun)
    for n, student in enumerate(authors[1:]):
        finished = n < 9
        _review(opening, student, None if finished else 3, begun + timedelta(hours=n), rng)


def _review(
    opening: CaseOpening, student: Student, most: int | None, at: datetime, rng: Random
) -> None:
    """Write a student's reviews in their order: samples first; all of them where `most` is None."""
    for row in reviewing.reviews_of(opening.id, student.user.id)[:most]:
        if row.sample is None:
            around = [rng.choice((2, 3, 4)) for _ in CRITERIA]
            comment = rng.choice(PRAISE) + rng.choice(ADVICE)
        else:
            around, comment = list(SAMPLES[row.sample - 1].points), ""
        points = [_near(one, student.skill, rng) for one in around]
        reviewing.write_review(opening, row, points, comment, at)


def _near(points: int, skill: float, rng: Random) -> int:
    """A mark near `points`, the nearer the better the reviewer."""
    off = 0 if rng.random() < 0.4 + 0.5 * skill else rng.choice((-1, 1))
    return min(rounds.HIGHEST, max(0, points + off))
