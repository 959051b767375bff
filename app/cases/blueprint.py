"""The blueprints of the pages of cases: for readers and students, and for those who teach."""

from __future__ import annotations

from flask import Blueprint

from app.bank.views import fragment
from app.cases.domain.faults import Fault
from app.cases.domain.responses import sentences

bp = Blueprint("cases", __name__)
manage = Blueprint("cases_manage", __name__)

# What the templates of cases use, also those of the staff.
bp.add_app_template_filter(fragment, "case_markdown")
bp.add_app_template_filter(sentences, "case_sentences")
bp.add_app_template_global(lambda: [fault.value for fault in Fault], "case_faults")
