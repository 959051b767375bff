"""An item of one's own is filed where its main point is taught."""

from __future__ import annotations

from typing import Any

from app.bank.models import KnowledgePoint
from app.bank.queries import chapters_of


def test_the_chapter_is_that_of_the_point_and_not_of_its_name(db: Any) -> None:
    for n, (point, chapter) in enumerate({"ext.packing": "ex01", "ch01.count": "ch01"}.items()):
        db.session.add(
            KnowledgePoint(
                id=point,
                chapter_id=chapter,
                position=n,
                title=point,
                level="掌握",
                cognitive="理解",
            )
        )
    db.session.flush()
    assert chapters_of(["ext.packing", "ch01.count", "ch01.gone"]) == {
        "ext.packing": "ex01",
        "ch01.count": "ch01",
    }
