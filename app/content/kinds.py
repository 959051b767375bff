"""How a feature hands its own content files to the loader.

`app.content` knows no feature: items, cases and scenarios are described to it by a `Kind` each,
made where the feature's specs live and passed to `load_library` by the factory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.content.problems import Problem, field_path
from app.content.yaml import Document

if TYPE_CHECKING:
    from app.content.library import Library


@dataclass(frozen=True)
class Entry:
    """Something in a file that has an id. `type` may never change once the entry was used."""

    id: str
    type: str
    path: str
    field: str


@dataclass(frozen=True)
class SourceFile:
    """One parsed file: its path in the content folder, its spec, and where each part stood."""

    path: str
    spec: Any
    document: Document = field(repr=False, compare=False)

    def place(self, *parts: str | int, of: str = "") -> str:
        """Name a field for a problem: `items[3].stem（ch01-sc-004，第 41 行）`."""
        line = self.document.line_of(tuple(parts))
        notes = [note for note in (of, f"第 {line} 行" if line else "") if note]
        name = field_path(parts)
        return f"{name}（{'，'.join(notes)}）" if notes else name


def _no_entries(_file: SourceFile) -> Iterable[Entry]:
    return ()


def _nothing(_path: str, _value: Any) -> None:
    return None


def _no_check(_library: Library) -> Iterable[Problem]:
    return ()


@dataclass(frozen=True)
class Kind:
    """A kind of content file.

    `glob` is relative to the content folder; `parse` turns the YAML value into a spec and raises
    pydantic's `ValidationError`; `entries` names what has an id; `check` looks at all files of the
    kind together with the rest of the library. `salvage` takes the path and the value of a file that
    `parse` refused and returns what the cross-checks can still read of it, if anything. `counts` are shown by `content check --json`.
    """

    name: str
    glob: str
    parse: Callable[[Any], Any]
    entries: Callable[[SourceFile], Iterable[Entry]] = _no_entries
    check: Callable[[Library], Iterable[Problem]] = _no_check
    salvage: Callable[[str, Any], Any | None] = _nothing

    def files(self, root: Path) -> list[Path]:
        return sorted(path for path in root.glob(self.glob) if path.is_file())
