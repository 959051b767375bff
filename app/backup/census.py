"""What a database holds, counted; and whether every chain and every receipt in it still holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, inspect, select, table, text
from sqlalchemy.orm import Session

from app.backup.archive import Manifest
from app.quiz.domain.chain import START, first_break
from app.quiz.domain.receipt import receipt_code
from app.quiz.exams.proof import record_in
from app.quiz.models import HandIn, ResponseLog, Sitting

_CHAINS = text(
    "SELECT s.public_id, r.position, r.link FROM sitting s "
    "JOIN response_log r ON r.sitting_id = s.id "
    "JOIN (SELECT sitting_id, max(position) AS position FROM response_log GROUP BY sitting_id) t "
    "ON t.sitting_id = r.sitting_id AND t.position = r.position "
    "ORDER BY s.public_id"
)


@dataclass(slots=True)
class Census:
    """Rows per table, the migrations that were run, and the end of every sitting's chain."""

    counts: dict[str, int] = field(default_factory=dict[str, int])
    migrations: list[str] = field(default_factory=list[str])
    chains: list[tuple[str, int, str]] = field(default_factory=list[tuple[str, int, str]])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is there but, perhaps, the tables themselves."""
        return not any(n for name, n in self.counts.items() if name != "alembic_version")


def take_census(connection: Connection) -> Census:
    """Count; one SQL statement per table and two more. The caller sees to one snapshot."""
    names = sorted(inspect(connection).get_table_names())
    found = Census()
    for name in names:
        count = connection.scalar(select(func.count()).select_from(table(name)))
        found.counts[name] = count or 0
    if "alembic_version" in names:
        rows = connection.execute(text("SELECT version_num FROM alembic_version"))
        found.migrations = sorted(rows.scalars())
    if {"sitting", "response_log"} <= set(names) and found.counts["response_log"]:
        found.chains = [(name, n, head) for name, n, head in connection.execute(_CHAINS)]
    return found


def differences(manifest: Manifest, found: Census) -> list[str]:
    """What is in the database otherwise than the manifest says; empty if nothing."""
    told = []
    for name in sorted(manifest.counts.keys() | found.counts.keys()):
        before, after = manifest.counts.get(name), found.counts.get(name)
        if before != after:
            told.append(f"{name}: {before} → {after}")
    if sorted(manifest.migrations) != found.migrations:
        told.append(f"migrations: {manifest.migrations} → {found.migrations}")
    if manifest.chains != found.chains:
        odd = set(manifest.chains) ^ set(found.chains)
        told.append(f"response_log: {len({name for name, _n, _head in odd})} sittings differ")
    return told


@dataclass(frozen=True, slots=True)
class Proof:
    """How many chains and receipts were worked out again, and which did not hold."""

    sittings: int
    saves: int
    receipts: int
    broken: tuple[str, ...]


def prove(session: Session) -> Proof:
    """Work every chain and receipt out again; one SQL statement per sitting, and two more."""
    receipts: dict[int, list[HandIn]] = {}
    for row in session.scalars(select(HandIn).order_by(HandIn.id)):
        receipts.setdefault(row.sitting_id, []).append(row)
    sittings = saves = 0
    broken: list[str] = []
    for sitting_id, public_id in session.execute(select(Sitting.id, Sitting.public_id)).all():
        rows = list(
            session.scalars(
                select(ResponseLog)
                .where(ResponseLog.sitting_id == sitting_id)
                .order_by(ResponseLog.position)
            )
        )
        sittings, saves = sittings + 1, saves + len(rows)
        broken += _breaks(public_id, rows, receipts.get(sitting_id, []))
        session.expunge_all()
    return Proof(sittings, saves, sum(map(len, receipts.values())), tuple(broken))


def _breaks(public_id: str, rows: list[ResponseLog], receipts: list[HandIn]) -> Iterator[str]:
    at = first_break((record_in(row), row.link) for row in rows)
    if at is not None:
        yield f"{public_id}: {at}"
    for receipt in receipts:
        whole = len(rows) >= receipt.saves
        head = rows[receipt.saves - 1].link if whole and receipt.saves else START
        code = receipt_code(public_id, receipt.handed_in_at, receipt.saves, head)
        if not whole or head != receipt.head or code != receipt.code:
            yield f"{public_id}: {receipt.code}"
