"""Respondents made up from the fictional company's customers: seeded, believable, never taken for people (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from app.content.company import CompanySpec, generate
from app.content.company.data import LAST_DAY, Answer, Customer
from app.workshop.survey.domain.questionnaire import (
    NOT_APPLICABLE,
    NPS_TOP,
    Item,
    Kind,
    Measures,
    Question,
    Questionnaire,
    Response,
)

MOST = 120
_CUSTOMERS = 900
# Which of the company's own dimensions a questionnaire's dimension is like, by words in its name.
_LIKE = (
    ("质量", 0), ("产品", 0), ("商品", 0), ("价", 1), ("收费", 1), ("速度", 2), ("响应", 2), ("时", 2), ("送", 2),
    ("物流", 2), ("安装", 3), ("售后", 3), ("环境", 3), ("态度", 4), ("服务", 4), ("人员", 4), ("沟通", 4),
)  # fmt: skip
_CARELESS = 7  # per cent who only click through
_GLAD = (
    "东西不错，师傅装得很仔细。", "店员介绍得清楚，没有硬推销。", "送货很准时，下次还来。", "沙发坐着舒服，质量对得起价格。",
    "安装师傅带了鞋套，走的时候还把垃圾收走了。", "小程序查进度很方便。",
)  # fmt: skip
_MIDDLING = (
    "总体还行，就是送货等得有点久。", "质量可以，价格再低一点就好了。", "客服回复慢，要催。", "希望安装前一天能打个电话确认。",
    "店里停车不太方便。", "柜子味道有点大，开窗散了一阵。",
)  # fmt: skip
_SORE = (
    "说好周六送，拖到下周三才来。", "安装少了配件，来了两趟才装好。", "退换问了三个人，三种说法。", "柜门关不严，打电话没有人管。",
    "价格比别家贵，送货还要另外收费。", "投诉以后一直没有回音。",
)  # fmt: skip


def simulate(
    questionnaire: Questionnaire, company: CompanySpec, seed: int, count: int
) -> list[Response]:
    """`count` (at most 120) responses as customers of the fictional company might give them.

    Each follows a questionnaire that such a customer sent back (`app.content.company`): how their order
    went decides what they rate. About one in fourteen only clicks through, so that the quality screen has
    something to find. The same seed gives the same responses; ids are left empty.
    """
    data = generate(company, seed % 1_000_000, _CUSTOMERS)
    people = {one.id: one for one in data.customers}
    rng = Random(seed)
    told = rng.sample(list(data.answers), min(count, MOST, len(data.answers)))
    made: list[Response] = []
    for answer in told:
        person = people[answer.customer]
        careless = rng.randrange(100) < _CARELESS
        answers = _click_through(questionnaire, rng) if careless else {}
        if not careless:
            for question in questionnaire.questions:
                answers |= _answer(question, answer, person, rng)
        parts = sum(len(one.parts) for one in questionnaire.questions)
        pace = rng.uniform(0.8, 1.6) if careless else rng.gauss(6.5, 1.6)
        seconds = max(5, round(parts * max(pace, 0.8) / 5) * 5)
        made.append(Response(id="", answers=answers, seconds=seconds, simulated=True))
    return made


def _click_through(questionnaire: Questionnaire, rng: Random) -> dict[str, Any]:
    same = rng.choice((3, 4, 5))
    answers: dict[str, Any] = {}
    for question in questionnaire.questions:
        for item in question.items:
            answers[item.id] = min(same, item.points)
        if question.kind is Kind.NPS:
            answers[question.id] = rng.choice((5, 8, 10))
        elif question.kind in (Kind.SINGLE, Kind.DEMOGRAPHIC) and question.options:
            answers[question.id] = 0
    return answers


def _answer(question: Question, told: Answer, person: Customer, rng: Random) -> dict[str, Any]:
    if question.items:
        return {
            item.id: value
            for item in question.items
            if (value := _rate(item, question.not_applicable, told, rng)) is not None
        }
    value: Any = None
    match question.kind:
        case Kind.NPS:
            value = max(0, min(NPS_TOP, told.recommend + rng.choice((-1, 0, 0, 0, 1))))
        case Kind.SINGLE | Kind.DEMOGRAPHIC if question.options:
            value = _choose(question, person, rng)
        case Kind.MULTIPLE if question.options:
            most = min(3, len(question.options))
            value = sorted(rng.sample(range(len(question.options)), rng.randint(1, most)))
        case Kind.OPEN if rng.random() < 0.55:
            value = rng.choice(
                _GLAD if told.overall >= 4 else _MIDDLING if told.overall == 3 else _SORE
            )
        case _:
            pass
    return {} if value is None else {question.id: value}


def _rate(item: Item, may_pass: bool, told: Answer, rng: Random) -> int | str | None:
    if rng.random() < 0.03:
        return NOT_APPLICABLE if may_pass and item.measures is not Measures.OVERALL else None
    base: float = told.overall
    like = _like(item.dimension)
    if item.measures is Measures.PERFORMANCE and like is not None:
        base = told.performance[like]
    elif item.measures is Measures.IMPORTANCE:
        base = told.importance[like] if like is not None else 4
    share = (base - 1) / 4 + rng.gauss(0, 0.13)
    value = max(1, min(item.points, round(1 + share * (item.points - 1))))
    return item.points + 1 - value if item.reverse else value


def _like(dimension: str) -> int | None:
    return next((place for word, place in _LIKE if word in dimension), None)


def _choose(question: Question, person: Customer, rng: Random) -> int:
    """An option that fits the customer, where the options say what they are about; else any."""
    if person.born is not None and any("岁" in one for one in question.options):
        age = (LAST_DAY - person.born).days // 365
        return _age_option(question.options, age)
    for number, option in enumerate(question.options):
        if option in (person.district, person.channel):
            return number
    weights = [
        3 if number < len(question.options) - 1 else 1 for number in range(len(question.options))
    ]
    return rng.choices(range(len(question.options)), weights)[0]


def _age_option(options: Sequence[str], age: int) -> int:
    """The first option whose largest number is at least the age, else the last with a number."""
    best = 0
    for number, option in enumerate(options):
        figures = [int(one) for one in "".join(c if c.isdigit() else " " for c in option).split()]
        if not figures:
            continue
        best = number
        if "以上" not in option and age <= max(figures):
            return number
    return best
