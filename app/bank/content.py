"""The course's text as this process has it: read once, and again when the folder changes."""

from __future__ import annotations

import threading
from pathlib import Path

from flask import current_app

from app.bank.specs import ItemFileSpec
from app.bank.specs.lexicon import lexicon_kind
from app.content.checks.items import item_kind
from app.content.checks.papers import paper_kind
from app.content.figures import Figure
from app.content.kinds import Kind
from app.content.library import Library, load_library

_lock = threading.Lock()
_loaded: dict[str, Library] = {}
_kinds: dict[str, Kind] = {}


def get_library() -> Library:
    """The library of the configured content folder.

    It is read once per process: a running site keeps the content it started with, so that a page
    and the database rows loaded from the same content never disagree. Whoever loads it into the
    database has checked it (`app.cli`); the first page need not wait until it is checked again.
    """
    root = str(current_app.config["CONTENT"])
    with _lock:
        if root not in _loaded:
            _loaded[root] = load_library(Path(root), content_kinds(), check=False)
        return _loaded[root]


def keep(library: Library) -> None:
    """Serve from a library that this process has read already, instead of reading it again."""
    with _lock:
        _loaded[str(library.root)] = library


def content_kinds() -> tuple[Kind, ...]:
    """The kinds of content files that features add to the loader's own."""
    return (item_kind(ItemFileSpec.model_validate), paper_kind(), lexicon_kind(), *_kinds.values())


def register_kind(kind: Kind) -> None:
    """Let the loader read what a feature above this one keeps in the content folder as well."""
    _kinds[kind.name] = kind


def find_figure(name: str) -> Figure | None:
    """A figure of the course by its name, `ch01/levers`."""
    return get_library().find_figure(name)
