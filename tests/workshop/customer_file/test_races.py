"""Windows that save at once, hand in at once, begin at once: nothing is lost, nothing is overwritten."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.extensions import db
from app.web.errors import DomainError
from app.workshop.customer_file.domain.state import Op
from app.workshop.customer_file.domain.tables import PERSONS
from app.workshop.customer_file.loading import load
from app.workshop.customer_file.models import CustomerFile, FileChange, FileProject
from app.workshop.customer_file.saving import save
from app.workshop.customer_file.service import begin, default_category, hand_in, make_project
from tests.builders import Builders
from tests.conftest import Clock
from tests.workshop.customer_file.conftest import USUAL

pytestmark = pytest.mark.both_engines
AT_ONCE = 8


@dataclass
class Bench:
    """A real database, without a transaction around the test."""

    site: Flask
    clock: Clock
    project: int
    student: int

    def file(self) -> CustomerFile:
        return db.session.scalars(select(CustomerFile)).one()

    def at_once(self, act: Callable[[int], Any]) -> list[Any]:
        """Run `act` in several threads at once; what each gave, or the refusal."""
        gate, found = threading.Barrier(AT_ONCE), []

        def run(number: int) -> None:
            with self.site.test_request_context():
                gate.wait()
                try:
                    found.append(act(number))
                except DomainError as refused:
                    found.append(refused)
                finally:
                    db.session.remove()

        threads = [threading.Thread(target=run, args=(n,)) for n in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    def begin(self) -> str:
        project = db.session.get_one(FileProject, self.project)
        user = db.session.get_one(User, self.student)
        return begin(project, user, self.clock()).public_id


@pytest.fixture
def bench(make_app: Callable[..., Flask], engine: str) -> Iterator[Bench]:
    site = make_app(engine)
    clock = Clock()
    site.config["CLOCK"] = clock
    with site.app_context():
        make = Builders(db, clock)
        class_ = make.class_()
        values = USUAL | {"category_id": default_category(class_.id), "due_at": None}
        project = make_project(class_, values, clock())
        made = Bench(site, clock, project.id, make.student(class_).id)
        db.session.remove()
        yield made
        db.session.remove()


def test_begun_at_once_there_is_one_file(bench: Bench) -> None:
    ids = bench.at_once(lambda _number: bench.begin())
    assert len(ids) == AT_ONCE
    assert len(set(ids)) == 1


def test_different_cells_saved_at_once_are_all_stored(bench: Bench) -> None:
    bench.begin()
    rows = list(load(bench.file()).state.tables[PERSONS])[:AT_ONCE]
    names = {row: load(bench.file()).state.value(PERSONS, row, "name") for row in rows}
    db.session.remove()

    def act(number: int) -> int:
        row = rows[number]
        value = f"名{number}"
        op = Op(do="set", table=PERSONS, row=row, field="name", value=value, was=names[row])
        saved = save(bench.file(), lambda _loaded: [op], bench.clock())
        assert saved is not None
        return saved.number

    assert sorted(bench.at_once(act)) == list(range(1, AT_ONCE + 1))
    state = load(bench.file()).state
    assert [state.value(PERSONS, row, "name") for row in rows] == [
        f"名{number}" for number in range(AT_ONCE)
    ]


def test_of_one_cell_saved_at_once_one_holds_and_the_others_are_told(bench: Bench) -> None:
    bench.begin()
    was = load(bench.file()).state.value(PERSONS, "P001", "name")
    db.session.remove()

    def act(number: int) -> str:
        value = f"名{number}"
        op = Op(do="set", table=PERSONS, row="P001", field="name", value=value, was=was)
        save(bench.file(), lambda _loaded: [op], bench.clock())
        return value

    found = bench.at_once(act)
    kept = [one for one in found if isinstance(one, str)]
    assert len(kept) == 1
    assert load(bench.file()).state.value(PERSONS, "P001", "name") == kept[0]
    assert db.session.scalar(select(func.count()).select_from(FileChange)) == 1


def test_handed_in_at_once_there_is_one_receipt(bench: Bench) -> None:
    bench.begin()
    receipts = bench.at_once(lambda _number: hand_in(bench.file(), 0, bench.clock()).receipt)
    assert len(set(receipts)) == 1
    assert receipts[0]
