"""Do the ready papers use items that exist, and does each hold what its table promises?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from app.content.checks.items import NAME as ITEMS
from app.content.checks.items import TYPES, questions
from app.content.kinds import Entry, Kind, SourceFile
from app.content.library import Library
from app.content.papers import PaperSpec
from app.content.problems import Problem, error, warning
from app.content.questions import Question

NAME = "papers"


def paper_kind() -> Kind:
    """The kind of `papers/*.yml`."""
    return Kind(NAME, "papers/*.yml", PaperSpec.model_validate, _entries, check)


def papers_of(library: Library) -> tuple[PaperSpec, ...]:
    """All ready papers by kind, series and form."""
    order = ("quiz", "midterm", "final")
    found = [file.spec for file in library.files.get(NAME, ())]
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), one.series, one.form)))


def check(library: Library) -> Iterator[Problem]:
    files = library.files.get(NAME, ())
    yield from _forms(files)
    if ITEMS in library.incomplete:
        return
    by_id: dict[str, Question] = {}
    for question in questions(library):
        by_id.setdefault(question.id, question)
    for file in files:
        yield from _items(file, by_id)
        yield from _blueprint(file, by_id)


def _entries(file: SourceFile) -> Iterator[Entry]:
    yield Entry(file.spec.id, "paper", file.path, file.place("id"))


def _forms(files: tuple[SourceFile, ...]) -> Iterator[Problem]:
    """One paper per series and form, and no item in both forms of a series."""
    first: dict[tuple[str, str], SourceFile] = {}
    for file in files:
        key = (file.spec.series, file.spec.form)
        if key in first:
            text = f"“{key[0]}”的 {key[1]} 卷已是 {first[key].path}"
            yield error(file.path, file.place("form"), text)
        first.setdefault(key, file)
    for (series, form), file in first.items():
        other = first.get((series, "A")) if form == "B" else None
        if other is None:
            continue
        if shared := sorted(set(file.spec.items) & set(other.spec.items)):
            text = f"与同一套的 A 卷（{other.path}）有相同的题：{'、'.join(shared)}"
            yield error(file.path, file.place("parts"), text)
        if (file.spec.points, file.spec.minutes) != (other.spec.points, other.spec.minutes):
            yield warning(file.path, "", f"总分或时限与同一套的 A 卷（{other.path}）不同")


def _items(file: SourceFile, by_id: Mapping[str, Question]) -> Iterator[Problem]:
    for number, part in enumerate(file.spec.parts):
        for index, identity in enumerate(part.items):
            place = file.place("parts", number, "items", index)
            question = by_id.get(identity)
            if question is None:
                yield error(file.path, place, f"没有题目“{identity}”")
            elif question.type != part.type:
                text = f"“{identity}”是{TYPES[question.type]}题，这个大题是{TYPES[part.type]}题"
                yield error(file.path, place, text)
            elif question.use == "reserved":
                yield error(file.path, place, f"“{identity}”已停用（use: reserved）")
            elif question.use != "exam":
                yield warning(file.path, place, f"“{identity}”是练习题，学生可能做过")


def _blueprint(file: SourceFile, by_id: Mapping[str, Question]) -> Iterator[Problem]:
    """The table by cognitive level or type; totals by chapter the paper itself has checked."""
    spec: PaperSpec = file.spec
    if any(identity not in by_id for identity in spec.items):
        return
    held: Counter[tuple[str, str]] = Counter()
    for identity in spec.items:
        question = by_id[identity]
        label = question.cognitive if spec.blueprint.by == "cognitive" else question.type
        held[identity.partition("-")[0], label] += 1
    for number, row in enumerate(spec.blueprint.rows):
        labels = sorted({*row.counts, *(label for c, label in held if c == row.chapter)})
        for label in labels:
            planned, found = row.counts.get(label, 0), held[row.chapter, label]  # type: ignore[call-overload]
            if planned != found:
                name = TYPES.get(label, label)
                text = f"{row.chapter} 的{name}题，细目表写 {planned} 道，卷中有 {found} 道"
                yield error(file.path, file.place("blueprint", "rows", number, "counts"), text)
