"""Labels, hints and errors of forms are tied to their fields."""

from __future__ import annotations

import re
from typing import Any

import wtforms
from flask import Flask
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired


class Sample(FlaskForm):
    number = wtforms.StringField("学号", [DataRequired()], description="前面的 0 会保留")
    remark = wtforms.TextAreaField("说明")
    kind = wtforms.SelectField("题型", choices={"a": "单选", "b": "多选"})
    mixed = wtforms.BooleanField("打乱次序")
    when = wtforms.RadioField("公布", choices={"a": "交卷后", "b": "公布后"}, default="a")


def show(app: Flask, source: str, **values: Any) -> str:
    head = (
        '{% from "macros/forms.html" import field, input, select, radios, post_button, error_summary %}'
        '{% from "macros/ui.html" import pagination, mastery %}'
    )
    with app.test_request_context():
        return app.jinja_env.from_string(head + source).render(**values)


def with_form(app: Flask, source: str, errors: bool = False) -> str:
    with app.test_request_context():
        form = Sample(meta={"csrf": False})
        if errors:
            form.number.errors = ["请写学号。"]
        head = '{% from "macros/forms.html" import field, error_summary %}'
        return app.jinja_env.from_string(head + source).render(form=form)


def test_error_and_hint_are_described(app: Flask) -> None:
    page = with_form(app, '{{ field(form.number, autocomplete="username") }}', errors=True)
    assert 'aria-describedby="number-hint number-err"' in page
    assert 'aria-invalid="true"' in page
    assert 'autocomplete="username"' in page
    assert re.search(r'id="number-err".*请写学号。', page, re.DOTALL)


def test_optional_text_says_so(app: Flask) -> None:
    assert "选填" in with_form(app, "{{ field(form.remark, rows=3) }}")
    assert "选填" not in with_form(app, "{{ field(form.number) }}")
    assert "选填" not in with_form(app, "{{ field(form.kind) }}")


def test_every_input_has_its_label(app: Flask) -> None:
    page = with_form(app, "{% for f in form %}{{ field(f) }}{% endfor %}")
    ids = re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', page)
    assert len(ids) == 6
    assert {one for one in ids if f'for="{one}"' not in page} == set()


def test_summary_links_to_the_field(app: Flask) -> None:
    page = with_form(app, "{{ error_summary(form) }}", errors=True)
    assert '<a href="#number">学号</a>' in page
    assert 'role="alert"' in page


def test_post_button_carries_its_question(app: Flask) -> None:
    page = show(app, '{{ post_button("/x", "删除", {"id": 7}, kind="loss", confirm="删除吗？") }}')
    assert 'method="post"' in page
    assert 'name="csrf_token"' in page
    assert 'name="id" value="7"' in page
    assert 'data-confirm="删除吗？"' in page


def test_values_are_escaped(app: Flask) -> None:
    page = show(app, '{{ input("q", "词", value) }}', value='"><script>')
    assert "<script>" not in page


def test_mastery_counts_strokes(app: Flask) -> None:
    strokes = [show(app, "{{ mastery(x) }}", x=x) for x in (None, 0.0, 0.02, 0.38, 0.84, 1.0)]
    found = [re.search(r'data-n="(\d)"', page) for page in strokes]
    assert [match.group(1) for match in found if match] == ["0", "0", "1", "2", "4", "5"]


def test_stats_take_pairs_and_dicts(app: Flask) -> None:
    with app.test_request_context():
        source = '{% from "macros/ui.html" import stats %}{{ stats(items) }}'
        items = [("全对", "8 题"), {"label": "断线", "value": 1, "kind": "warn", "icon": "off"}]
        page = app.jinja_env.from_string(source).render(items=items)
    assert "<dt>全对</dt><dd>8 题</dd>" in page
    assert re.search(r"zk-half.*断线</span></dt><dd>1</dd>", page)
