"""The authoring guide names every field there is, and its examples are what it says they are."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from app.bank import specs as item_specs
from app.cases import specs as case_specs
from app.content import house, specs
from app.content.company import specs as company_specs
from app.content.figures import read_figure
from app.content.markdown.blocks import NAMES
from app.content.specs import KnowledgeFileSpec, Spec
from app.content.yaml import load_yaml

GUIDE = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text()


def shapes() -> list[type[Spec]]:
    found = {
        shape
        for module in (specs, house, company_specs, item_specs, case_specs)
        for _, shape in inspect.getmembers(module, inspect.isclass)
        if issubclass(shape, Spec) and shape is not Spec
    }
    return sorted(found, key=lambda shape: shape.__name__)


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.__name__)
def test_every_field_is_in_the_guide(shape):
    missing = [
        name
        for name in shape.model_fields
        if not re.search(rf"`{name}(`|: )|(^|[ {{(-]){name}:", GUIDE, re.MULTILINE)
    ]
    assert missing == []


@pytest.mark.parametrize("block", sorted(NAMES))
def test_every_block_is_in_the_guide(block):
    assert f"| `{block}` |" in GUIDE


def test_classes_of_figures_in_the_guide_are_accepted():
    section = GUIDE.split("## `content/figures")[1].split("\n## ")[0]
    classes = re.findall(r"`(g-[a-z-]+)`", section)
    assert len(classes) >= 18
    path = f'<path class="{" ".join(classes)}" d="M0 0"/>'
    source = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 90">'
        f"<title>a</title><desc>b</desc>{path}</svg>"
    )
    assert read_figure("ch01/x", source, "x.svg")[1] == []


def test_examples_in_yaml_can_be_read():
    examples = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert len(examples) >= 4
    for example in examples:
        assert load_yaml(example).value
    knowledge = next(example for example in examples if "points:" in example)
    assert KnowledgeFileSpec.model_validate(load_yaml(knowledge).value).points
