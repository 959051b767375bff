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
    """One question of a file, in the words the cross-checks use.

    What a type does not have is empty: `options`, `keys` (places of the correct ones) and `feedback`
    belong to choices, `truth` to true or false, `blanks` (accepted forms) to blanks, `model` and
    `points` (wordings of each key point) to written types. `seeded` says that numbers are drawn.
    """

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
    level: str = ""
    cognitive: str = ""
    difficulty: int = 0
    explanation: str = ""
    feedback: tuple[str, ...] = ()
    truth: bool | None = None
    blanks: tuple[tuple[str, ...], ...] = ()
    model: str = ""
    points: tuple[tuple[str, ...], ...] = ()
    seeded: bool = False

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
            options = _rows(item, "options")
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
                level=_word(item, "level"),
                cognitive=_word(item, "cognitive"),
                difficulty=getattr(item, "difficulty", 0),
                explanation=_word(item, "explanation"),
                feedback=tuple(_word(option, "feedback") for option in options),
                truth=getattr(item, "answer", None),
                blanks=tuple(tuple(forms) for forms in _rows(item, "blanks")),
                model=_word(item, "model_answer"),
                points=tuple((point.text, *point.variants) for point in _rows(item, "key_points")),
                seeded=bool(getattr(item, "variables", None)),
            )


def _rows(item: object, name: str) -> Sequence[Any]:
    return getattr(item, name, None) or ()


def _word(item: object, name: str) -> str:
    """A field as text: enums by their value, what is missing as nothing."""
    value = getattr(item, name, None)
    return str(getattr(value, "value", value)) if value is not None else ""


def entries_of(file: SourceFile) -> Iterator[Entry]:
    """Name the stimuli and items of a file."""
    for index, stimulus in enumerate(cast("ItemFile", file.spec).stimuli):
        if stimulus.id:
            place = file.place("stimuli", index, of=stimulus.id)
            yield Entry(stimulus.id, "stimulus", file.path, place)
    for question in questions_of([file]):
        yield Entry(question.id, question.type, file.path, question.place())
