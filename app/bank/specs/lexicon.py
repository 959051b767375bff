"""The strict shape of `content/lexicon/*.yml`, and what may be wrong between its groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator

from app.bank.answers.lexicon import written
from app.bank.answers.polarity import PARTICLES, SCARCE
from app.content.kinds import Kind
from app.content.library import Library
from app.content.problems import Problem, error
from app.content.specs import Spec, Text

NAME = "lexicon"


class GroupSpec(Spec):
    """One group: words that mean the name, that come near it, that mean its opposite."""

    name: Text
    same: list[Text] = Field(default=[], max_length=200)
    near: list[Text] = Field(default=[], max_length=200)
    opposite: list[Text] = Field(default=[], max_length=200)

    @model_validator(mode="after")
    def _each_word_once(self) -> Self:
        seen: set[str] = set()
        for word in (self.name, *self.same, *self.near, *self.opposite):
            form = written(word)
            if not any(map(str.isalnum, form)):
                raise ValueError(f"“{word}”只有标点或空格")
            if form in seen:
                raise ValueError(f"“{word}”在这一组里出现了两次")
            if form in PARTICLES - SCARCE and word in self.opposite:
                raise ValueError(f"“{word}”是否定词，不用写在反义词里")
            seen.add(form)
        if len(seen) == 1:
            raise ValueError("这一组只有名称，没有别的说法")
        return self


class LexiconFileSpec(Spec):
    """A file of groups."""

    groups: list[GroupSpec] = Field(min_length=1)


def lexicon_kind() -> Kind:
    """The kind of `lexicon/*.yml`."""
    return Kind(NAME, "lexicon/*.yml", LexiconFileSpec.model_validate, check=_check)


def _check(library: Library) -> Iterator[Problem]:
    """No name belongs to two groups, in whichever files they stand."""
    first: dict[str, str] = {}
    for file in library.files[NAME]:
        for index, group in enumerate(file.spec.groups):
            name = written(group.name)
            if name in first:
                place = file.place("groups", index, "name", of=group.name)
                yield error(file.path, place, f"{first[name]} 里已有这一组，请合并")
            first.setdefault(name, file.path)
