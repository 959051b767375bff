"""What the database holds, read without the application and compared with the candidates' books.

Chains, receipts and marks are worked out here once more from the papers (docs/architecture.md and
the docstrings of the domain), by code of its own: a mistake in the application is not repeated.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.soak.candidate import Ledger
from tests.soak.world import Hall, Place

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GRACE = 30.0


@dataclass(slots=True)
class Findings:
    """What is wrong, by kind; nothing at all is what every run has to find."""

    lost: list[str] = field(default_factory=list)  # acknowledged, and not there
    stale: list[str] = field(default_factory=list)  # there, and an older answer counts
    doubled: list[str] = field(default_factory=list)  # one save, several effects
    foreign: list[str] = field(default_factory=list)  # there, and never sent
    chains: list[str] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)
    closings: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    saves: int = 0
    acknowledged: int = 0
    sittings: int = 0
    marked: int = 0

    @property
    def wrong(self) -> dict[str, int]:
        """How many of each kind of wrong, only those that there are."""
        return {
            name: len(value)
            for name in self.__dataclass_fields__
            if isinstance(value := getattr(self, name), list) and value
        }

    def told(self) -> dict[str, Any]:
        return {
            "sittings": self.sittings,
            "saves stored": self.saves,
            "saves acknowledged": self.acknowledged,
            "marks compared": self.marked,
            "wrong": self.wrong,
            "examples": [
                text
                for name in self.__dataclass_fields__
                if isinstance(value := getattr(self, name), list)
                for text in value[:3]
            ],
        }


def query(place: Place, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Rows by a plain driver; `?` marks values on both engines."""
    if place.engine == "sqlite":
        with closing(sqlite3.connect(f"file:{place.file}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [_decoded(dict(row)) for row in connection.execute(sql, values)]
    import psycopg
    from psycopg.rows import dict_row

    with psycopg.connect(place.url, row_factory=dict_row) as connection:  # type: ignore[arg-type]
        found = connection.execute(sql.replace("?", "%s"), values)  # type: ignore[arg-type]
        return [dict(row) for row in found.fetchall()]  # type: ignore[call-overload]


def execute(place: Place, sql: str, values: Sequence[Any] = ()) -> None:
    """One statement of the harness's own, committed."""
    if place.engine == "sqlite":
        with closing(sqlite3.connect(place.file, timeout=20)) as connection:
            connection.execute(sql, values)
            connection.commit()
        return
    import psycopg

    with psycopg.connect(place.url) as connection:
        connection.execute(sql.replace("?", "%s"), values)  # type: ignore[arg-type]


def instant_of(value: Any) -> datetime:
    """A stored instant: aware on PostgreSQL, a text without zone on SQLite."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _decoded(row: dict[str, Any]) -> dict[str, Any]:
    """JSON is a text on SQLite; PostgreSQL's driver has read it already."""
    if isinstance(row.get("response"), str):
        row["response"] = json.loads(row["response"])
    return row


def examine(place: Place, hall: Hall, ledgers: Iterable[Ledger], attempts: int = 1) -> Findings:
    """Compare one exam with the books of its candidates."""
    found = Findings()
    books = {book.sitting: book for book in ledgers if book.sitting}
    sittings = query(place, "SELECT * FROM sitting WHERE exam_id = ? ORDER BY id", [hall.exam_id])
    logs = _by_sitting(place, "response_log", hall)
    hand_ins = _by_sitting(place, "hand_in", hall)
    marks = _marks(place, hall)
    slots = _slots(place, hall)
    found.sittings = len(sittings)
    _count_attempts(sittings, attempts, found)
    known = {sitting["public_id"] for sitting in sittings}
    for sitting_id in set(books) - known:
        found.lost.append(f"the whole sitting {sitting_id}")
    for sitting in sittings:
        log = sorted(logs[sitting["id"]], key=lambda row: row["position"])
        found.saves += len(log)
        _follow_chain(sitting, log, found)
        book = books.get(sitting["public_id"])
        if book is not None:
            _compare(book, log, found)
        _check_closing(sitting, log, hand_ins[sitting["id"]], book, found)
        if sitting["state"] == "submitted":
            _check_marks(sitting, log, marks[sitting["id"]], slots[sitting["form_id"]], found)
    return found


def _by_sitting(place: Place, table: str, hall: Hall) -> dict[int, list[dict[str, Any]]]:
    rows = query(
        place,
        f"SELECT t.* FROM {table} t JOIN sitting s ON s.id = t.sitting_id WHERE s.exam_id = ? "
        "ORDER BY t.id",
        [hall.exam_id],
    )
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["sitting_id"]].append(row)
    return grouped


def _marks(place: Place, hall: Hall) -> dict[int, list[dict[str, Any]]]:
    rows = query(
        place,
        "SELECT m.work_id, m.part_id, m.number, m.new FROM mark_event m "
        "JOIN sitting s ON s.id = m.work_id AND m.work_kind = 'sitting' WHERE s.exam_id = ?",
        [hall.exam_id],
    )
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["work_id"]].append(row)
    return grouped


def _slots(place: Place, hall: Hall) -> dict[int, dict[int, str]]:
    rows = query(
        place,
        "SELECT f.id, f.form_id, f.type FROM form_slot f JOIN exam_form x ON x.id = f.form_id "
        "WHERE x.exam_id = ?",
        [hall.exam_id],
    )
    grouped: dict[int, dict[int, str]] = defaultdict(dict)
    for row in rows:
        grouped[row["form_id"]][row["id"]] = row["type"]
    return grouped


def _count_attempts(sittings: list[dict[str, Any]], allowed: int, found: Findings) -> None:
    numbers: dict[int, list[int]] = defaultdict(list)
    for sitting in sittings:
        numbers[sitting["user_id"]].append(sitting["number"])
    for user_id, have in numbers.items():
        if sorted(have) != list(range(1, len(have) + 1)) or len(have) > allowed:
            found.attempts.append(f"person {user_id} has the attempts {sorted(have)}")


def _follow_chain(sitting: dict[str, Any], log: list[dict[str, Any]], found: Findings) -> None:
    previous = "0" * 64
    for place, row in enumerate(log, 1):
        body = json.dumps(
            {
                "at": written(instant_of(row["received_at"])),
                "client": row["client"],
                "digest": row["digest"],
                "flagged": bool(row["flagged"]),
                "late": bool(row["late"]),
                "position": row["position"],
                "response": row["response"],
                "seq": row["seq"],
                "slot": row["slot_id"],
                "superseded": bool(row["superseded"]),
            },
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        previous = hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
        if row["position"] != place or row["link"] != previous:
            found.chains.append(f"sitting {sitting['id']} breaks at {place}")
            return


def _compare(book: Ledger, log: list[dict[str, Any]], found: Findings) -> None:
    found.contradictions += book.contradictions
    stored = {(row["client"], row["seq"]): row for row in log}
    found.acknowledged += len(book.kept)
    if len(stored) != len(log):
        found.doubled.append(f"{book.sitting}: {len(log)} rows of {len(stored)} saves")
    for name, said in book.kept.items():
        row, sent = stored.get(name), book.sent[name]
        if row is None or row["id"] != said.number:
            found.lost.append(f"{book.sitting} {name}")
        elif row["response"] != sent.answer or bool(row["flagged"]) != sent.flagged:
            found.lost.append(f"{book.sitting} {name}: another answer is stored")
        elif bool(row["late"]) != said.late or bool(row["superseded"]) != said.superseded:
            found.stale.append(f"{book.sitting} {name}: said to count otherwise than it does")
    for name in stored.keys() - book.sent.keys():
        found.foreign.append(f"{book.sitting} {name}")
    counted = counted_answers(log)
    newest: dict[int, int] = {}
    for name, said in book.kept.items():
        if not said.late and not said.superseded:
            slot = book.sent[name].slot
            newest[slot] = max(newest.get(slot, 0), name[1])
    for slot, seq in newest.items():
        # A newer save that was sent and never acknowledged may be there as well.
        if slot not in counted or counted[slot][0] < seq:
            found.stale.append(f"{book.sitting} slot {slot}: {counted.get(slot)} before {seq}")


def counted_answers(log: list[dict[str, Any]]) -> dict[int, tuple[int, Any]]:
    """(number given by the page, answer) that counts, by slot.

    Each page's highest number stands for it; among pages the one that was stored last.
    """
    best: dict[tuple[int, str], dict[str, Any]] = {}
    for row in log:
        if (row["late"] or row["superseded"]) and row["admitted_id"] is None:
            continue
        name = (row["slot_id"], row["client"])
        if name not in best or best[name]["seq"] < row["seq"]:
            best[name] = row
    chosen: dict[int, dict[str, Any]] = {}
    for (slot, _client), row in best.items():
        if slot not in chosen or chosen[slot]["id"] < row["id"]:
            chosen[slot] = row
    return {slot: (row["seq"], row["response"]) for slot, row in chosen.items()}


def _check_closing(
    sitting: dict[str, Any],
    log: list[dict[str, Any]],
    hand_ins: list[dict[str, Any]],
    book: Ledger | None,
    found: Findings,
) -> None:
    if sitting["state"] == "open":
        if hand_ins:
            found.closings.append(f"sitting {sitting['id']} is open and has a receipt")
        return
    if len(hand_ins) != 1:
        found.closings.append(f"sitting {sitting['id']} was closed {len(hand_ins)} times")
        return
    (receipt,) = hand_ins
    at = instant_of(receipt["handed_in_at"])
    if receipt["saves"] > len(log):
        found.receipts.append(f"sitting {sitting['id']}: {len(log)} saves of {receipt['saves']}")
        return
    head = log[receipt["saves"] - 1]["link"] if receipt["saves"] else "0" * 64
    code = code_of(sitting["public_id"], at, receipt["saves"], head)
    if code != receipt["code"] or head != receipt["head"]:
        found.receipts.append(f"sitting {sitting['id']}: {receipt['code']} is not {code}")
    if book is not None and book.receipt is not None and book.receipt != code:
        found.receipts.append(f"sitting {sitting['id']}: the page showed {book.receipt}")
    for row in log[receipt["saves"] :]:
        if not row["late"] and row["admitted_id"] is None:
            found.closings.append(f"sitting {sitting['id']}: a save after the close counts")
    over = instant_of(sitting["deadline"]).timestamp() + GRACE
    for row in log:
        if not row["late"] and instant_of(row["received_at"]).timestamp() > over + 0.001:
            found.closings.append(f"sitting {sitting['id']}: a save after the grace counts")


def code_of(public_id: str, at: datetime, saves: int, head: str) -> str:
    body = f"{public_id}\n{written(at)}\n{saves}\n{head}".encode()
    value = int.from_bytes(hashlib.sha256(body).digest(), "big")
    signs = ""
    for _ in range(16):
        signs += _ALPHABET[value % 32]
        value //= 32
    return "-".join(signs[i : i + 4] for i in range(0, 16, 4))


def _check_marks(
    sitting: dict[str, Any],
    log: list[dict[str, Any]],
    marks: list[dict[str, Any]],
    slots: dict[int, str],
    found: Findings,
) -> None:
    counted = counted_answers(log)
    held: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for mark in marks:
        held[mark["part_id"]].append(mark)
    for slot, kind in slots.items():
        found.marked += 1
        events = held.get(slot, [])
        if len(events) != 1:
            found.marks.append(f"sitting {sitting['id']} slot {slot}: {len(events)} marks")
            continue
        worth = points_of(kind, counted.get(slot, (0, None))[1])
        if Decimal(str(events[0]["new"])) != worth:
            found.marks.append(
                f"sitting {sitting['id']} slot {slot}: {events[0]['new']}, should be {worth}"
            )


def points_of(kind: str, answer: Any) -> Decimal:
    """The marks an answer is worth, of two; the items are those of `tests.quiz.sitting.builders`."""
    if kind == "single_choice":
        return Decimal(2 if answer == "A" else 0)
    if kind == "true_false":
        return Decimal(2 if answer is True else 0)
    if kind == "multiple_response":
        ticks = set(answer or [])
        if ticks == {"A", "C"}:
            return Decimal(2)
        return Decimal(1 if ticks and ticks < {"A", "C"} else 0)
    if kind == "fill_blank":
        blanks = answer or ["", ""]
        return Decimal((blanks[0] == "客户") + (blanks[1] == "80%"))
    raise ValueError(f"no key for {kind}")
