"""imports: batches with a row for each question, remembered columns, pictures; pasted text becomes one

Revision: 0008; follows: 0007; made: 2026-11-26
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
INSTANT = sa.DateTime(timezone=True)
# Notes of the old parser by what they are called now.
KINDS = {"no_answer": "no_key", "odd_answer": "odd_key"}
# What a card's labels hold.
LABELS = ("knowledge", "level", "cognitive", "difficulty", "use")


def upgrade() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("source", JSON, nullable=False),
        sa.Column("loose", JSON, nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("stored_at", INSTANT, nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_import_batch_author_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_import_batch_public_id")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index("ix_import_batch_author_id_id", ["author_id", "id"], unique=False)
    op.create_table(
        "import_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("suggested", JSON, nullable=False),
        sa.Column("standing", sa.String(length=8), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("twin_item_id", sa.Integer(), nullable=True),
        sa.Column("twin_place", sa.Integer(), nullable=True),
        sa.Column("twin_share", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "standing IN ('ready', 'review', 'draft')", name=op.f("ck_import_question_standing")
        ),
        sa.CheckConstraint(
            "choice IN ('store', 'leave', 'version')", name=op.f("ck_import_question_choice")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_import_question_batch_id_import_batch"),
            ondelete="CASCADE",
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_import_question_{column}_{table}"),
                ondelete="SET NULL",
            )
            for column, table in (
                ("twin_item_id", "item"),
                ("item_id", "item"),
                ("version_id", "item_version"),
                ("before_id", "item_version"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_question")),
    )
    with op.batch_alter_table("import_question", schema=None) as batch_op:
        batch_op.create_index(
            "uq_import_question_batch_id_position", ["batch_id", "position"], unique=True
        )
        for column in ("twin_item_id", "item_id", "version_id", "before_id"):
            batch_op.create_index(
                batch_op.f(f"ix_import_question_{column}"), [column], unique=False
            )
    op.create_table(
        "column_mapping",
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("headings", sa.String(length=64), nullable=False),
        sa.Column("mapping", JSON, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_column_mapping_author_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("author_id", "headings", name=op.f("pk_column_mapping")),
    )
    op.create_table(
        "item_picture",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=16), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_item_picture")),
    )
    _take_over_pasted()
    with op.batch_alter_table("paste_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paste_draft_author_id"))
    op.drop_table("paste_draft")


def downgrade() -> None:
    op.create_table(
        "paste_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("cards", JSON, nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("stored_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_paste_draft_author_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paste_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_paste_draft_public_id")),
    )
    with op.batch_alter_table("paste_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paste_draft_author_id"), ["author_id"], unique=False)
    _give_back_pasted()
    op.drop_table("item_picture")
    op.drop_table("column_mapping")
    op.drop_table("import_question")
    op.drop_table("import_batch")


# ── pasted text that waits for its author, from the old table to the new ones and back


def _tables() -> tuple[sa.Table, sa.Table, sa.Table]:
    meta = sa.MetaData()
    plain = {"id": sa.Integer, "position": sa.Integer, "batch_id": sa.Integer}
    plain |= {"author_id": sa.Integer, "rounds": sa.Integer, "twin_share": sa.Integer}
    plain |= {"version_id": sa.Integer, "good": sa.Boolean}

    def table(name: str, columns: str) -> sa.Table:
        kinds = {"source": sa.Text if name == "paste_draft" else JSON}
        kinds |= dict.fromkeys(("loose", "data", "labels", "suggested", "cards"), JSON)
        kinds |= dict.fromkeys(("created_at", "stored_at"), INSTANT)
        found = kinds | plain
        return sa.Table(name, meta, *(sa.Column(c, found.get(c, sa.Text)) for c in columns.split()))

    return (
        table("paste_draft", "id public_id author_id source cards labels created_at stored_at"),
        table(
            "import_batch",
            "id public_id author_id name format source loose rounds created_at stored_at",
        ),
        table(
            "import_question",
            "id batch_id position data labels suggested standing good choice twin_share version_id",
        ),
    )


def _take_over_pasted() -> None:
    pasted, batches, questions = _tables()
    connection = op.get_bind()
    for old in connection.execute(sa.select(pasted).order_by(pasted.c.id)).mappings().all():
        values = {name: old[name] for name in ("public_id", "author_id", "created_at", "stored_at")}
        more = {"name": "", "format": "text", "rounds": 1 if old["stored_at"] else 0}
        lines = old["source"].replace("\r\n", "\n").split("\n")
        loose = old["labels"].get("loose", [])
        connection.execute(sa.insert(batches).values(source=lines, loose=loose, **values, **more))
        batch_id = connection.scalar(
            sa.select(batches.c.id).where(batches.c.public_id == old["public_id"])
        )
        rows = [
            {
                "batch_id": batch_id,
                "position": place,
                "data": _question(card),
                "labels": {name: card["labels"][name] for name in LABELS},
                "suggested": [],
                # Looked at again, and judged again, when the page is next saved.
                "standing": "review",
                "good": True,
                "choice": "store" if card["keep"] else "leave",
                "twin_share": 0,
            }
            for place, card in enumerate(old["cards"])
        ]
        if rows:
            connection.execute(sa.insert(questions), rows)


def _question(card: dict[str, Any]) -> dict[str, Any]:
    """A question out of a card."""
    type_, answer = card["type"], card["answer"].strip()
    choice = type_ in ("single_choice", "multiple_response")
    letters = sorted(set(re.sub(r"[^A-H]", "", answer.upper())))
    lines = [line for line in answer.split("\n") if line.strip()]
    forms = [[form.strip() for form in re.split(r"[|｜]", line)] for line in lines]
    written = not choice and type_ not in ("true_false", "fill_blank")
    truth = {"对": True, "错": False}.get(answer)
    return {
        "source": ["line", card["first"], card["last"], ""],
        "type": type_,
        "number": card["number"],
        "section": "",
        "stem": card["stem"] or None,
        "options": [
            ["ABCDEFGHIJKL"[n], text, "", ""] for n, text in enumerate(card["options"][:12])
        ],
        "shuffle": True,
        "correct": letters if choice and letters else None,
        "truth": truth if type_ == "true_false" else None,
        "blanks": forms if type_ == "fill_blank" and forms else None,
        "ordered": True,
        "tolerance": "0",
        "reference": answer if written and answer else None,
        "key_points": [_point(n, line) for n, line in enumerate(card["key_points"], 1)]
        if written
        else [],
        "explanation": card["explanation"],
        "misconception": "",
        "points": card["points"]
        if re.fullmatch(r"[0-9]{1,4}(\.[0-9]+)?", card["points"])
        else None,
        "material": None,
        "variables": [],
        "derived": [],
        "labels": {},
        "confidence": 1.0,
        "problems": [
            [KINDS.get(kind, kind), line, detail]
            for kind, line, detail in card["notes"]
            if kind != "no_explanation"
        ],
    }


def _point(number: int, line: str) -> dict[str, Any]:
    text, _bar, points = line.replace("|", "｜").partition("｜")
    points = points.strip().removesuffix("分").strip()
    known = re.fullmatch(r"[0-9]{1,4}(\.[0-9]+)?", points)
    return {
        "id": f"p{number}",
        "text": text.strip(),
        "points": points if known else "0",
        "variants": [],
    }


def _give_back_pasted() -> None:
    """Batches that are not wholly stored, as the old pages know them; what came in files stays
    behind, since they read no files."""
    pasted, batches, questions = _tables()
    connection = op.get_bind()
    query = sa.select(batches).where(batches.c.format == "text").order_by(batches.c.id)
    for batch in connection.execute(query).mappings().all():
        waiting = sa.select(questions).where(
            questions.c.batch_id == batch["id"], questions.c.version_id.is_(None)
        )
        rows = connection.execute(waiting.order_by(questions.c.position)).mappings().all()
        cards = [_card(row) for row in rows if row["data"]["type"]]
        connection.execute(
            sa.insert(pasted).values(
                public_id=batch["public_id"],
                author_id=batch["author_id"],
                source="\n".join(batch["source"]),
                cards=cards,
                labels={"loose": batch["loose"]},
                created_at=batch["created_at"],
                stored_at=None if cards else batch["stored_at"] or batch["created_at"],
            )
        )


def _card(row: Any) -> dict[str, Any]:
    data = row["data"]
    if data["correct"]:
        answer = "".join(data["correct"])
    elif data["truth"] is not None:
        answer = "对" if data["truth"] else "错"
    elif data["blanks"]:
        answer = "\n".join("｜".join(forms) for forms in data["blanks"])
    else:
        answer = data["reference"] or ""
    old = {new: name for name, new in KINDS.items()}
    known = [
        "guessed_type",
        "no_stem",
        "no_answer",
        "odd_answer",
        "no_options",
        "skipped_letter",
        "blank_count",
        "no_blank",
        "no_explanation",
        "whole_as_point",
        "keys_differ",
    ]
    notes = [[old.get(kind, kind), line, detail] for kind, line, detail in data["problems"]]
    return {
        "number": data["number"],
        "type": data["type"],
        "stem": data["stem"] or "",
        "options": [option[1] for option in data["options"]],
        "answer": answer,
        "key_points": [f"{point['text']}｜{point['points']}" for point in data["key_points"]],
        "explanation": data["explanation"],
        "points": data["points"] or "",
        "first": data["source"][1],
        "last": data["source"][2] or data["source"][1],
        "notes": [note for note in notes if note[0] in known],
        "labels": row["labels"],
        "keep": row["choice"] != "leave",
    }
