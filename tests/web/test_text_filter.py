"""What a text field takes: no signs that nobody sees."""

from __future__ import annotations

from typing import Any

import pytest

from app.courses.forms import AddStudentForm, ClassForm
from app.gradebook.forms import ColumnForm
from app.quiz.exams.forms import ExamSettingsForm
from app.web.forms import strip

FAMILY = "\U0001f468\u200d\U0001f467"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u200b\u200b", ""),
        ("\u200d \u200d \u200d", ""),
        ("\u2060\ufeff\u00ad", ""),
        ("\u202e班级", "班级"),
        ("电商\u200b 2301\x00\x07 班\x9f", "电商 2301 班"),
        ("\u3000林若溪\u200d ", "林若溪"),
        (FAMILY, FAMILY),
        (" 第一行\r\n\t第二行\n", "第一行\r\n\t第二行"),
        (None, None),
    ],
)
def test_signs_that_nobody_sees_go(typed: str | None, kept: str | None) -> None:
    assert strip(typed) == kept


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (ClassForm, "name"),
        (ClassForm, "term"),
        (AddStudentForm, "full_name"),
        (ColumnForm, "title"),
        (ExamSettingsForm, "title"),
    ],
)
def test_names_pass_through_the_filter(form: type, name: str, app: Any) -> None:
    with app.test_request_context(method="POST", data={name: "\u202e看得见\u200b"}):
        assert form()[name].data == "看得见"
