"""The marks of an archive worked out again: by the grader where no person judged, by sums where one did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.bank.domain.items import ItemFace, ItemKey, KeyPoint
from app.bank.domain.responses import Response
from app.bank.domain.types import MultipleResponseRule
from app.bank.domain.variants import variant_seed
from app.marking.domain.machine import ENGINE
from app.marking.domain.plans import GradingPlan
from app.marking.domain.points import PointsError, add_up
from app.marking.domain.question import Frozen, Question, stand
from app.marking.domain.rulings import Kind, Mode, Step, fold
from app.quiz.domain.archive import Opened

WHOLE = "whole"
HUNDREDTH = Decimal("0.01")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _World:
    """What marks follow from, ready to be looked up."""

    questions: Mapping[int, Question]
    slots: Mapping[int, Row]
    slots_of_form: Mapping[int, Sequence[int]]
    answers: Mapping[tuple[int, int], Response]
    rulings: Mapping[int, Row]
    ledger: Mapping[tuple[int, int], Sequence[Row]]
    # The questions as they stood before each of their rulings.
    earlier: Mapping[int, Sequence[Question]]


def check_marks(opened: Opened, notes: list[str]) -> tuple[int, list[str]]:
    """The whole ledger: no gap, each mark following the one before, the newest one earned."""
    faults: list[str] = []
    world = _world(opened)
    running = any(row["state"] == "running" for row in world.rulings.values())
    if running:
        notes.append("a ruling was being applied when the archive was made")
    sittings = {row["id"]: row for row in opened.rows("sittings")}
    for (sitting, slot), events in world.ledger.items():
        name = f"sitting {sitting}, question {slot}"
        faults += [f"{name}: {fault}" for fault in _gaps(events)]
        if sitting not in sittings or slot not in world.questions:
            faults.append(f"{name}: has marks and is not in the archive")
        elif not running:
            faults += [
                f"{name}: {fault}" for fault in _deviations(world, sittings[sitting], slot, events)
            ]
    for sitting in sittings.values():
        if sitting["state"] == "submitted" and sitting["marked_at"]:
            own = sitting["slots"] or world.slots_of_form.get(sitting["form_id"], ())
            faults += [
                f"sitting {sitting['id']}, question {slot}: marked as a whole, and has no mark"
                for slot in own
                if _waits(world.ledger.get((sitting["id"], slot), ()))
            ]
    by_hand = sum(events[-1]["by_hand"] for events in world.ledger.values())
    notes.append(
        f"{len(world.ledger) - by_hand} marks worked out by the grader, {by_hand} given by people"
    )
    return sum(map(len, world.ledger.values())), faults


def _waits(events: Sequence[Row]) -> bool:
    """Whether an answer has no mark that holds."""
    return not events or events[-1]["new"] is None


def _gaps(events: Sequence[Row]) -> list[str]:
    """What is wrong with the ledger of one answer in itself."""
    previous: str | None = None
    for expected, row in enumerate(events, 1):
        new = row["new"]
        if row["number"] != expected:
            return [f"mark {expected} is missing"]
        if expected > 1 and _number(row["old"]) != _number(previous):
            return [f"mark {expected} does not follow the one before"]
        if new is not None and not 0 <= Decimal(new) <= Decimal(row["max"]):
            return [f"mark {expected} is not between 0 and {row['max']}"]
        previous = new
    return []


def _deviations(world: _World, sitting: Row, slot: int, events: Sequence[Row]) -> list[str]:
    """What is wrong with the mark that holds."""
    last, question = events[-1], world.questions[slot]
    new = _number(last["new"])
    if last["by_hand"] or last["rule"] == ENGINE:
        # What the engine read, as what a person did, is not worked out again: only its sum is.
        return _wrong_sum(question, last, new)
    item = world.slots[slot]["item_id"]
    seeded = str(slot) in sitting["faces"]
    seed = variant_seed(str(item), int(sitting["seed"])) if seeded else None
    machine = question.mark(world.answers.get((sitting["id"], slot)), seed)
    earned = machine.points if machine else None
    if new == earned or _is_kept(world, last, slot, sitting["id"], seed, earned):
        return []
    return [f"the ledger says {last['new']}, the grader {earned}"]


def _is_kept(
    world: _World, last: Row, slot: int, sitting: int, seed: str | None, earned: Decimal | None
) -> bool:
    """Whether a ruling let a mark stand that the grader gave before it: where nobody's mark was to sink,
    and where a step was undone.
    """
    steps = [row for row in world.rulings.values() if row["part_id"] == slot]
    new, undone = _number(last["new"]), world.rulings.get(last["ruling_id"] or 0)
    spared = new is not None and any(row["never_lower"] for row in steps) and new >= (earned or 0)
    if not spared and (undone is None or undone["kind"] != Kind.UNDO):
        return False
    response, worth = world.answers.get((sitting, slot)), world.questions[slot].worth
    given = [question.mark(response, seed) for question in world.earlier.get(slot, ())]
    points = {mark.points for mark in given if mark is not None}
    return new in points | {min(one, worth) for one in points}


def _wrong_sum(question: Question, last: Row, new: Decimal | None) -> list[str]:
    """A person's points against the mark they add up to; a ruling may have scaled the mark since."""
    points, share = last["detail"].get("points"), _number(last["correctness"])
    scaled = last["ruling_id"] is not None or question.mode is not Mode.COUNTS
    if scaled or new is None:
        return []
    worth = Decimal(last["max"])
    if share is not None and abs(share * worth - new) > HUNDREDTH:
        return [f"the ledger says {last['new']}, which is not {share} of {worth}"]
    if not points:
        return []
    own = question.key.key_points or (KeyPoint(id=WHOLE, text="", points=worth),)
    if {point.id for point in own} != set(points):
        return []  # the key was changed since, and with it what points were given for
    try:
        earned = _sum(question.key, own, points, worth)
    except PointsError:
        return ["points that a key point cannot have"]
    return (
        [] if earned == new else [f"the ledger says {last['new']}, its points add up to {earned}"]
    )


def _sum(
    key: ItemKey, own: Sequence[KeyPoint], points: Mapping[str, str], worth: Decimal
) -> Decimal:
    given = {id_: Decimal(text) for id_, text in points.items()}
    return add_up(own, given, worth, key.most).mark


def _world(opened: Opened) -> _World:
    exam = opened.exam
    slots: dict[int, Row] = {}
    of_form: dict[int, list[int]] = {}
    for form in opened.rows("forms"):
        slots |= {slot["id"]: slot for slot in form["slots"]}
        of_form[form["id"]] = [slot["id"] for slot in form["slots"]]
    versions = {row["id"]: row for row in opened.rows("versions")}
    rulings = opened.rows("rulings")
    ledger: dict[tuple[int, int], list[Row]] = {}
    for row in opened.rows("marks"):
        ledger.setdefault((row["work_id"], row["part_id"]), []).append(row)
    rule = MultipleResponseRule(exam["rule"])
    lenient = GradingPlan.from_json(exam.get("written") or {}).is_lenient
    steps: dict[int, list[Row]] = {}
    for row in rulings:
        steps.setdefault(row["part_id"], []).append(row)
    return _World(
        questions={
            id_: _question(slot, versions, steps.get(id_, []), rule, lenient=lenient)
            for id_, slot in slots.items()
        },
        slots=slots,
        slots_of_form=of_form,
        answers=_answers(opened),
        rulings={row["id"]: row for row in rulings},
        ledger=ledger,
        earlier={
            id_: [
                _question(slots[id_], versions, own[:taken], rule, lenient=lenient)
                for taken in range(len(own))
            ]
            for id_, own in steps.items()
            if id_ in slots
        },
    )


def _question(
    slot: Row, versions: Mapping[int, Row], rulings: Sequence[Row], rule: MultipleResponseRule,
    *, lenient: bool,
) -> Question:  # fmt: skip
    frozen = versions[slot["version_id"]]
    terms = fold(
        Step(
            number=row["number"],
            kind=Kind(row["kind"]),
            undoes=row["undoes"],
            version_id=row["version_id"],
            points=_number(row["points"]),
            accept=row["accept"],
        )
        for row in rulings
    )
    fixed = versions[terms.version_id] if terms.version_id else None
    return stand(
        Frozen(
            version_id=slot["version_id"],
            face=ItemFace.from_data(frozen["face"]),
            key=ItemKey.from_data(frozen["key"]),
            points=Decimal(slot["points"]),
            rule=rule,
            lenient=lenient,
        ),
        terms,
        (ItemFace.from_data(fixed["face"]), ItemKey.from_data(fixed["key"])) if fixed else None,
    )


def _answers(opened: Opened) -> dict[tuple[int, int], Response]:
    """The save that counts of each question, as `app.quiz.exams.answers` finds it.

    Each page's highest number stands for it. Among several pages, and what staff admitted, the one that
    came to count last counts: a save when it arrived, an admitted one when it was admitted.
    """
    upto = {row["id"]: row["detail"].get("upto") for row in opened.rows("acts")}
    pages: dict[tuple[int, int, str], Row] = {}
    admitted: list[Row] = []
    for row in opened.rows("saves"):
        if row["admitted_id"] is not None:
            admitted.append(row)
        if not row["late"] and not row["superseded"]:
            name = (row["sitting_id"], row["slot_id"], row["client"])
            if name not in pages or pages[name]["seq"] < row["seq"]:
                pages[name] = row
    newest: dict[tuple[int, int], tuple[tuple[int, bool, int], Response]] = {}
    for row in [*pages.values(), *admitted]:
        since = upto.get(row["admitted_id"])
        rank = (
            row["position"] if since is None else int(since),
            row["admitted_id"] is not None,
            row["id"],
        )
        name = (row["sitting_id"], row["slot_id"])
        if name not in newest or newest[name][0] < rank:
            newest[name] = (rank, row["response"])
    return {name: response for name, (_rank, response) in newest.items()}


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
