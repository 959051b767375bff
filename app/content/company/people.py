"""Who the customers are: names, numbers, where they live and how they buy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.content.company.data import FIRST_DAY, LAST_DAY, Habit, Kind
from app.content.company.dice import Dice
from app.content.company.identifiers import credit_code, identity_number, mobile_number
from app.content.company.specs import CompanySpec, CustomerSpec

# Names of four hundred thousand people are like these; so no name here is anybody's own.
_SURNAMES = (
    ("王", 72), ("李", 70), ("张", 68), ("刘", 52), ("陈", 46), ("杨", 32), ("黄", 24), ("赵", 23),
    ("吴", 21), ("周", 20), ("徐", 15), ("孙", 15), ("马", 13), ("朱", 13), ("胡", 12), ("林", 12),
    ("郭", 12), ("何", 11), ("高", 10), ("罗", 9), ("郑", 9), ("梁", 8), ("谢", 8), ("宋", 7),
    ("唐", 7), ("许", 6), ("邓", 6), ("冯", 6), ("韩", 6), ("曹", 6),
)  # fmt: skip
_FIRST = "思雨子明文嘉若志晓建雅俊静浩欣立梦国春秋海玉佳天一诗景永"
_SECOND = "涵轩怡杰萍强宁峰琳伟婷华琪龙月成洁东欣平悦鹏霞安颖军岚远"
_FIRMS = (("民宿", 40), ("酒店", 20), ("公寓", 15), ("咖啡馆", 10), ("学校", 8), ("书院", 7))
_FIRM_NAMES = (
    "云岫", "望江", "听雨", "栖山", "临水", "半亩", "拾光", "青石", "南风", "归帆", "松间", "晴川",
    "竹里", "长亭", "小满", "知秋", "鹿鸣", "白鹭", "渡口", "南塘", "西岭", "东篱", "北坡", "中洲",
)  # fmt: skip
_DISTRICTS = (("江北区", 34), ("江南区", 30), ("滨河区", 16), ("高新区", 12), ("云溪县", 8))
_HABITS = (
    (Habit.ONCE, 44),
    (Habit.PROMOTION, 12),
    (Habit.OCCASIONAL, 26),
    (Habit.REGULAR, 13),
    (Habit.LOYAL, 5),
)
_FIRM_HABITS = ((Habit.ONCE, 25), (Habit.OCCASIONAL, 35), (Habit.REGULAR, 28), (Habit.LOYAL, 12))
# The first channels of a company are those that sell, the others only serve.
_SELL = (6, 5, 2)
SELLING = len(_SELL)
_CORPORATE_PERCENT = 6
_CONSENT_PERCENT = 68
_EARLIEST_BIRTH, _LATEST_BIRTH = date(1955, 1, 1), date(2004, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A customer before their orders are known."""

    id: str
    number: int
    kind: Kind
    name: str
    contact: str
    phone: str
    identity: str
    credit_code: str
    born: date | None
    district: str
    channel: str
    first: date
    consents: bool
    habit: Habit
    temper: int
    story: str


def make_people(company: CompanySpec, seed: int, size: int) -> list[Person]:
    """So many customers; those with a story in company.yml come first."""
    stories = [*company.customers[:size]]
    return [
        _person(company, seed, number, stories[number] if number < len(stories) else None)
        for number in range(size)
    ]


def _person(company: CompanySpec, seed: int, number: int, story: CustomerSpec | None) -> Person:
    dice = Dice(company.id, seed, "person", number)
    corporate = dice.chance(_CORPORATE_PERCENT)
    if story is not None:
        corporate = story.kind == "企业客户"
    woman = dice.chance(52)
    born = _day(dice, _EARLIEST_BIRTH, _LATEST_BIRTH)
    sequence = 2 * dice.below(500) + (0 if woman else 1)
    human = _human_name(dice)
    firm = _firm_name(dice)
    habit = dice.weighed(_FIRM_HABITS if corporate else _HABITS)
    if story is not None and habit is Habit.ONCE:
        habit = Habit.REGULAR  # somebody whose story is told comes back
    return Person(
        id=f"K{number + 1:05}",
        number=number,
        kind=Kind.CORPORATE if corporate else Kind.PERSONAL,
        name=story.name if story else firm if corporate else human,
        contact=human if corporate else "",
        phone=mobile_number((seed * 7_919 + number * 37) % 10_000_000),
        identity="" if corporate else identity_number(born, sequence),
        credit_code=credit_code(number) if corporate else "",
        born=None if corporate else born,
        district=dice.weighed(_DISTRICTS),
        channel=dice.weighed(list(zip(company.channels, _SELL, strict=False))),
        first=_day(dice, FIRST_DAY, LAST_DAY - timedelta(days=20)),
        consents=dice.chance(_CONSENT_PERCENT),
        habit=habit,
        temper=dice.between(-2, 1),
        story=story.id if story else "",
    )


def _day(dice: Dice, first: date, last: date) -> date:
    return first + timedelta(days=dice.below((last - first).days + 1))


def _human_name(dice: Dice) -> str:
    surname, second = dice.weighed(_SURNAMES), dice.pick(_SECOND)
    return surname + dice.pick(_FIRST) + second if dice.chance(82) else surname + second


def _firm_name(dice: Dice) -> str:
    return dice.pick(_FIRM_NAMES) + dice.weighed(_FIRMS)
