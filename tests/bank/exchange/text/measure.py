"""How much of a paper was read right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.bank.exchange.questions import Question


@dataclass
class Measure:
    """Counts of one or several papers; `faults` say what went wrong, for whoever mends it."""

    total: int = 0
    found: int = 0
    types: int = 0
    keyed: int = 0
    keys: int = 0
    extra: int = 0
    faults: list[str] = field(default_factory=list[str])

    def add(self, other: Measure) -> None:
        for name in ("total", "found", "types", "keyed", "keys", "extra"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.faults += other.faults


def bare(text: str | None) -> str:
    """A text without white space, with blanks of one length."""
    return re.sub(
        r"_{2,}|（）", "＿", re.sub(r"\s", "", text or "").replace("(", "（").replace(")", "）")
    )


def measure(truth: Sequence[dict[str, Any]], questions: Sequence[Question]) -> Measure:
    """Compare what a paper holds with what was read of it, in order."""
    result = Measure(total=len(truth))
    read = [question.to_json() for question in questions]
    points = [[bare(point.text) for point in question.key_points] for question in questions]
    place = 0
    for wanted in truth:
        at = next(
            (n for n in range(place, len(read)) if bare(read[n]["stem"]) == bare(wanted["stem"])),
            None,
        )
        if at is None or not _whole(wanted, read[at]):
            shown = read[at] if at is not None else [one["stem"] for one in read[place : place + 2]]
            result.faults.append(f"NOT FOUND {wanted} -- {shown}")
            place = place if at is None else at + 1
            continue
        result.extra += at - place
        place = at + 1
        result.found += 1
        result.types += read[at]["type"] == wanted["type"]
        if read[at]["type"] != wanted["type"]:
            result.faults.append(f"TYPE {wanted} -- {read[at]['type']}")
        result.keyed += 1
        if _same_key(wanted, read[at], points[at]):
            result.keys += 1
        else:
            result.faults.append(f"KEY {wanted} -- {read[at]['key']} {read[at]['reference']}")
    result.extra += len(read) - place
    result.extra -= (
        result.total - result.found if result.extra >= result.total - result.found else 0
    )
    if result.extra:
        result.faults.append(f"EXTRA {result.extra}")
    return result


def _whole(wanted: dict[str, Any], read: dict[str, Any]) -> bool:
    return [bare(option) for option in wanted.get("options") or []] == [
        bare(option["text"]) for option in read["options"]
    ]


def _same_key(wanted: dict[str, Any], read: dict[str, Any], points: list[str]) -> bool:
    if wanted.get("answered"):
        return bool(read["reference"])
    if wanted.get("points"):
        return [bare(point) for point in wanted["points"]] == points
    if "reference" in wanted:
        return bare(wanted["reference"]) == bare(read["reference"])
    return wanted["key"] == read["key"] if "points" not in wanted else read["reference"] is None
