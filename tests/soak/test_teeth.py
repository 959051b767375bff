"""The independent check sees what is wrong: a sound exam is spoiled in many ways, each is found."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.backup.sqlite import copy_database
from tests.soak.bench import Figures, bench, deadline, everybody, leave, run_loop, seat
from tests.soak.candidate import Candidate, Ledger
from tests.soak.check import examine
from tests.soak.world import Hall, Place, build_hall

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs Unix"),
]
BOTH_OF_ONE = "UPDATE sitting SET number = id, user_id = (SELECT min(user_id) FROM sitting)"
COLUMNS = "slot_id, client, seq, response, flagged, digest, late, superseded, received_at, link"


@dataclass
class Sat:
    """An exam that was sat: where its database is, and the candidates' books."""

    place: Place
    hall: Hall
    ledgers: list[Ledger]


@pytest.fixture(scope="module")
def sat() -> Iterator[Sat]:
    with bench("sqlite") as made:
        place = made.place()
        hall = build_hall(place, students=2, items=4)
        candidates = seat(hall, [node.port for node in made.site()], Figures())

        async def sit(one: Candidate) -> None:
            await one.start(deadline(60))
            for slot in one.slots:
                await one.save(deadline(60), [one.compose(slot)])
                await one.save(deadline(60), [one.compose(slot)])
            await one.hand_in(deadline(60))

        async def all_sit() -> list[BaseException]:
            wrong = await everybody(candidates, sit)
            await leave(candidates)
            return wrong

        assert run_loop(all_sit) == []
        made.close()
        yield Sat(place, hall, [one.ledger for one in candidates])


def test_what_is_sound_is_found_sound(sat: Sat) -> None:
    found = examine(sat.place, sat.hall, sat.ledgers)
    assert found.wrong == {}
    assert (found.sittings, found.saves, found.acknowledged, found.marked) == (2, 16, 16, 8)


@pytest.mark.parametrize(
    ("kind", "statements"),
    [
        ("lost", ["DELETE FROM response_log WHERE id = 16"]),
        ("lost", ["UPDATE response_log SET response = '\"E\"' WHERE id = 5"]),
        ("lost", ["UPDATE response_log SET flagged = NOT flagged WHERE id = 5"]),
        ("lost", ["DELETE FROM sitting WHERE id = 2"]),
        ("stale", ["UPDATE response_log SET superseded = 1 WHERE id = 16"]),
        ("stale", ["UPDATE response_log SET late = 1 WHERE id = 16"]),
        ("foreign", ["UPDATE response_log SET client = 'somebody-else' WHERE id = 3"]),
        (
            "doubled",
            [
                "DROP INDEX uq_response_log_save",
                f"INSERT INTO response_log (sitting_id, position, {COLUMNS}) SELECT sitting_id, 99, {COLUMNS} FROM response_log LIMIT 1",
            ],
        ),
        ("chains", ["UPDATE response_log SET received_at = '2026-01-01 00:00:00.000000'"]),
        ("chains", ["UPDATE response_log SET position = position + 20 WHERE position > 4"]),
        ("receipts", ["UPDATE hand_in SET saves = saves - 1"]),
        ("receipts", ["UPDATE hand_in SET code = '0000-0000-0000-0000' WHERE id = 1"]),
        ("closings", ["UPDATE sitting SET state = 'open'"]),
        ("closings", ["DELETE FROM hand_in WHERE id = 1"]),
        ("closings", ["UPDATE sitting SET deadline = '2026-01-01 00:00:00.000000'"]),
        ("attempts", ["UPDATE sitting SET number = 2"]),
        ("attempts", ["UPDATE sitting SET number = id + 10", BOTH_OF_ONE]),
        ("marks", ["UPDATE mark_event SET new = 2 - new"]),
        ("marks", ["DELETE FROM mark_event WHERE id = 1"]),
    ],
)
def test_what_is_spoiled_is_found_out(
    sat: Sat, tmp_path: Path, kind: str, statements: list[str]
) -> None:
    copy = tmp_path / "spoiled.db"
    copy_database(sat.place.file, copy)
    with closing(sqlite3.connect(copy)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    found = examine(Place(f"sqlite:///{copy}", tmp_path), sat.hall, sat.ledgers)
    assert kind in found.wrong, found.told()
