"""exam core: prepared papers, writer leases, chains of saves and acts, receipts, access, the board

Revision: 0002; follows: 0001; made: 2026-11-26
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KINDS_BEFORE = "kind IN ('publish', 'unpublish', 'extend', 'close', 'release')"
KINDS = (
    "kind IN ('publish', 'unpublish', 'extend', 'close', 'release', 'reopen', 'admit', "
    "'grant', 'bypass', 'message', 'note', 'rescue', 'seal', 'settings', 'regrade')"
)
START = "0" * 64
SLICE = 500  # sittings whose saves are held at once
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def upgrade() -> None:
    op.create_table(
        "exam_accommodation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=True),
        sa.Column("waives", JSON, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "attempts IS NULL OR attempts >= 1", name=op.f("ck_exam_accommodation_attempts")
        ),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes >= 1", name=op.f("ck_exam_accommodation_minutes")
        ),
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at",
            name=op.f("ck_exam_accommodation_window"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_exam_accommodation_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["exam_id"],
            ["exam.id"],
            name=op.f("fk_exam_accommodation_exam_id_exam"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_exam_accommodation_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_accommodation")),
    )
    with op.batch_alter_table("exam_accommodation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exam_accommodation_user_id"), ["user_id"], unique=False
        )
        batch_op.create_index(
            "uq_exam_accommodation_exam_id_user_id", ["exam_id", "user_id"], unique=True
        )

    op.create_table(
        "exam_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"], ["exam.id"], name=op.f("fk_exam_seat_exam_id_exam"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_exam_seat_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_seat")),
    )
    with op.batch_alter_table("exam_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_seat_user_id"), ["user_id"], unique=False)
        batch_op.create_index("uq_exam_seat_exam_id_seat", ["exam_id", "seat"], unique=True)
        batch_op.create_index("uq_exam_seat_exam_id_user_id", ["exam_id", "user_id"], unique=True)

    op.create_table(
        "candidate_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("slots", JSON, nullable=False),
        sa.Column("faces", JSON, nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"],
            ["exam.id"],
            name=op.f("fk_candidate_paper_exam_id_exam"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["form_id"],
            ["exam_form.id"],
            name=op.f("fk_candidate_paper_form_id_exam_form"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_candidate_paper_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_paper")),
    )
    with op.batch_alter_table("candidate_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_paper_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_candidate_paper_exam_id_user_id_number",
            ["exam_id", "user_id", "number"],
            unique=True,
        )

    op.create_table(
        "exam_incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_exam_incident_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["exam_id"], ["exam.id"], name=op.f("fk_exam_incident_exam_id_exam"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
            name=op.f("fk_exam_incident_sitting_id_sitting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_incident")),
    )
    with op.batch_alter_table("exam_incident", schema=None) as batch_op:
        batch_op.create_index(
            "ix_exam_incident_exam_id_sitting_id", ["exam_id", "sitting_id"], unique=False
        )

    op.create_table(
        "hand_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=12), nullable=False),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
            name=op.f("fk_hand_in_sitting_id_sitting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_in")),
        sa.UniqueConstraint("code", name=op.f("uq_hand_in_code")),
    )
    with op.batch_alter_table("hand_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_in_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "room_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_room_message_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["exam_id"], ["exam.id"], name=op.f("fk_room_message_exam_id_exam"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
            name=op.f("fk_room_message_sitting_id_sitting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_message")),
    )
    with op.batch_alter_table("room_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_message_exam_id"), ["exam_id"], unique=False)

    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=12), server_default="exam", nullable=False)
        )
        batch_op.add_column(
            sa.Column("form_rule", sa.String(length=8), server_default="single", nullable=False)
        )
        batch_op.add_column(sa.Column("access", JSON, server_default="{}", nullable=False))

    with op.batch_alter_table("exam_act", schema=None) as batch_op:
        batch_op.add_column(sa.Column("detail", JSON, server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("link", sa.String(length=64), nullable=True))

    with op.batch_alter_table("exam_draft_item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("form", sa.String(length=4), server_default="A", nullable=False)
        )
        batch_op.add_column(
            sa.Column("section", sa.String(length=60), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("pool", sa.String(length=20), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("take", sa.Integer(), server_default="0", nullable=False))
        batch_op.drop_index(batch_op.f("uq_exam_draft_item_exam_id_item_id"))
        batch_op.create_index(
            "uq_exam_draft_item_exam_id_item_id", ["exam_id", "form", "item_id"], unique=True
        )

    with op.batch_alter_table("exam_form", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("label", sa.String(length=4), server_default="A", nullable=False)
        )
        batch_op.drop_index("uq_exam_form_exam_id_number")
        batch_op.create_index(
            "uq_exam_form_exam_id_number", ["exam_id", "number", "label"], unique=True
        )

    with op.batch_alter_table("form_slot", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("section", sa.String(length=60), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("pool", sa.String(length=20), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("take", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("response_log", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("superseded", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("admitted_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("link", sa.String(length=64), nullable=True))

    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slots", JSON, server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("writer", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("epoch", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("address", sa.String(length=64), server_default="", nullable=False)
        )

    fill()
    with op.batch_alter_table("exam_act", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_exam_act_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_exam_act_kind"), KINDS)
        batch_op.alter_column("position", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("link", existing_type=sa.String(length=64), nullable=False)
        batch_op.create_index("uq_exam_act_position", ["exam_id", "position"], unique=True)
    with op.batch_alter_table("response_log", schema=None) as batch_op:
        batch_op.alter_column("position", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("link", existing_type=sa.String(length=64), nullable=False)
        batch_op.create_index("uq_response_log_position", ["sitting_id", "position"], unique=True)
        batch_op.create_foreign_key(
            batch_op.f("fk_response_log_admitted_id_exam_act"), "exam_act", ["admitted_id"], ["id"]
        )
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_exam_kind"), "kind IN ('exam', 'rehearsal')"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_exam_form_rule"), "form_rule IN ('single', 'random', 'seat')"
        )


def downgrade() -> None:
    op.execute(f"DELETE FROM exam_act WHERE NOT ({KINDS_BEFORE})")  # noqa: S608 - our own words
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_exam_kind"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_exam_form_rule"), type_="check")
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_column("address")
        batch_op.drop_column("seen_at")
        batch_op.drop_column("epoch")
        batch_op.drop_column("writer")
        batch_op.drop_column("slots")

    with op.batch_alter_table("response_log", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_response_log_admitted_id_exam_act"), type_="foreignkey"
        )
        batch_op.drop_index("uq_response_log_position")
        batch_op.drop_column("link")
        batch_op.drop_column("position")
        batch_op.drop_column("admitted_id")
        batch_op.drop_column("superseded")

    with op.batch_alter_table("form_slot", schema=None) as batch_op:
        batch_op.drop_column("take")
        batch_op.drop_column("pool")
        batch_op.drop_column("section")

    op.execute(
        "DELETE FROM exam_form WHERE label <> 'A' AND id NOT IN (SELECT form_id FROM sitting)"
    )
    with op.batch_alter_table("exam_form", schema=None) as batch_op:
        batch_op.drop_index("uq_exam_form_exam_id_number")
        batch_op.create_index("uq_exam_form_exam_id_number", ["exam_id", "number"], unique=True)
        batch_op.drop_column("label")

    with op.batch_alter_table("exam_draft_item", schema=None) as batch_op:
        batch_op.drop_index("uq_exam_draft_item_exam_id_item_id")
        batch_op.create_index(
            batch_op.f("uq_exam_draft_item_exam_id_item_id"), ["exam_id", "item_id"], unique=True
        )
        batch_op.drop_column("take")
        batch_op.drop_column("pool")
        batch_op.drop_column("section")
        batch_op.drop_column("form")

    with op.batch_alter_table("exam_act", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_exam_act_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_exam_act_kind"), KINDS_BEFORE)
        batch_op.drop_index("uq_exam_act_position")
        batch_op.drop_column("link")
        batch_op.drop_column("position")
        batch_op.drop_column("detail")

    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.drop_column("access")
        batch_op.drop_column("form_rule")
        batch_op.drop_column("kind")

    with op.batch_alter_table("room_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_message_exam_id"))

    op.drop_table("room_message")
    with op.batch_alter_table("hand_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hand_in_sitting_id"))

    op.drop_table("hand_in")
    with op.batch_alter_table("exam_incident", schema=None) as batch_op:
        batch_op.drop_index("ix_exam_incident_exam_id_sitting_id")

    op.drop_table("exam_incident")
    with op.batch_alter_table("candidate_paper", schema=None) as batch_op:
        batch_op.drop_index("uq_candidate_paper_exam_id_user_id_number")
        batch_op.drop_index(batch_op.f("ix_candidate_paper_user_id"))

    op.drop_table("candidate_paper")
    with op.batch_alter_table("exam_seat", schema=None) as batch_op:
        batch_op.drop_index("uq_exam_seat_exam_id_user_id")
        batch_op.drop_index("uq_exam_seat_exam_id_seat")
        batch_op.drop_index(batch_op.f("ix_exam_seat_user_id"))

    op.drop_table("exam_seat")
    with op.batch_alter_table("exam_accommodation", schema=None) as batch_op:
        batch_op.drop_index("uq_exam_accommodation_exam_id_user_id")
        batch_op.drop_index(batch_op.f("ix_exam_accommodation_user_id"))

    op.drop_table("exam_accommodation")


def fill() -> None:
    """Seal what is there already, as the site would have done: saves, acts and hand-ins."""
    connection = op.get_bind()
    sittings = connection.execute(sa.select(SITTING).order_by(SITTING.c.id)).all()
    for first in range(0, len(sittings), SLICE):
        _seal(connection, sittings[first : first + SLICE])
    exams = connection.scalars(sa.select(ACT.c.exam_id).distinct()).all()
    for exam in exams:
        _chain(connection, ACT, ACT.c.exam_id == exam)


def _seal(connection: sa.Connection, sittings: Sequence[Any]) -> None:
    """Chain the saves of some sittings, which follow each other, and give receipts to those handed in."""
    some = LOG.c.sitting_id.between(sittings[0].id, sittings[-1].id)
    heads = _chain(connection, LOG, some)
    hand_ins = []
    for row in sittings:
        if row.submitted_at is None:
            continue
        saves, head = heads.get(row.id, (0, START))
        hand_ins.append(
            {
                "sitting_id": row.id,
                "code": _code(row.public_id, row.submitted_at, saves, head),
                "handed_in_at": row.submitted_at,
                "closed_by": row.closed_by,
                "saves": saves,
                "head": head,
            }
        )
    if hand_ins:
        connection.execute(HAND_IN.insert(), hand_ins)


SITTING = sa.table(
    "sitting",
    sa.column("id", sa.Integer),
    sa.column("public_id", sa.String),
    sa.column("submitted_at", sa.DateTime(timezone=True)),
    sa.column("closed_by", sa.String),
)
LOG = sa.table(
    "response_log",
    sa.column("id", sa.Integer),
    sa.column("sitting_id", sa.Integer),
    sa.column("slot_id", sa.Integer),
    sa.column("client", sa.String),
    sa.column("seq", sa.Integer),
    sa.column("response", JSON),
    sa.column("flagged", sa.Boolean),
    sa.column("digest", sa.String),
    sa.column("late", sa.Boolean),
    sa.column("received_at", sa.DateTime(timezone=True)),
    sa.column("position", sa.Integer),
    sa.column("link", sa.String),
)
ACT = sa.table(
    "exam_act",
    sa.column("id", sa.Integer),
    sa.column("exam_id", sa.Integer),
    sa.column("sitting_id", sa.Integer),
    sa.column("author_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("minutes", sa.Integer),
    sa.column("reason", sa.String),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("position", sa.Integer),
    sa.column("link", sa.String),
)
HAND_IN = sa.table(
    "hand_in",
    sa.column("sitting_id", sa.Integer),
    sa.column("code", sa.String),
    sa.column("handed_in_at", sa.DateTime(timezone=True)),
    sa.column("closed_by", sa.String),
    sa.column("saves", sa.Integer),
    sa.column("head", sa.String),
)


def _chain(
    connection: sa.Connection, table: sa.TableClause, some: sa.ColumnElement[bool]
) -> dict[int, tuple[int, str]]:
    """Number and link some rows of each sitting (or exam); returns length and head by its id."""
    owner = table.c.sitting_id if table is LOG else table.c.exam_id
    rows = connection.execute(sa.select(table).where(some).order_by(owner, table.c.id)).all()
    heads: dict[int, tuple[int, str]] = {}
    linked = []
    for row in rows:
        position, previous = heads.get(row._mapping[owner], (0, START))
        position += 1
        record = _save(row, position) if table is LOG else _act(row, position)
        heads[row._mapping[owner]] = (position, _link(previous, record))
        linked.append({"row": row.id, "position": position, "link": heads[row._mapping[owner]][1]})
    if linked:
        # One statement for all: a grown site has a million saves.
        connection.execute(table.update().where(table.c.id == sa.bindparam("row")), linked)
    return heads


def _save(row: Any, position: int) -> Mapping[str, Any]:
    return {
        "position": position,
        "client": row.client,
        "seq": row.seq,
        "slot": row.slot_id,
        "response": row.response,
        "flagged": row.flagged,
        "digest": row.digest,
        "late": row.late,
        "superseded": False,
        "at": _instant(row.received_at),
    }


def _act(row: Any, position: int) -> Mapping[str, Any]:
    return {
        "position": position,
        "kind": row.kind,
        "sitting": row.sitting_id,
        "author": row.author_id,
        "minutes": row.minutes,
        "reason": row.reason,
        "detail": {},
        "at": _instant(row.created_at),
    }


def _link(previous: str, record: Mapping[str, Any]) -> str:
    body = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def _instant(at: datetime) -> str:
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _code(sitting: str, handed_in: datetime, saves: int, head: str) -> str:
    body = f"{sitting}\n{_instant(handed_in)}\n{saves}\n{head}".encode()
    value = int.from_bytes(hashlib.sha256(body).digest(), "big")
    signs = [ALPHABET[(value >> (5 * place)) & 31] for place in range(16)]
    return "-".join("".join(signs[i : i + 4]) for i in range(0, 16, 4))
