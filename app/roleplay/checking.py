"""What is wrong with the text of a scenario: as YAML, in its shape, and by its proofs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pydantic import ValidationError

from app.content.kinds import SourceFile
from app.content.problems import Problem, error, from_validation_error, from_yaml_error, in_order
from app.content.yaml import YamlError, load_yaml
from app.roleplay.choice_proofs import prove_choices
from app.roleplay.domain.engine import SceneOver
from app.roleplay.judging import shipped_judge
from app.roleplay.proofs import prove
from app.roleplay.specs import ScenarioSpec

NAME = "情景"


@dataclass(frozen=True, slots=True)
class Checked:
    """A text as it was read: the scenario, if its shape is right, and all that is wrong, by place."""

    spec: ScenarioSpec | None
    problems: tuple[Problem, ...]


@lru_cache(maxsize=16)
def check_text(text: str, taken: frozenset[str] = frozenset()) -> Checked:
    """Read and prove a scenario; `taken` are ids that others have.

    The proofs play it many times over, and a save is followed by its page: the last texts are kept.
    """
    try:
        document = load_yaml(text)
    except YamlError as failure:
        return Checked(None, (from_yaml_error(NAME, failure),))
    try:
        spec = ScenarioSpec.model_validate(document.value)
    except ValidationError as failure:
        return Checked(None, in_order(from_validation_error(NAME, failure, document)))
    file = SourceFile(NAME, spec, document)
    found = list(_proved(file, spec))
    if spec.id in taken:
        found.append(error(NAME, file.place("id"), f"“{spec.id}”是课程自带情景的编号，请换一个"))
    return Checked(spec, in_order(found))


def _proved(file: SourceFile, spec: ScenarioSpec) -> Iterator[Problem]:
    judge = shipped_judge().judge
    try:
        for place, message in (*prove(spec, judge), *prove_choices(spec, judge)):
            yield error(NAME, file.place(*place), message)
    except SceneOver:
        message = "脚本里有一句是对已经离开的客户说的"
        yield error(NAME, file.place("scripts"), message)
