"""The lexicon of the written-answer engine as it stands in the content folder."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from app.bank.answers.lexicon import Group, Words, build_lexicon
from app.content.yaml import load_yaml


@cache
def read_lexicon(content: Path) -> Words:
    """The groups of `lexicon/*.yml` and the terms of `glossary/*.yml`, read once per process.

    The files are trusted to have passed `content check`; a folder without them gives an empty table.
    """
    return build_lexicon([*_groups(content), *_terms(content)])


def _groups(content: Path) -> Iterator[Group]:
    for row in _rows(content, "lexicon", "groups"):
        yield Group(
            row["name"],
            tuple(row.get("same", ())),
            tuple(row.get("near", ())),
            tuple(row.get("opposite", ())),
        )


def _terms(content: Path) -> Iterator[Group]:
    for row in _rows(content, "glossary", "terms"):
        yield Group(row["zh"], (row["en"], *row.get("synonyms", ())))


def _rows(content: Path, folder: str, field: str) -> Iterator[dict[str, Any]]:
    for path in sorted((content / folder).glob("*.yml")):
        yield from load_yaml(path.read_text(encoding="utf-8")).value[field]
