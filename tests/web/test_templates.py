"""Every template compiles, has a title, and keeps to the rules of a strict content policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

TEMPLATES = Path(__file__).resolve().parents[2] / "app" / "templates"
STYLES = TEMPLATES.parent / "static" / "css"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
# What is never a page of its own: macros, and the layouts that pages extend.
PARTS = ("macros/", "layout.html", "base.html", "hall.html", "sheet.html", "errors/page.html")
INLINE = re.compile(r"""\s(style|on[a-z]+)\s*=\s*["']""", re.IGNORECASE)
CLASS = re.compile(r"zk-[a-z](?:[a-z0-9_-]*[a-z0-9])?(?![a-z0-9_-]*\{)")
# A fragment of a page, sent alone or included: it has no title.
FRAGMENT = re.compile(r"(^|/)_[^/]+\.html$")


def read(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def is_page(name: str) -> bool:
    return not name.startswith(PARTS) and not FRAGMENT.search(name)


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(app: Flask, name: str) -> None:
    assert app.jinja_env.get_template(name).name == name


@pytest.mark.parametrize("name", [name for name in NAMES if is_page(name)])
def test_page_sets_its_title(app: Flask, name: str) -> None:
    tree = app.jinja_env.parse(read(name))
    titles = [block for block in tree.find_all(nodes.Block) if block.name == "title"]
    assert titles, "the block 'title' is missing"
    assert titles[0].body, "the block 'title' is empty"


@pytest.mark.parametrize("name", NAMES)
def test_template_has_nothing_inline(name: str) -> None:
    source = read(name)
    assert INLINE.findall(source) == []
    assert "<style" not in source
    assert "javascript:" not in source
    for tag in re.findall(r"<script\b[^>]*>", source):
        assert "src=" in tag or "application/json" in tag or "nonce=" in tag, tag


@pytest.mark.parametrize("name", NAMES)
def test_template_trusts_no_text(name: str) -> None:
    """HTML reaches templates as Markup, made where it was sanitised; a filter would hide where."""
    source = read(name)
    assert not re.search(r"\|\s*safe\b", source)
    assert not re.search(r"autoescape\s+false", source)


@pytest.mark.parametrize("name", NAMES)
def test_template_asks_nothing_of_other_sites(name: str) -> None:
    source = read(name).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", source)


def test_classes_are_in_the_style_sheet() -> None:
    css = "\n".join(path.read_text("utf-8") for path in STYLES.glob("*.css"))
    known = set(re.findall(r"\.(zk-[a-z0-9_-]+)", css))
    used = {(name, found) for name in NAMES for found in CLASS.findall(read(name))}
    # Stems such as `zk-chip--` are completed by an argument.
    missing = {
        (n, c) for n, c in used if c not in known and not any(k.startswith(c) for k in known)
    }
    assert missing == set()


def test_icons_are_in_the_sprite() -> None:
    sprite = (STYLES.parent / "icons.svg").read_text("utf-8")
    known = set(re.findall(r'id="i-([a-z-]+)"', sprite))
    used = {
        (name, found)
        for name in NAMES
        for found in re.findall(r"""\bicon\(\s*["']([a-z-]+)["']""", read(name))
    }
    assert {(name, found) for name, found in used if found not in known} == set()
