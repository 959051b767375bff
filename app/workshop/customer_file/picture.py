"""The picture of the segments: figures for the charts, out of the student's own classes and scores."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask_babel import gettext as _

from app.workshop.customer_file.domain.marks import read_percent
from app.workshop.customer_file.domain.rfm import octant
from app.workshop.customer_file.domain.tables import ABC, RFM
from app.workshop.customer_file.loading import Loaded
from app.workshop.customer_file.words import BASES

Bars = list[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Rows of the three charts, each with its finding in a sentence; empty where nothing is filled in."""

    classes: Bars
    classes_say: str
    curve: list[tuple[int, float, str]]
    curve_say: str
    groups: Bars
    groups_say: str


def draw(loaded: Loaded) -> Picture:
    """What the student's entries come to; nothing here knows what is right."""
    classes, classes_say = _classes(loaded)
    curve, curve_say = _curve(loaded)
    groups, groups_say = _groups(loaded)
    return Picture(
        classes=classes,
        classes_say=classes_say,
        curve=curve,
        curve_say=curve_say,
        groups=groups,
        groups_say=groups_say,
    )


def _classes(loaded: Loaded) -> tuple[Bars, str]:
    """Share of customers and of value in each class."""
    basis = loaded.file.project.basis
    worth = {s.customer: max(0, getattr(s, basis)) for s in loaded.files.sales}
    entered = {c: loaded.state.value(ABC, c, "cls") for c in worth}
    known = {c: cls for c, cls in entered.items() if cls}
    if not known:
        return [], ""
    whole = sum(worth.values()) or 1
    rows: Bars = []
    shares: dict[str, tuple[int, int]] = {}
    for cls in "ABC":
        own = [c for c, entry in known.items() if entry == cls]
        people = round(100 * len(own) / len(worth))
        value = round(100 * sum(worth[c] for c in own) / whole)
        shares[cls] = (len(own), value)
        head = _("%(cls)s 类", cls=cls)
        rows.append(
            {"label": _("%(head)s，占客户数", head=head), "value": people, "text": f"{people}%"}
        )
        label = _("%(head)s，占%(basis)s", head=head, basis=BASES[basis])
        rows.append({"label": label, "value": value, "text": f"{value}%", "kind": "warn"})
    say = _(
        "你划出 A 类 %(n)s 位，占%(basis)s的 %(share)s%%。",
        n=shares["A"][0],
        basis=BASES[basis],
        share=shares["A"][1],
    )
    return rows, say


def _curve(loaded: Loaded) -> tuple[list[tuple[int, float, str]], str]:
    """The cumulative shares that were entered, smallest first: (place, per cent, customer)."""
    found = []
    for sales in loaded.files.sales:
        share = read_percent(loaded.state.value(ABC, sales.customer, "cumulative"))
        if share is not None and 0 <= share <= 110:
            found.append((float(share), sales.customer))
    found.sort()
    points = [(n, share, customer) for n, (share, customer) in enumerate(found, 1)]
    if len(points) < 2:
        return [], ""
    cut = loaded.file.project.cut_a
    within = sum(share <= cut for _n, share, _c in points)
    say = _("按你填的累计占比，%(n)s 位客户加起来不超过 %(cut)s%%。", n=within, cut=cut)
    return points, say


def _groups(loaded: Loaded) -> tuple[Bars, str]:
    """How many customers in each of the eight groups, R, F, M high or low."""
    counted: Counter[str] = Counter()
    for sales in loaded.files.sales:
        scores = [loaded.state.value(RFM, sales.customer, name) for name in ("r", "f", "m")]
        if all(scores):
            counted[octant(*(int(score) for score in scores))] += 1
    if not counted:
        return [], ""
    order = [a + b + c for c in "高低" for a in "高低" for b in "高低"]
    rows: Bars = [
        {
            "label": _group_label(code),
            "value": counted[code],
            "text": str(counted[code]),
        }
        for code in order
    ]
    most, n = counted.most_common(1)[0]
    return rows, _("最多的一群是“%(group)s”，%(n)s 位。", group=_group_label(most), n=n)


def _group_label(code: str) -> str:
    head = _("重要") if code[2] == "高" else _("一般")
    words = {"高": _("高"), "低": _("低")}
    r, f, m = (words[sign] for sign in code)
    return _("%(head)s：R %(r)s F %(f)s M %(m)s", head=head, r=r, f=f, m=m)
