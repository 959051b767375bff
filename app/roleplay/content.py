"""Scenarios as a kind of content file, and finding one without reading the whole course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from app.content.kinds import Entry, Kind, SourceFile
from app.content.library import Library
from app.content.problems import Problem, error, from_validation_error, from_yaml_error
from app.content.yaml import YamlError, load_yaml
from app.roleplay.choice_proofs import prove_choices
from app.roleplay.judging import shipped_judge
from app.roleplay.proofs import prove
from app.roleplay.specs import ScenarioSpec

NAME = "scenarios"
GLOB = "scenarios/*.yml"


class ScenarioProblem(ValueError):
    """A scenario that is not there or cannot be read; the message says why, in Chinese."""


def scenario_kind() -> Kind:
    """What the loader has to know about scenarios."""
    return Kind(NAME, GLOB, ScenarioSpec.model_validate, entries=_entries, check=check)


def _entries(file: SourceFile) -> Iterable[Entry]:
    yield Entry(file.spec.id, "scenario", file.path, "id")


def check(library: Library) -> Iterator[Problem]:
    """Knowledge points exist, and every scenario proves itself and its choices by being played."""
    judge = shipped_judge().judge
    for file in library.files.get(NAME, ()):
        spec: ScenarioSpec = file.spec
        for at, point in enumerate(spec.knowledge):
            if not library.knows_point(point):
                yield error(file.path, file.place("knowledge", at), f"没有知识点“{point}”")
        for place, message in (*prove(spec, judge), *prove_choices(spec, judge)):
            yield error(file.path, file.place(*place), message)


def find_scenario(root: Path, id_: str) -> ScenarioSpec:
    """The scenario of this id in the content folder `root`; raises ScenarioProblem."""
    found: list[str] = []
    for path in sorted(root.glob(GLOB)):
        spec = _read(path, path.relative_to(root).as_posix(), id_)
        if isinstance(spec, ScenarioSpec):
            return spec
        found += [spec] if spec else []
    known = f"现有：{'、'.join(found)}" if found else "还没有任何情景"
    raise ScenarioProblem(f"没有情景“{id_}”。{known}")


def _read(path: Path, name: str, wanted: str) -> ScenarioSpec | str:
    """The scenario if it is the wanted one, else its id, empty for a file that cannot be read."""
    try:
        document = load_yaml(path.read_text(encoding="utf-8-sig"))
    except (YamlError, UnicodeDecodeError) as failure:
        if path.stem != wanted:
            return ""
        told = from_yaml_error(name, failure) if isinstance(failure, YamlError) else failure
        raise ScenarioProblem(str(told)) from None
    own = document.value.get("id") if isinstance(document.value, dict) else None
    if own != wanted:
        return own if isinstance(own, str) else ""
    try:
        return ScenarioSpec.model_validate(document.value)
    except ValidationError as failure:
        problems = from_validation_error(name, failure, document)
        raise ScenarioProblem("\n".join(str(problem) for problem in problems)) from None
