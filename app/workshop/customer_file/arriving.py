"""What every page of a file begins with: the row, the person, and what all of them show."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.accounts.sessions import current_user
from app.authz.gate import load_or_404
from app.web.clock import now
from app.workshop.customer_file.domain.tables import TABLES, Table
from app.workshop.customer_file.loading import Loaded
from app.workshop.customer_file.models import CustomerFile, FileProject
from app.workshop.customer_file.words import TABLES as TABLE_LABELS
from app.workshop.customer_file.words import field_label, row_label


def the_person() -> User:
    """Who is signed in, or 401."""
    return current_user() or abort(401)


def load_file(public_id: str) -> CustomerFile:
    """The file that an address names, authorised, with its task and class."""
    task = joinedload(CustomerFile.project).joinedload(FileProject.course_class)
    return load_or_404(CustomerFile, task, public_id=public_id)


def table_or_404(name: str, *among: str) -> Table:
    """A table that an address names."""
    return TABLES[name] if name in among else abort(404)


def open_page(template: str, loaded: Loaded, **values: Any) -> str:
    """Render a page of a file: what it may still change, and the words for its tables."""
    file = loaded.file
    return render_template(
        template,
        file=file,
        project=file.project,
        loaded=loaded,
        editable=file.handed_at is None and not file.project.late.closed(now()),
        labels=TABLE_LABELS,
        field_label=field_label,
        row_label=row_label,
        **values,
    )
