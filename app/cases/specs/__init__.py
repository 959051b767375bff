"""The strict shape of `content/cases/*.yml`: one case a file."""

from app.cases.specs.dialogue import DialogueSpec, FaultSpec, RewriteSpec, TurnSpec
from app.cases.specs.files import CaseSpec, EventSpec, FactSpec, PartSpec, RemarkSpec
from app.cases.specs.questions import (
    ChoiceSpec,
    CriterionSpec,
    DecisionSpec,
    DialogueQuestionSpec,
    FindSpec,
    LevelSpec,
    OptionSpec,
    TextSpec,
)
from app.cases.specs.tables import CellSpec, TableSpec

__all__ = [
    "CaseSpec",
    "CellSpec",
    "ChoiceSpec",
    "CriterionSpec",
    "DecisionSpec",
    "DialogueQuestionSpec",
    "DialogueSpec",
    "EventSpec",
    "FactSpec",
    "FaultSpec",
    "FindSpec",
    "LevelSpec",
    "OptionSpec",
    "PartSpec",
    "RemarkSpec",
    "RewriteSpec",
    "TableSpec",
    "TextSpec",
    "TurnSpec",
]
