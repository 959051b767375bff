"""find what names an item without looking at every row, so that taking back an import holds up nobody

Revision: 0020; follows: 0019; made: 2026-11-28
"""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

COLUMNS = (
    ("item", "current_version_id"),
    ("item", "pending_version_id"),
    ("bank_step_item", "before_id"),
    ("bank_step_item", "after_id"),
    ("answer_log", "version_id"),
    ("learner_item", "item_id"),
    ("mark_event", "version_id"),
    ("ruling", "version_id"),
    ("exam_draft_item", "item_id"),
    ("form_slot", "version_id"),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table, column in reversed(COLUMNS):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
