"""Knowledge points as people type and read them, and as the files of other programs name them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Protocol

from app.bank.exchange.questions import Problem, ProblemKind, Question

_BETWEEN = re.compile(r"\s*[;；,，、|｜\n]\s*")


class Point(Protocol):
    """A knowledge point, out of the database or out of the content."""

    @property
    def id(self) -> Any: ...
    @property
    def title(self) -> Any: ...


class KnowledgeNames:
    """Knowledge points by title, with the id where two share one."""

    def __init__(self, points: Iterable[Point]) -> None:
        self._names: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        for point in points:
            name = point.title
            if name in self._ids:
                name = f"{point.title}（{point.id}）"
            self._names[point.id] = name
            self._ids[name] = point.id

    @property
    def names(self) -> list[str]:
        return list(self._ids)

    def name_of(self, point: str) -> str:
        return self._names.get(point, point)

    def id_of(self, name: str) -> str:
        """The id of a title; what is neither stays as it is, so that the specs refuse it."""
        name = name.strip()
        return self._ids.get(name, name)

    def read(self, told: str) -> tuple[list[str], list[str]]:
        """What 知识点：… names, ids or titles: the ids of the points there are, and the words for which
        there is none."""
        if (whole := self.id_of(told)) in self._names:
            return [whole], []
        known: list[str] = []
        strangers: list[str] = []
        for piece in filter(None, _BETWEEN.split(told.strip())):
            words = piece.split()
            several = [self.id_of(word) for word in words]
            if (point := self.id_of(piece)) in self._names:
                known.append(point)
            elif all(point in self._names for point in several):
                known += several
            else:
                strangers.append(piece)
        return list(dict.fromkeys(known)), list(dict.fromkeys(strangers))

    def tell_strangers(self, question: Question) -> Question:
        """The question, with a problem where its file names a knowledge point that there is not."""
        _known, strangers = self.read(question.labels.get("knowledge", ""))
        if not strangers:
            return question
        detail = "、".join(strangers)[:200]
        return question.with_problems(
            Problem(ProblemKind.UNKNOWN_KNOWLEDGE, question.source.first, detail)
        )
