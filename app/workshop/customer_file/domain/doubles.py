"""Customers entered twice: under a variant of the name, with another address or number."""

from __future__ import annotations

import re
from datetime import timedelta

from app.content.company import LAST_DAY
from app.content.company.dice import Dice
from app.workshop.customer_file.domain.defects import Kind
from app.workshop.customer_file.domain.planting import Flaw, Planter
from app.workshop.customer_file.domain.sound import Client, iso
from app.workshop.customer_file.domain.tables import MAY_NOT_SEND, NO

# Written otherwise or heard otherwise.
_TRADITIONAL = dict(
    zip("张刘陈杨黄赵吴孙马罗郑谢许邓冯韩", "張劉陳楊黃趙吳孫馬羅鄭謝許鄧馮韓", strict=True)
)
_SOUNDS = dict(
    zip("涵轩怡杰萍强宁峰琳伟婷华琪龙月成洁", "晗萱宜洁平墙柠锋林炜廷桦棋隆玥诚捷", strict=True)
)
PEOPLE_TWICE, FIRMS_TWICE = 3, 1


def plant_doubles(planter: Planter) -> list[Client]:
    """Copies of three people and a firm, each with the later half of the orders."""
    people = planter.take(PEOPLE_TWICE, lambda c: not c.is_firm and len(c.orders) > 1)
    people += planter.take(PEOPLE_TWICE - len(people), lambda c: not c.is_firm)
    firms = planter.take(FIRMS_TWICE, lambda c: c.is_firm)
    copies = [_copy(planter.dice, one, place) for place, one in enumerate(people + firms)]
    for one, copy in zip(people + firms, copies, strict=True):
        planter.flaws.append(Flaw(kind=Kind.DUPLICATE, client=one, copy=copy))
    return copies


def plant_namesakes(planter: Planter) -> None:
    """Pairs that look like duplicates and are none: the same name, and the same address."""
    pair = planter.take(2, lambda c: not c.is_firm)
    if len(pair) == 2:
        pair[1].row["name"] = pair[0].row["name"]
    pair = planter.take(2, lambda c: not c.is_firm)
    if len(pair) == 2:
        pair[1].row["address"] = pair[0].row["address"]


def _copy(dice: Dice, client: Client, place: int) -> Client:
    half = len(client.orders) // 2
    later = client.orders[half:] if half else []
    client.orders = client.orders[:half] if half else client.orders
    start = later[0].day if later else min(LAST_DAY, client.joined + timedelta(days=30))
    row = dict(client.row)
    row |= {
        "name": _name_variant(dice, client, place),
        "address": _short_address(row["address"]),
        "joined": iso(start),
        "checked": max(iso(start), row["checked"]),
    }
    if client.is_firm:
        row["family"] = ""
    else:
        row |= {"identity": "", "instalment": NO, "marketing": MAY_NOT_SEND}
        row |= {"religion": "", "health": "", "school": ""}
        if place == 1:
            # The number of somebody at home: only name, birthday and address tell.
            row["phone"] = row["phone"][:-2] + f"{(int(row['phone'][-2:]) + 53) % 100:02}"
    return Client(customer=client.customer, orders=later, row=row)


def _name_variant(dice: Dice, client: Client, place: int) -> str:
    name = client.row["name"]
    if client.is_firm:
        return f"临江{name}有限公司"
    if place == 0 and name[0] in _TRADITIONAL:
        return _TRADITIONAL[name[0]] + name[1:]
    if name[-1] in _SOUNDS and dice.chance(70):
        return name[:-1] + _SOUNDS[name[-1]]
    return name + ("先生" if int((client.customer.identity or "0" * 18)[16]) % 2 else "女士")


def _short_address(address: str) -> str:
    return re.sub(r"号(\d+)幢(\d+)室", r"号\1-\2", address).replace("区", "", 1)
