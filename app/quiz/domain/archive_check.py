"""An archive checked by itself, without any database: chains, receipts, seals, and every mark.

Each check counts what it looked at and names what deviates. Marks that nobody judged are worked out
again from keys, rulings and saves; of marks that people gave the sums are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.quiz.domain.archive import Opened, unpack
from app.quiz.domain.archive_marks import check_marks
from app.quiz.domain.chain import START, SaveRecord, act_record, link, receipts_digest
from app.quiz.domain.receipt import receipt_code

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One kind of check: how many things were looked at, and which deviate."""

    name: str
    count: int
    faults: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All checks of one file. `notes` say what could not be checked and why, and are no deviation."""

    checks: Sequence[Check]
    manifest: Mapping[str, Any] = field(default_factory=dict[str, Any])
    notes: Sequence[str] = ()

    @property
    def faults(self) -> list[str]:
        return [fault for check in self.checks for fault in check.faults]

    @property
    def holds(self) -> bool:
        return not self.faults


def verify(data: bytes) -> Report:
    """Check a whole file; never raises for what it may hold."""
    opened = unpack(data)
    notes: list[str] = []
    checks = [
        Check(name="parts", count=len(opened.parts), faults=opened.faults),
        _tried("saves", opened, check_saves),
        _tried("receipts", opened, check_receipts),
        _tried("acts", opened, check_acts),
        _tried("seals", opened, lambda one: check_seals(one, notes)),
        _tried("marks", opened, lambda one: check_marks(one, notes)),
        _tried("looks", opened, check_looks),
    ]
    return Report(checks=checks, manifest=opened.manifest, notes=notes)


def _tried(name: str, opened: Opened, check: Callable[[Opened], tuple[int, list[str]]]) -> Check:
    """A check over rows that may hold anything: what cannot be read is a deviation, not an error."""
    try:
        count, faults = check(opened)
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError, LookupError) as error:
        return Check(name=name, count=0, faults=[f"cannot be read: {type(error).__name__} {error}"])
    return Check(name=name, count=count, faults=faults)


def check_saves(opened: Opened) -> tuple[int, list[str]]:
    """Every sitting's chain of saves, link by link."""
    faults: list[str] = []
    saves = opened.rows("saves")
    known = {row["id"] for row in opened.rows("sittings")}
    for sitting, own in _by(saves, "sitting_id").items():
        if sitting not in known:
            faults.append(f"sitting {sitting}: has saves and is not in the archive")
        previous = START
        for expected, row in enumerate(own, 1):
            if row["position"] != expected or _record(row).seal(previous) != row["link"]:
                faults.append(f"sitting {sitting}: chain breaks at save {expected}")
                break
            previous = row["link"]
    return len(saves), faults + _admissions(opened, saves)


def _admissions(opened: Opened, saves: Rows) -> list[str]:
    """Saves that count only because staff admitted them: exactly those of which an act says so."""
    told: dict[tuple[int, int], int] = {}
    places = {row["position"]: row["id"] for row in opened.rows("acts")}
    for act in opened.rows("acts"):
        if act["kind"] != "admit":
            continue
        names = [(act["sitting_id"], position) for position in act["detail"].get("saves", ())]
        if "withdraws" in act["detail"]:
            taken_back = places.get(act["detail"]["withdraws"])
            told = {n: id_ for n, id_ in told.items() if n not in names or id_ != taken_back}
        else:
            told |= dict.fromkeys(names, act["id"])
    return [
        f"sitting {row['sitting_id']}: save {row['position']} is not admitted as the acts say"
        for row in saves
        if row["admitted_id"] != told.get((row["sitting_id"], row["position"]))
    ]


def check_receipts(opened: Opened) -> tuple[int, list[str]]:
    """Every receipt against the saves it was written over, and that no closed paper lacks one."""
    faults: list[str] = []
    receipts = opened.rows("receipts")
    saves = _by(opened.rows("saves"), "sitting_id")
    sittings = {row["id"]: row for row in opened.rows("sittings")}
    newest: dict[int, dict[str, Any]] = {}
    for row in receipts:
        sitting = sittings.get(row["sitting_id"])
        name = f"receipt {row['code']}"
        if sitting is None:
            faults.append(f"{name}: its sitting is not in the archive")
            continue
        newest[sitting["id"]] = row
        chain = saves.get(sitting["id"], [])[: row["saves"]]
        head = chain[-1]["link"] if chain else START
        at = _time(row["handed_in_at"])
        if len(chain) != row["saves"] or head != row["head"]:
            faults.append(f"{name}: sitting {sitting['id']} does not hold the saves it names")
        if receipt_code(sitting["public_id"], at, row["saves"], row["head"]) != row["code"]:
            faults.append(f"{name}: the code does not follow from what it stands for")
    for sitting in sittings.values():
        if sitting["state"] != "submitted":
            continue
        last = newest.get(sitting["id"])
        if last is None:
            faults.append(f"sitting {sitting['id']}: closed and without a receipt")
        elif last["handed_in_at"] != sitting["submitted_at"]:
            faults.append(f"sitting {sitting['id']}: closed at another time than its receipt says")
    return len(receipts), faults


def check_acts(opened: Opened) -> tuple[int, list[str]]:
    """The chain of what the staff did, link by link."""
    acts, previous = opened.rows("acts"), START
    for expected, row in enumerate(acts, 1):
        record = act_record(row | {"created_at": _time(row["created_at"])})
        if row["position"] != expected or link(previous, record) != row["link"]:
            return len(acts), [f"chain of acts breaks at act {expected} ({row['kind']})"]
        previous = row["link"]
    faults = [] if acts else ["no act at all: even a publication is one"]
    if opened.exam["state"] == "released" and not any(row["kind"] == "release" for row in acts):
        faults.append("released, and no act says so")
    return len(acts), faults


def check_seals(opened: Opened, notes: list[str]) -> tuple[int, list[str]]:
    """What the seals say of the receipts; what came after the last one is only noted."""
    faults: list[str] = []
    receipts = opened.rows("receipts")
    seals = [row for row in opened.rows("acts") if row["kind"] == "seal"]
    upto = 0
    for number, row in enumerate(seals, 1):
        detail = row["detail"]
        if detail["after"] != upto:
            faults.append(f"seal {number}: begins after receipt {detail['after']}, not {upto}")
        own = [one for one in receipts if detail["after"] < one["id"] <= detail["upto"]]
        if receipts_digest([(x["id"], x["code"], x["head"]) for x in own]) != detail["digest"]:
            faults.append(f"seal {number}: is not that of the receipts it covers")
        upto = detail["upto"]
    later = [one for one in receipts if one["id"] > upto]
    released = opened.exam["released_at"]
    loose = [one for one in later if released and one["handed_in_at"] <= released]
    faults += [
        f"receipt {one['code']}: handed in before the release and not sealed" for one in loose
    ]
    if len(later) > len(loose):
        notes.append(f"{len(later) - len(loose)} receipts came after the last seal")
    return len(seals), faults


def check_looks(opened: Opened) -> tuple[int, list[str]]:
    """Second looks: steps without a gap, and the marks they name are those of the ledger."""
    faults: list[str] = []
    looks, steps = opened.rows("looks"), _by(opened.rows("look_steps"), "look_id")
    marks = {(row["work_id"], row["part_id"], row["number"]): row for row in opened.rows("marks")}
    for look in looks:
        own = steps.pop(look["id"], [])
        name = f"second look {look['id']}"
        if [row["number"] for row in own] != list(range(1, len(own) + 1)) or not own:
            faults.append(f"{name}: a step is missing")
        for row in own:
            if row["event_number"] is None:
                continue
            mark = marks.get((look["work_id"], look["part_id"], row["event_number"]))
            if mark is None or mark["new"] != row["new"]:
                faults.append(f"{name}: step {row['number']} names a mark that the ledger has not")
        if own and look["state"] not in _STATES[own[-1]["act"]]:
            faults.append(f"{name}: {look['state']} does not follow from its steps")
    faults += [f"second look {look}: has steps and is not in the archive" for look in steps]
    return len(looks), faults


_STATES = {
    "ask": ("asked",), "say": ("asked", "working"), "stand": ("answered",),
    "change": ("answered",), "ruling": ("answered",), "withdraw": ("withdrawn",),
    "reopen": ("working",),
}  # fmt: skip


def _record(row: Mapping[str, Any]) -> SaveRecord:
    return SaveRecord(
        position=row["position"],
        client=row["client"],
        seq=row["seq"],
        slot_id=row["slot_id"],
        response=row["response"],
        flagged=row["flagged"],
        digest=row["digest"],
        late=row["late"],
        superseded=row["superseded"],
        received_at=_time(row["received_at"]),
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _by(rows: Rows, column: str) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found
