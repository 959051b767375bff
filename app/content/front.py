"""The front matter of a lesson: what stands between the two lines of three hyphens."""

from __future__ import annotations

from pydantic import ValidationError

from app.content.problems import Problem, from_validation_error, from_yaml_error
from app.content.specs import LessonSpec
from app.content.yaml import Document, YamlError, load_yaml

_FENCE = "---"


def split_front(text: str) -> tuple[str | None, str, int]:
    """Cut the front matter off; returns it, the body and the body's first line number."""
    lines = text.split("\n")
    if lines[0].strip() != _FENCE:
        return None, text, 1
    for number, line in enumerate(lines[1:], 1):
        if line.strip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None, text, 1


def read_front(path: str, front: str) -> tuple[LessonSpec | None, list[Problem]]:
    """Read front matter that begins on the second line of the file `path`."""
    document = Document(None)
    try:
        document = load_yaml(front)
        return LessonSpec.model_validate(document.value), []
    except YamlError as failure:
        return None, [from_yaml_error(path, failure, offset=1)]
    except ValidationError as failure:
        shifted = {place: line + 1 for place, line in document.lines.items()}
        return None, from_validation_error(path, failure, Document(document.value, shifted))
