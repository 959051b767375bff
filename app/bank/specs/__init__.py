"""The strict shapes of `content/items/<chapter>/*.yml`, as docs/authoring.md tells them.

What pydantic cannot say about one field alone is said by `find_problems` of each shape, all of it at
once and each finding with its place, in the author's language.
"""

from __future__ import annotations

from app.bank.specs.files import ItemFileSpec, StimulusSpec, parse_item
from app.bank.specs.items import ItemSpec, VariableSpec
from app.bank.specs.shapes import (
    BLANK,
    ChoiceSpec,
    FillBlankSpec,
    KeyPointSpec,
    OptionSpec,
    TrueFalseSpec,
    WrittenSpec,
)

__all__ = [
    "BLANK",
    "ChoiceSpec",
    "FillBlankSpec",
    "ItemFileSpec",
    "ItemSpec",
    "KeyPointSpec",
    "OptionSpec",
    "StimulusSpec",
    "TrueFalseSpec",
    "VariableSpec",
    "WrittenSpec",
    "parse_item",
]
