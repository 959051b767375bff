"""What customers say: complaints, and answers to the questionnaire.

Both follow from how an order went. Most who are angry say nothing; who complains and is soon helped
ends better than who waits.
"""

from __future__ import annotations

from datetime import date, timedelta

from app.content.company.data import DIMENSIONS, LAST_DAY, Answer, Complaint, Trouble
from app.content.company.dice import Dice
from app.content.company.orders import Event
from app.content.company.people import Person
from app.content.company.specs import CompanySpec

_COMPLAINS = ((3, 52), (5, 18), (10, 1))  # up to this mood, percent
_ANSWERS = 26  # percent of orders
_TEXTS = {
    Trouble.LATE: (
        "说好的日子没有送到，打了两次电话都说在路上。",
        "比约定晚了好几天，装修队在家白等。",
        "送货改了三次时间，没有一次提前告诉我。",
    ),
    Trouble.DEFECT: (
        "拆开一看有一处磕坏，漆也掉了。",
        "用了不到一周就不工作了，要求换新。",
        "颜色同样品差得多，不是我订的那一款。",
    ),
    Trouble.INSTALLATION: (
        "师傅少带了配件，装到一半就走了。",
        "柜门装得一高一低，关不严。",
        "安装时碰坏了墙面，没有人来处理。",
    ),
    Trouble.ATTITUDE: (
        "问了三个人，三种说法，最后还要我自己去查。",
        "电话里一直说不归他管，也不给转。",
        "退换时被反复追问，像是我做错了事。",
    ),
}


def make_complaints(
    company: CompanySpec, seed: int, person: Person, events: list[Event]
) -> list[Complaint]:
    """Complaints of one customer; at most one an order."""
    dice = Dice(company.id, seed, "complaints", person.number)
    found: list[Complaint] = []
    for event in events:
        percent = next(percent for mood, percent in _COMPLAINS if event.mood <= mood)
        if not dice.chance(percent):
            continue
        day = event.order.day + timedelta(days=event.order.promised + dice.between(0, 12))
        if day <= LAST_DAY:
            found.append(_complaint(company, dice, event, day, len(found) + 1))
    return found


def _complaint(company: CompanySpec, dice: Dice, event: Event, day: date, number: int) -> Complaint:
    order = event.order
    trouble = _trouble(dice, event)
    answered = dice.weighed([(dice.between(1, 8), 5), (dice.between(9, 30), 3), (72, 1)])
    settled: int | None = dice.middling(1, 15)
    if day + timedelta(days=settled or 0) > LAST_DAY:
        settled = None
    quick = answered <= 8 and settled is not None and settled <= 5
    contented = None
    if settled is not None:
        contented = max(1, min(5, dice.between(3, 5) if quick else dice.between(1, 4)))
    return Complaint(
        id=f"T{order.id[1:]}-{number}",
        order=order.id,
        customer=order.customer,
        day=day,
        channel=dice.pick(company.channels),
        trouble=trouble,
        text=dice.pick(_TEXTS[trouble]),
        answered=answered,
        settled=settled,
        compensation=order.amount * dice.between(2, 8) // 100 if dice.chance(40) else 0,
        contented=contented,
    )


def _trouble(dice: Dice, event: Event) -> Trouble:
    if event.defect:
        return Trouble.DEFECT
    if event.order.late:
        return Trouble.LATE
    return dice.pick((Trouble.INSTALLATION, Trouble.ATTITUDE))


def make_answers(
    company: CompanySpec, seed: int, person: Person, events: list[Event]
) -> list[Answer]:
    """Questionnaires that one customer sent back: about a quarter of the orders."""
    dice = Dice(company.id, seed, "answers", person.number)
    found: list[Answer] = []
    for event in events:
        order, mood = event.order, event.mood
        day = order.day + timedelta(days=order.promised + order.late + dice.between(2, 6))
        if not dice.chance(_ANSWERS) or day > LAST_DAY:
            continue
        base = max(1, min(5, (mood + 1) // 2))
        marks = [_mark(dice, base) for _ in DIMENSIONS]
        marks[0] -= 2 * event.defect
        marks[2] = min(marks[2], 3) - min(order.late, 3) // 2 if order.late else marks[2]
        importance = (5, 4, 4, 3, 4)
        found.append(
            Answer(
                order=order.id,
                customer=person.id,
                day=day,
                performance=tuple(max(1, min(5, mark)) for mark in marks),
                importance=tuple(max(1, min(5, one + dice.between(-1, 1))) for one in importance),
                overall=base,
                recommend=max(0, min(10, mood + dice.between(-1, 1))),
            )
        )
    return found


def _mark(dice: Dice, base: int) -> int:
    return max(1, min(5, base + dice.weighed([(-1, 2), (0, 5), (1, 2)])))
