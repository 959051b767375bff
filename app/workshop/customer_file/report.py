"""What was planted, mended and spoilt, and every value that was asked for: for staff, and for the student
after the release."""

from __future__ import annotations

from dataclasses import dataclass

from app.workshop.customer_file.domain.assess import Assessment, assess
from app.workshop.customer_file.domain.marks import Line, abc_lines, clv_lines, rfm_lines
from app.workshop.customer_file.loading import Loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that the automatic marks rest on."""

    assessment: Assessment
    abc: list[Line]
    rfm: list[Line]
    clv: list[Line]


def build_report(loaded: Loaded) -> Report:
    """Worked out anew from the set and the log; no SQL statement."""
    rules = loaded.file.project.rules
    return Report(
        assessment=assess(loaded.files, loaded.state),
        abc=abc_lines(loaded.files, loaded.state, rules),
        rfm=rfm_lines(loaded.files, loaded.state, rules),
        clv=clv_lines(loaded.files, loaded.state),
    )
