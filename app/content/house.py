"""The shape of `house.yml`: wording, and warnings that the checks pass over."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from app.content.specs import Spec, Text


class HouseWordSpec(Spec):
    """A word that the course does not use; it may stand inside the words of `within`."""

    wrong: Text
    right: Text
    within: list[Text] = Field(default=[])

    @model_validator(mode="after")
    def _within_holds_it(self) -> Self:
        if strangers := [text for text in self.within if self.wrong not in text]:
            raise ValueError(f"within 里应含“{self.wrong}”：{'、'.join(strangers)}")
        return self


class AcceptedSpec(Spec):
    """A warning that somebody looked at and found harmless: where it stands, what it says, why."""

    at: Text
    says: Text
    why: Text


class HouseSpec(Spec):
    """`house.yml`: words that are not used, warnings that are not told."""

    words: list[HouseWordSpec] = Field(default=[])
    accepted: list[AcceptedSpec] = Field(default=[])
