"""What the cross-checks need to know of a question, wherever its spec is defined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from app.content.kinds import Entry, SourceFile


class _Stimulus(Protocol):
    @property
    def id(self) -> str: ...


class _Item(Protocol):
    """The fields all items share; objective ones have `options` with `text` and `correct`."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> Any: ...
    @property
    def stem(self) -> str: ...
    @property
    def knowledge(self) -> Sequence[str]: ...
    @property
    def use(self) -> Any: ...
    @property
    def stimulus(self) -> str | None: ...


class ItemFile(Protocol):
    """A file of items: the spec of `items/<chapter>/*.yml` looks like this."""

    @property
    def chapter(self) -> str: ...
    @property
    def stimuli(self) -> Sequence[_Stimulus]: ...
    @property
    def items(self) -> Sequence[_Item]: ...


@dataclass(frozen=True)
class Question:
    """One question of a file, in the words the cross-checks use."""

    id: str
    type: str
    use: str
    stem: str
    knowledge: tuple[str, ...]
    stimulus: str | None
    options: tuple[str, ...]
    keys: tuple[int, ...]
    file: SourceFile
    index: int

    @property
    def chapter(self) -> str:
        return str(cast("ItemFile", self.file.spec).chapter)

    @property
    def path(self) -> str:
        return self.file.path

    def place(self, *parts: str | int) -> str:
        return self.file.place("items", self.index, *parts, of=self.id)


def questions_of(files: Iterable[SourceFile]) -> Iterator[Question]:
    for file in files:
        for index, item in enumerate(cast("ItemFile", file.spec).items):
            if not item.id:
                continue
            options: Sequence[Any] = getattr(item, "options", None) or ()
            yield Question(
                id=item.id,
                type=str(getattr(item.type, "value", item.type)),
                use=str(getattr(item.use, "value", item.use)),
                stem=item.stem,
                knowledge=tuple(item.knowledge),
                stimulus=item.stimulus,
                options=tuple(option.text for option in options),
                keys=tuple(i for i, option in enumerate(options) if option.correct),
                file=file,
                index=index,
            )


def entries_of(file: SourceFile) -> Iterator[Entry]:
    """Name the stimuli and items of a file."""
    for index, stimulus in enumerate(cast("ItemFile", file.spec).stimuli):
        if stimulus.id:
            place = file.place("stimuli", index, of=stimulus.id)
            yield Entry(stimulus.id, "stimulus", file.path, place)
    for question in questions_of([file]):
        yield Entry(question.id, question.type, file.path, question.place())
