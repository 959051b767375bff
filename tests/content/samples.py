"""What the tests of content share: the small course, and a kind of items of their own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Literal

from pydantic import Field

from app.content.checks.items import item_kind
from app.content.kinds import Kind
from app.content.library import Library, load_library
from app.content.specs import Spec

SMALL = Path(__file__).parent / "fixtures" / "small"


class OptionSpec(Spec):
    text: str
    correct: bool = False
    feedback: str = ""


class KeyPointSpec(Spec):
    text: str
    points: int = 1
    variants: tuple[str, ...] = Field(default=(), strict=False)


class ItemSpec(Spec):
    id: str
    type: Literal[
        "single_choice", "multiple_response", "true_false", "fill_blank", "term", "short_answer"
    ]
    stem: str
    explanation: str
    knowledge: list[str]
    level: str
    cognitive: str
    difficulty: int
    use: str = "practice"
    stimulus: str | None = None
    options: list[OptionSpec] | None = None
    blanks: list[list[str]] | None = None
    answer: bool | None = None
    model_answer: str | None = None
    key_points: list[KeyPointSpec] | None = None


class StimulusSpec(Spec):
    id: str
    title: str
    text: str


class FileSpec(Spec):
    chapter: str
    stimuli: tuple[StimulusSpec, ...] = Field(default=(), strict=False)
    items: list[ItemSpec]


KINDS: tuple[Kind, ...] = (item_kind(FileSpec.model_validate),)


def load(root: Path) -> Library:
    return load_library(root, KINDS)


def copy_small(target: Path) -> Path:
    """Copy the small course to a folder where a test may spoil it."""
    return Path(shutil.copytree(SMALL, target / "content"))


def replace(root: Path, name: str, old: str, new: str) -> None:
    """Replace one piece of a file; fails when the piece is not there."""
    path = root / name
    text = path.read_text()
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1))


def said(library: Library, *, errors: bool | None = None) -> list[str]:
    """Return the problems as printed; only errors or only warnings if asked."""
    return [
        str(problem) for problem in library.problems if errors is None or problem.is_error is errors
    ]


def only(library: Library) -> str:
    """Return the one error of a library."""
    found = said(library, errors=True)
    assert len(found) == 1, found
    return found[0]
