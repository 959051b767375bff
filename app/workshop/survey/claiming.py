"""What a student worked out by hand or in a spreadsheet, kept before the site shows its own figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import normalize

from flask_babel import gettext as _

from app.database import writing
from app.workshop.survey.domain.grid import Quadrant
from app.workshop.survey.domain.marks import Claims
from app.workshop.survey.domain.questionnaire import Questionnaire
from app.workshop.survey.models import Survey
from app.workshop.survey.service import hold, note, refuse

RANGES = {"csi": (0, 100), "nps": (-100, 100), "alpha": (-10, 1)}


def read_claims(
    form: Mapping[str, str], questionnaire: Questionnaire
) -> tuple[Claims, dict[str, str]]:
    """The claims a form holds, and what is wrong by field; an empty field claims nothing."""
    values: dict[str, Decimal | None] = {}
    errors: dict[str, str] = {}
    for name, (low, high) in RANGES.items():
        typed = normalize("NFKC", form.get(name, "")).strip().replace("−", "-").replace("。", ".")
        values[name] = None
        if not typed:
            continue
        try:
            number = Decimal(typed[:20])
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not low <= number <= high:
            errors[name] = _("请填 %(low)s 到 %(high)s 的数。", low=low, high=high)
        else:
            values[name] = number
    fields = {str(one) for one in Quadrant}
    quadrants = {
        name: Quadrant(chosen)
        for n, name in enumerate(questionnaire.dimensions)
        if (chosen := form.get(f"quadrant-{n}", "")) in fields
    }
    return Claims(**values, quadrants=quadrants), errors


def claims_of(survey: Survey) -> Claims:
    """The claims as stored."""
    kept: dict[str, Any] = survey.claims
    numbers = {name: Decimal(kept[name]) for name in RANGES if kept.get(name) is not None}
    quadrants = {name: Quadrant(one) for name, one in kept.get("quadrants", {}).items()}
    return Claims(**numbers, quadrants=quadrants)


def store_claims(survey: Survey, claims: Claims, author_id: int, at: datetime) -> None:
    """Keep the claims for good; the site's own figures are open from then on."""
    with writing():
        row = hold(survey)
        if row.state != "closed":
            raise refuse(_("停止回收以后才能交自己算的结果。"))
        if row.claimed_at is not None:
            raise refuse(_("你已经交过自己算的结果，以第一次为准。"))
        row.claims = {
            **{
                name: None if value is None else f"{value:f}"
                for name, value in (
                    ("csi", claims.csi),
                    ("nps", claims.nps),
                    ("alpha", claims.alpha),
                )
            },
            "quadrants": {name: str(one) for name, one in claims.quadrants.items()},
        }
        row.claimed_at = at
        note(row, "claim", author_id, at)
