"""Tells the place of coursework that customer files exist."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.workshop.customer_file.grading import count_all
from app.workshop.customer_file.service import count_own
from app.workshop.projects import ProjectKind
from app.workshop.projects import register as add


def register() -> None:
    add(
        ProjectKind(
            name="customer_file",
            label=_l("建立客户档案"),
            description=_l("清理一份有毛病的客户档案，给客户分级、算价值，写明隐私怎么处理。"),
            icon="grid",
            position=20,
            student_endpoint="customer_file.home",
            staff_endpoint="customer_file_manage.home",
            count_own=count_own,
            count_all=count_all,
        )
    )
