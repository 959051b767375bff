"""A hash chain: each link seals a record and all records before it.

Nobody can change, move, add or take out a record of a chain without changing every link after it.
The hash is SHA-256 (FIPS 180-4) over the link before and the record's canonical JSON (keys sorted,
no spaces, UTF-8), so that a reader in any language can follow it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

START = "0" * 64  # the link before the first


def link(previous: str, record: Mapping[str, Any]) -> str:
    """The link of `record`, 64 hexadecimal digits."""
    return hashlib.sha256(f"{previous}\n{_canonical(record)}".encode()).hexdigest()


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def instant(at: datetime) -> str:
    """An instant as chains write it: UTC, microseconds, always the same length."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def act_record(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the chain seals of an act, from the columns of its row by name."""
    return {
        "position": row["position"],
        "kind": row["kind"],
        "sitting": row["sitting_id"],
        "author": row["author_id"],
        "minutes": row["minutes"],
        "reason": row["reason"],
        "detail": row["detail"],
        "at": instant(row["created_at"]),
    }


def receipts_digest(receipts: Sequence[tuple[int, str, str]]) -> str:
    """SHA-256 over (id, code, head) of receipts in the order of their ids."""
    lines = "".join(f"{id_} {code} {head}\n" for id_, code, head in receipts)
    return hashlib.sha256(lines.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRecord:
    """One save as the chain of its sitting seals it. `response` is the canonical one."""

    position: int
    client: str
    seq: int
    slot_id: int
    response: Any
    flagged: bool
    digest: str
    late: bool
    superseded: bool
    received_at: datetime

    def seal(self, previous: str) -> str:
        """The link of this save after the link `previous`."""
        return link(
            previous,
            {
                "position": self.position,
                "client": self.client,
                "seq": self.seq,
                "slot": self.slot_id,
                "response": self.response,
                "flagged": self.flagged,
                "digest": self.digest,
                "late": self.late,
                "superseded": self.superseded,
                "at": instant(self.received_at),
            },
        )


def first_break(records: Iterable[tuple[SaveRecord, str]]) -> int | None:
    """The position at which a chain of (record, stored link) no longer holds; None if it does.

    Positions count from 1 without a gap: a record that was taken out shows as the one after it.
    """
    previous, expected = START, 1
    for record, stored in records:
        if record.position != expected or record.seal(previous) != stored:
            return expected
        previous, expected = stored, expected + 1
    return None
