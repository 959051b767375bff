"""Messages of templates follow the language, also where it changes in the middle of a request."""

from __future__ import annotations

from flask import Flask, render_template_string
from flask_babel import force_locale


def test_each_language_has_its_own_words(app: Flask) -> None:
    text = "{{ _('登录') }}|{{ ngettext('%(num)s 题', '%(num)s 题', 2) }}"
    with app.test_request_context("/"):
        chinese = render_template_string(text)
        with force_locale("en"):
            english = render_template_string(text)
        again = render_template_string(text)
    assert chinese == again
    assert chinese.startswith("登录|2")
    assert english != chinese
