"""Remarks on the key points of a written item, from answers made of the item itself.

The model answer should earn everything; the question copied back, the key points denied, their names
exchanged, listed misconceptions and ordered parts turned round should earn nothing (`app.bank.answers.author_lint`). What fails tells the author what to add.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask import current_app

from app.bank.answers.author_lint import LintFinding, Trial, lint
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.lint import Remark, Sign
from app.bank.written import grader_of, question_of
from app.web.numbers import plain

_SIGNS: Mapping[Trial, Sign] = {
    Trial.MODEL: Sign.MODEL_MISSED,
    Trial.COPIED: Sign.COPY_EARNS,
    Trial.DENIED: Sign.DENIAL_EARNS,
    Trial.EXCHANGED: Sign.EXCHANGE_EARNS,
    Trial.MISTAKEN: Sign.MISTAKE_EARNS,
    Trial.TURNED: Sign.TURNED_EARNS,
}


def lint_item(face: ItemFace, key: ItemKey) -> list[Remark]:
    """Which of the trials go wrong; empty for a sound item and for one not yet written out.

    Marks a handful of answers, some ten milliseconds; no SQL.
    """
    points = key.key_points
    if face.type.is_objective or not points or not all(point.text.strip() for point in points):
        return []
    if not (face.stem.strip() and key.model_answer.strip()) or not sum(p.points for p in points):
        return []
    found = lint(question_of(face, key), grader_of(str(current_app.config["CONTENT"])))
    return [_remark(key, finding) for finding in found if not _changes_nothing(key, finding)]


def _changes_nothing(key: ItemKey, finding: LintFinding) -> bool:
    """Whether the names that were exchanged are none: the answer says the key points themselves, in another
    order, and earns what it should."""
    if finding.trial is not Trial.EXCHANGED:
        return False
    said = set(finding.answer.rstrip("。").split("；"))
    return said <= {point.text for point in key.key_points}


def _remark(key: ItemKey, finding: LintFinding) -> Remark:
    rows = [n for n, point in enumerate(key.key_points, 1) if point.id in finding.key_points]
    return Remark(
        sign=_SIGNS[finding.trial],
        place="key_points",
        facts={"points": "、".join(map(str, rows)), "score": plain(Decimal(str(finding.score)))},
    )
