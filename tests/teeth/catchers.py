"""What must hold in an exam hall, each said in one small test on a world of its own."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flask import Flask
from sqlalchemy import func, select, update

from app.accounts.models import LoginSession, User
from app.courses.models import Enrolment
from app.database import writing
from app.extensions import db
from app.marking.ledger import NewMark, record_marks
from app.marking.models import MarkEvent
from app.quiz.exams import sitting as starting
from app.quiz.exams.answers import current_answers
from app.quiz.exams.closing import close_expired
from app.quiz.exams.preparing import secret_seed
from app.quiz.exams.proof import Verdict, check_code
from app.quiz.models import Exam, ExamForm, FormSlot, HandIn, ResponseLog, Sitting
from tests.quiz.sitting.builders import CANARY
from tests.security.world import WRITER, World, build, plain, save_one, take_turn

MakeApp = Callable[..., Flask]
TRUTH, ESSAY = 3, 7  # places of the questions in the paper


class Hall:
    """The student at the paper, having the turn."""

    def __init__(self, world: World, who: str = "student") -> None:
        self.world = world
        self.client, self.paper = world.start(who)
        self.turn = take_turn(self.client, self.paper)
        found = re.search(r'name="slots" value="([\d,]+)"', self.page())
        assert found
        self.slots = [int(slot) for slot in found[1].split(",")]
        self.seq = 0

    def page(self) -> str:
        return self.client.get(self.paper).text

    def save(self, place: int = TRUTH, response: Any = True, **more: Any) -> Any:
        self.seq += 1
        seq = more.pop("seq", self.seq)
        return save_one(self.client, self.paper, seq, self.slots[place - 1], response, **more)

    def hand_in(self) -> None:
        assert self.client.post(f"{self.paper}/submit").status_code == 302

    def row(self) -> Sitting:
        public = self.paper.rsplit("/", 1)[1]
        return db.session.scalars(select(Sitting).where(Sitting.public_id == public)).one()

    def answer(self, place: int = TRUTH) -> Any:
        def read() -> Any:
            id_ = self.row().id
            found = current_answers([id_])[id_].get(self.slots[place - 1])
            return found.response if found else None

        return self.world.inside(read)


def change(world: World, model: Any, **values: Any) -> None:
    def write() -> None:
        db.session.execute(update(model).values(**values))
        db.session.commit()

    world.inside(write)


def count(world: World, model: Any) -> int:
    return world.inside(lambda: db.session.scalar(select(func.count()).select_from(model)) or 0)


def verdict(world: World) -> Verdict:
    return world.inside(lambda: check_code(db.session.scalars(select(HandIn.code)).one()).verdict)


# --- starting


def two_tabs_start_one_sitting(world: World) -> None:
    """The second tab read the sittings before the first one's start was there."""
    Hall(world)
    real, stale = starting.list_sittings, [True]

    def look(*args: Any) -> Any:
        return [] if stale and stale.pop() else real(*args)

    starting.list_sittings = look
    try:
        world.start("student")
    finally:
        starting.list_sittings = real
    assert count(world, Sitting) == 1


def seeds_cannot_be_tried_out(world: World) -> None:
    del world
    assert max(secret_seed() for _ in range(64)) > 2**48


def deadlines_are_those_of_the_start(world: World) -> None:
    hall = Hall(world)
    left = hall.turn.get_json()["left_ms"]
    change(world, Exam, minutes=5)
    assert take_turn(hall.client, hall.paper).get_json()["left_ms"] == left


# --- saving


def what_is_acknowledged_is_there(world: World) -> None:
    hall = Hall(world)
    slots = hall.slots[:1] * 2
    entries = [{"seq": n, "slot": slot, "response": None} for n, slot in enumerate(slots, 1)]
    body = {"client": WRITER, "saves": entries}
    assert hall.client.post(f"{hall.paper}/answers", json=body).status_code == 200
    # The process dies right after the reply: what was not committed is gone.
    db.session.rollback()
    assert count(world, ResponseLog) == 2


def only_the_server_knows_the_time(world: World) -> None:
    hall = Hall(world)
    before = world.clock.at.isoformat()
    world.clock.move(minutes=61)
    hints = {"X-Client-Now": before, "Date": before, "X-CSRFToken": "t"}
    entry = {"client": WRITER, "seq": 1, "slot": hall.slots[2], "response": True, "now": before}
    reply = hall.client.post(f"{hall.paper}/answers", json=entry, headers=hints)
    assert reply.get_json()["saves"][0]["late"] is True


def what_was_on_its_way_counts(world: World) -> None:
    hall = Hall(world)
    world.clock.move(minutes=60, seconds=20)
    assert hall.save().get_json()["saves"][0]["late"] is False


def what_is_late_does_not_count(world: World) -> None:
    hall = Hall(world)
    hall.save()
    world.clock.move(minutes=60, seconds=40)
    assert hall.save(response=False).get_json()["saves"][0]["late"] is True
    assert hall.answer() is True


def what_is_superseded_does_not_count(world: World) -> None:
    hall = Hall(world)
    hall.save()
    take_turn(hall.client, hall.paper, "client-0002")
    hall.save(response=False)
    assert hall.answer() is True


def the_lane_asks_whose_turn_it_is(world: World) -> None:
    hall = Hall(world)
    hall.save()
    hall.save()
    take_turn(hall.client, hall.paper, "client-0002")
    assert hall.save().get_json()["superseded"] is True


def the_lane_asks(model: Any, **values: Any) -> Callable[[World], None]:
    """Whoever lost the right to save is refused by the very next save, also in the lane."""

    def check(world: World) -> None:
        hall = Hall(world)
        hall.save()
        assert hall.save().status_code == 200
        change(world, model, **{name: value(world) for name, value in values.items()})
        assert hall.save().status_code in (401, 403, 404)

    check.__name__ = f"the_lane_asks_for_{next(iter(values))}"
    return check


the_lane_asks_for_the_sign_in = the_lane_asks(LoginSession, revoked_at=lambda w: w.clock())
the_lane_asks_for_the_person = the_lane_asks(User, is_active=lambda _w: False)
the_lane_asks_for_the_class = the_lane_asks(Enrolment, left_at=lambda w: w.clock())


def the_lane_asks_for_the_state(world: World) -> None:
    hall = Hall(world)
    hall.save()
    assert hall.save().status_code == 200
    hall.hand_in()
    assert hall.save().status_code == 409


def clients_do_not_swallow_each_other(world: World) -> None:
    hall = Hall(world)
    hall.save(seq=1)
    take_turn(hall.client, hall.paper, "client-0002")
    entry = {"client": "client-0002", "seq": 1, "slot": hall.slots[2], "response": False}
    reply = hall.client.post(f"{hall.paper}/answers", json=entry)
    assert reply.status_code == 200
    assert hall.answer() is False


def one_name_is_one_save(world: World) -> None:
    hall = Hall(world)
    hall.save(seq=1)
    assert hall.save(seq=1, response=False).status_code == 409
    assert hall.answer() is True


def after_the_hand_in_nothing_is_taken(world: World) -> None:
    hall = Hall(world)
    hall.hand_in()
    assert hall.save().status_code == 409
    assert count(world, ResponseLog) == 0


def saving_takes_no_column(world: World) -> None:
    hall = Hall(world)
    before = world.inside(lambda: (hall.row().seed, hall.row().number))
    body = {"client": "client-0002", "seed": 1, "number": 9, "user_id": 1}
    hall.client.post(f"{hall.paper}/turn", json=body)
    assert world.inside(lambda: (hall.row().seed, hall.row().number)) == before


# --- closing, marks, proof


def nobody_is_closed_early(world: World) -> None:
    Hall(world)
    world.clock.move(minutes=60, seconds=20)
    assert world.inside(lambda: close_expired(world.clock())) == 0
    world.clock.move(seconds=11)
    assert world.inside(lambda: close_expired(world.clock())) == 1


def closing_twice_closes_once(world: World) -> None:
    hall = Hall(world)
    hall.save()
    hall.hand_in()
    marks = count(world, MarkEvent)
    world.clock.move(seconds=5)
    hall.hand_in()
    assert (count(world, HandIn), count(world, MarkEvent)) == (1, marks)


def marks_are_a_ledger(world: World) -> None:
    hall = Hall(world)

    def mark() -> list[Any]:
        row = hall.row()
        slot = db.session.get_one(FormSlot, hall.slots[ESSAY - 1])
        given = NewMark(
            work_kind="sitting", work_id=row.id, part_id=slot.id, class_id=row.class_id,
            learner_id=row.user_id, version_id=slot.version_id, new=Decimal(1), max=Decimal(2),
        )  # fmt: skip
        with writing():
            record_marks([given], world.clock())
            record_marks([replace(given, new=Decimal(2), old=Decimal(1), seen=1)], world.clock())
        query = select(MarkEvent.number, MarkEvent.new).order_by(MarkEvent.number)
        return [tuple(one) for one in db.session.execute(query)]

    assert world.inside(mark) == [(1, 1), (2, 2)]


def a_changed_save_breaks_the_proof(world: World) -> None:
    hall = Hall(world)
    hall.save(ESSAY, "原来的话")
    hall.hand_in()
    assert verdict(world) is Verdict.HOLDS
    change(world, ResponseLog, response="改过的话")
    assert verdict(world) is Verdict.BROKEN


def the_receipt_is_over_all_saves(world: World) -> None:
    hall = Hall(world)
    for _ in range(3):
        hall.save()
    hall.hand_in()
    assert world.inside(lambda: db.session.scalars(select(HandIn.saves)).one()) == 3
    assert verdict(world) is Verdict.HOLDS


# --- who may, and what is told


def what_declares_nothing_answers_nobody(world: World) -> None:
    views = world.app.view_functions
    held, views["exams.home"] = views["exams.home"], lambda: "ran"
    try:
        assert world.client("admin").get("/exams").status_code == 403
    finally:
        views["exams.home"] = held


def anothers_paper_is_closed(world: World) -> None:
    hall = Hall(world)
    for who in ("classmate", "teacher", "admin", "stranger"):
        assert world.client(who).get(f"{hall.paper}/state").status_code != 200, who


def anothers_paper_looks_absent(world: World) -> None:
    hall = Hall(world)
    client = world.client("classmate")
    paths = (f"{hall.paper}/state", f"/sittings/{'0' * 32}/state")
    told = [client.get(path) for path in paths]
    assert told[0].status_code == told[1].status_code
    assert plain(told[0].data) == plain(told[1].data)


def every_change_needs_a_token(world: World) -> None:
    hall = Hall(world)
    world.app.config["WTF_CSRF_ENABLED"] = True
    try:
        for path in ("answers", "turn", "submit"):
            assert hall.client.post(f"{hall.paper}/{path}").status_code == 400, path
    finally:
        world.app.config["WTF_CSRF_ENABLED"] = False


def no_key_on_the_page(world: World) -> None:
    hall = Hall(world)
    hall.save()
    assert CANARY not in hall.page()
    assert CANARY not in hall.client.get(f"{hall.paper}/submit").text


def no_key_in_a_reply(world: World) -> None:
    hall = Hall(world)
    for reply in (hall.save(), hall.save(), hall.save(response="x"), hall.turn):
        assert CANARY not in str(reply.get_json())


def names_of_options_tell_nothing(world: World) -> None:
    hall = Hall(world)
    values = re.findall(rf'name="s{hall.slots[0]}" value="([^"]+)"', hall.page())
    assert len(values) == 4
    assert all(re.fullmatch(r"o[0-9a-f]{8,}", value) for value in values)
    assert hall.save(1, "A").status_code == 422


def a_title_is_a_text(world: World) -> None:
    change(world, Exam, title="<script>alert(1)</script>")
    assert "<script>alert" not in Hall(world).page()


def everybody_has_their_own_page(world: World) -> None:
    pages = {"林若溪": Hall(world).page(), "陈一鸣": Hall(world, "classmate").page()}
    for name, page in pages.items():
        assert name in page
        assert not any(other in page for other in pages if other != name)


def everybody_has_their_own_token(world: World) -> None:
    def tokens(who: str) -> set[str]:
        found = re.findall(r'csrf[-_]token" (?:content|value)="([^".]+)', Hall(world, who).page())
        return set(found)

    assert not tokens("student") & tokens("classmate")


def browsers_keep_nothing(world: World) -> None:
    hall = Hall(world)
    replies = (hall.client.get(hall.paper), hall.save(), hall.save())
    assert {reply.headers["Cache-Control"] for reply in replies} == {"no-store"}


def no_cell_is_a_formula(world: World) -> None:
    change(world, User, name="=1+1")
    Hall(world).hand_in()
    change(world, Exam, state="released")
    reply = world.client("teacher").get(f"/exams/{world.ids['exam']}/results.xlsx")
    assert reply.status_code == 200
    with ZipFile(BytesIO(reply.data)) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets/" in name]
    assert sheets
    assert not any(b"<f>" in sheet for sheet in sheets)


# --- on an application of their own


def writers_queue(make_app: MakeApp) -> None:
    """While somebody writes, nobody else begins to: the writer holds the database from its first word."""
    app = make_app()
    with app.app_context(), writing():
        db.session.execute(select(ExamForm.id)).all()
        other = sqlite3.connect(app.config["DATABASE_URL"].removeprefix("sqlite:///"), timeout=0)
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return
        finally:
            other.close()
    raise AssertionError("two writers at once")


def saves_are_never_limited(make_app: MakeApp) -> None:
    hall = Hall(build(make_app(RATE_LIMITS=True)))
    codes = set()
    for _ in range(40):
        entries = [{"seq": hall.seq + n, "slot": hall.slots[2], "response": True} for n in (1, 2)]
        hall.seq += 2
        body = {"client": WRITER, "saves": entries}
        codes.add(hall.client.post(f"{hall.paper}/answers", json=body).status_code)
    assert codes == {200}


# Catchers that change rows between two requests: see `attempt` in test_teeth.py.
ALONE = frozenset(
    {
        deadlines_are_those_of_the_start,
        the_lane_asks_for_the_sign_in,
        the_lane_asks_for_the_person,
        the_lane_asks_for_the_class,
    }
)
