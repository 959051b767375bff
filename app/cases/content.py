"""Cases as a kind of content file, and finding them in a library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.cases.domain.case import Case
from app.cases.specs import CaseSpec
from app.content.kinds import Entry, Kind, SourceFile
from app.content.library import Library
from app.content.problems import Problem, error

NAME = "cases"
GLOB = "cases/*.yml"


def case_kind() -> Kind:
    """What the loader has to know about cases."""
    return Kind(NAME, GLOB, CaseSpec.model_validate, entries=_entries, check=check)


def cases_in(library: Library) -> dict[str, Case]:
    """All cases by id, in the order of the chapters they belong to first."""
    order = {plan.id: at for at, plan in enumerate(library.course.plans)} if library.course else {}
    specs: Iterable[CaseSpec] = library.specs(NAME)
    in_order = sorted(specs, key=lambda spec: (order.get(spec.chapters[0], len(order)), spec.id))
    return {spec.id: spec.build() for spec in in_order}


def _entries(file: SourceFile) -> Iterable[Entry]:
    yield Entry(file.spec.id, "case", file.path, "id")


def check(library: Library) -> Iterator[Problem]:
    """Chapters are planned, knowledge points exist, and every chapter has one of its own."""
    for file in library.files.get(NAME, ()):
        spec: CaseSpec = file.spec
        for at, point in enumerate(spec.knowledge):
            if not library.knows_point(point):
                yield error(file.path, file.place("knowledge", at), f"没有知识点“{point}”")
        touched = {library.chapter_of.get(point) for point in spec.knowledge}
        for at, chapter in enumerate(spec.chapters):
            place = file.place("chapters", at)
            if library.course and library.course.find_chapter(chapter) is None:
                yield error(file.path, place, f"course.yml 里没有“{chapter}”")
            elif chapter not in touched and "knowledge" not in library.incomplete:
                yield error(file.path, place, f"knowledge 里没有一个 {chapter} 的知识点")
