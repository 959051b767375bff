"""The words of a student's report."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from app.database import writing
from app.web.forms import clean
from app.workshop.survey.models import Survey
from app.workshop.survey.service import ChangedMeanwhile, hold, refuse
from app.workshop.survey.words import REPORT_PARTS

LONGEST = 6000


def save_report(survey: Survey, form: Mapping[str, str]) -> None:
    """Store the parts of the report; refuses once the work is handed in, or if it was changed elsewhere since."""
    with writing():
        row = hold(survey)
        if row.state != "closed":
            raise refuse(_("作业已经提交，报告不能再改。要改，请老师退回。"))
        if form.get("seen", "") != str(row.revision):
            raise ChangedMeanwhile
        row.report = {
            name: clean(form.get(name, "").replace("\r\n", "\n"))[:LONGEST] for name in REPORT_PARTS
        }
        row.revision += 1
