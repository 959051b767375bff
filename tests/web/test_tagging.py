"""English pages: Chinese names say that they are Chinese, and no word stands for two things."""

from __future__ import annotations

from typing import Any

import pytest
from flask import render_template_string
from markupsafe import Markup

from app.authz.permissions import Role
from app.bank.domain.types import Cognitive, Level
from app.bank.labels import COGNITIVE_LABELS, LEVEL_LABELS
from app.courses.labels import ROLE_LABELS
from app.web.i18n import tag_chinese


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("电商 2301 班", '<span lang="zh-Hans">电商 2301 班</span>'),
        ("Quiz on 客户识别 (2)", 'Quiz on <span lang="zh-Hans">客户识别</span> (2)'),
        ("<b>", "&lt;b&gt;"),
        (Markup("<b>课</b>"), "<b>课</b>"),
        ("Marks", "Marks"),
        (None, None),
    ],
)
def test_chinese_is_tagged_in_english(app: Any, text: Any, html: str | None) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert tag_chinese(text) == html


def test_nothing_is_tagged_on_chinese_pages(app: Any) -> None:
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        assert tag_chinese("电商 2301 班") == "电商 2301 班"


def test_figures_stay_on_their_line(app: Any) -> None:
    source = (
        '{% from "macros/ui.html" import stats %}'
        '{{ stats([("a", "83.58 / 100"), ("b", "34<small> / 40</small>" | safe), ("c", 7)]) }}'
    )
    with app.test_request_context():
        page = render_template_string(source)
    assert '<dd><span class="zk-nowrap">83.58<small> / 100</small></span></dd>' in page
    assert "<dd>34<small> / 40</small></dd>" in page
    assert "<dd>7</dd>" in page


def test_a_role_is_of_one_person_and_a_level_is_no_activity(app: Any) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert str(ROLE_LABELS[Role.STUDENT]) == "Student"
        level, cognitive = LEVEL_LABELS[Level.APPLY], COGNITIVE_LABELS[Cognitive.APPLY]
        assert (str(level), str(cognitive)) == ("Use", "Apply")
