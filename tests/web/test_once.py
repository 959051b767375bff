"""Pieces that are kept: rendered once in each language, and holding nothing of whoever asked first."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask, get_template_attribute
from flask.testing import FlaskClient
from flask_babel import force_locale

import app as package

TEMPLATES = Path(package.__file__).parent / "templates"
KEPT = re.compile(r"once\((\w+)")
# What differs from one request or person to the next.
OF_A_REQUEST = re.compile(r"\b(csrf|csrf_token|request|session|g|shell|now|csp_nonce|caller)\b")


def test_a_piece_is_rendered_once_for_each_language_and_value(app: Flask) -> None:
    calls: list[str] = []

    def piece(version: str) -> str:
        calls.append(version)
        return get_template_attribute("macros/shell.html", "about")(version)

    once = app.jinja_env.globals["once"]
    with app.test_request_context("/"):
        chinese = once(piece, "1.0")
        assert once(piece, "1.0") is chinese
        with force_locale("en"):
            english = once(piece, "1.0")
        assert "2.0" in once(piece, "2.0")
    with app.test_request_context("/", base_url="http://localhost/below"):
        once(piece, "1.0")
    assert "知客，" in chinese
    assert "知客，" not in english
    assert calls == ["1.0", "1.0", "2.0", "1.0"]


def test_kept_pieces_take_nothing_from_a_request() -> None:
    names: set[str] = set()
    macros: dict[str, str] = {}
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text("utf-8")
        names |= set(KEPT.findall(text))
        for name, body in re.findall(r"{%-? macro (\w+)(\(.*?){%-? endmacro", text, re.DOTALL):
            macros[name] = macros.get(name, "") + body
    assert {"main_bar", "tab_bar"} <= names
    waiting = list(names)
    looked_at: set[str] = set()
    while waiting:  # a macro's own, and those it calls
        name = waiting.pop()
        looked_at.add(name)
        inside = " ".join(re.findall(r"{[{%].*?[}%]}", macros[name], re.DOTALL))
        inside = re.sub(r"'[^']*'|\"[^\"]*\"", "", inside)
        assert not OF_A_REQUEST.search(inside), name
        waiting += [one for one in macros if f"{one}(" in inside and one not in looked_at]


def test_the_bar_says_where_one_is_and_in_which_language(client: FlaskClient) -> None:
    here = re.compile(r'<a href="([^"]+)" aria-current="page">')
    learn = client.get("/learn").get_data(as_text=True)
    practice = client.get("/practice").get_data(as_text=True)
    assert "/learn" in here.findall(learn)
    assert "/practice" in here.findall(practice)
    english = client.get("/learn", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert 'aria-label="主导航"' in learn
    assert "主导航" not in english
