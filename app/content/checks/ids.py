"""Ids and names that must be unique, and references that must lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from app.content.library import Library
from app.content.problems import Problem, error


def check(library: Library) -> Iterator[Problem]:
    yield from _entries(library)
    yield from _knowledge(library)
    yield from _terms(library)


def _entries(library: Library) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for entry in library.entries:
        if entry.id in first:
            yield error(entry.path, entry.field, f"编号“{entry.id}”已在 {first[entry.id]} 用过")
        first.setdefault(entry.id, entry.path)


def _knowledge(library: Library) -> Iterator[Problem]:
    first: dict[str, str] = {}
    titles: dict[str, str] = {}
    planned = {plan.id for plan in library.course.plans} if library.course else set[str]()
    for file in library.files["knowledge"]:
        if planned and file.spec.chapter not in planned:
            yield error(file.path, file.place("chapter"), "course.yml 里没有这一章")
        for index, point in enumerate(file.spec.points):
            place = file.place("points", index, of=point.id)
            if point.id in first:
                yield error(file.path, place, f"知识点已在 {first[point.id]} 用过")
            elif point.title in titles:
                yield error(file.path, place, f"标题与 {titles[point.title]} 相同")
            first.setdefault(point.id, file.path)
            titles.setdefault(point.title, point.id)


def _terms(library: Library) -> Iterator[Problem]:
    for file in library.files["glossary"]:
        seen: set[str] = set()
        names: dict[str, str] = {}
        for index, term in enumerate(file.spec.terms):
            place = file.place("terms", index, of=term.id)
            if term.id in seen:
                yield error(file.path, place, "术语编号重复")
            seen.add(term.id)
            for name in {"".join(name.split()).casefold(): name for name in term.names}.items():
                folded, shown = name
                if folded in names and names[folded] != term.id:
                    yield error(file.path, place, f"“{shown}”也是术语 {names[folded]} 的名称")
                names[folded] = term.id
            for point in term.knowledge:
                if not library.knows_point(point):
                    yield error(file.path, place, f"没有知识点“{point}”")
