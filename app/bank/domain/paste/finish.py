"""A question's gathered lines into a card: its type, its answer in the usual form, what is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from app.bank.domain.normalise import normalise
from app.bank.domain.paste.cards import Card, Note, NoteKind
from app.bank.domain.paste.lines import letter
from app.bank.domain.paste.points import listed, points_of, with_points
from app.bank.domain.responses import parse_truth
from app.bank.domain.types import ItemType

BLANK = "____"
_LETTERS_INSIDE = re.compile(r"[（(]\s*([A-HＡ-Ｈa-h](?:[\s,，、]*[A-HＡ-Ｈa-h]){0,7})\s*[)）]")
_TRUTH_INSIDE = re.compile(r"[（(]\s*(√|×|✓|✗|✔|✘|对|错|正确|错误|T|F|X|x)\s*[)）]")
_EMPTY_BRACKETS = re.compile(r"[（(][\s　]*[)）]")
_UNDERSCORES = re.compile(r"[_＿]{2,}")
_FILLED_BRACKETS = re.compile(r"[（(]([^（()）]{1,60})[)）]")
_OWN_POINTS = re.compile(r"[（(\[【]\s*(?:本题)?\s*([0-9]+(?:\.[0-9]{1,2})?)\s*分\s*[)）\]】]")
_REPEATED_GAP = re.compile(r"（　）(?:\s*（　）)+")
_SEPARATORS = (r"[；;\n]", r"、", r"[，,]", r"\s{2,}|　|\t", r"\s+")


@dataclass(slots=True)
class Raw:
    """A question's lines by part. `type` is that of the section, if one was named."""

    number: str
    style: str
    type: ItemType | None
    points: str
    first: int
    parts: dict[str, list[str]] = field(
        default_factory=lambda: {"stem": [], "answer": [], "explanation": [], "points": []}
    )
    options: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    part_lines: dict[str, int] = field(default_factory=dict[str, int])
    source: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])


class _Finishing:
    """Works out one card; what a person should look at gathers in `notes`."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.notes: list[Note] = []
        self.stem = "\n".join(raw.parts["stem"]).strip()
        self.answer = "\n".join(raw.parts["answer"]).strip()
        self.points = raw.points
        if match := _OWN_POINTS.search(self.stem):
            self.points = match[1]
            self.stem = (self.stem[: match.start()] + self.stem[match.end() :]).strip()

    def note(self, kind: NoteKind, part: str = "", detail: str = "") -> None:
        self.notes.append(Note(kind, self.raw.part_lines.get(part, self.raw.first), detail))

    def card(self) -> Card:
        type_ = self.raw.type or self.guess()
        if self.raw.type is ItemType.SINGLE_CHOICE and not self.raw.options and self.is_truth():
            type_ = ItemType.TRUE_FALSE
        key_points: tuple[str, ...] = ()
        if type_.is_choice:
            self.choice()
        elif type_ is ItemType.TRUE_FALSE:
            self.truth()
        elif type_ is ItemType.FILL_BLANK:
            self.fill()
        else:
            key_points = self.written(type_)
        if not self.stem:
            self.note(NoteKind.NO_STEM)
        if not self.answer:
            self.note(NoteKind.NO_ANSWER)
        explanation = "\n\n".join(self.raw.parts["explanation"]).strip()
        if not explanation:
            self.note(NoteKind.NO_EXPLANATION)
        return Card(
            number=self.raw.number,
            type=type_,
            stem=self.stem,
            options=tuple(text for _name, text in self.raw.options),
            answer=self.answer,
            key_points=key_points,
            explanation=explanation,
            points="" if type_ in _WRITTEN or type_ is ItemType.FILL_BLANK else self.points,
            first=self.raw.first,
            last=self.raw.source[-1][0] if self.raw.source else self.raw.first,
            notes=tuple(self.notes),
        )

    # ── the type

    def guess(self) -> ItemType:
        self.note(NoteKind.GUESSED_TYPE)
        if self.raw.options:
            letters = _letters(self.answer) or _last_letters(self.stem)
            return ItemType.MULTIPLE_RESPONSE if len(letters) > 1 else ItemType.SINGLE_CHOICE
        if self.is_truth():
            return ItemType.TRUE_FALSE
        if _UNDERSCORES.search(self.stem) or _EMPTY_BRACKETS.search(self.stem):
            return ItemType.FILL_BLANK
        if re.match(r"(?:试论|论述|试述|案例|材料)", self.stem):
            return ItemType.ESSAY
        return ItemType.SHORT_ANSWER

    def is_truth(self) -> bool:
        if not self.answer:
            return bool(_TRUTH_INSIDE.search(self.stem))
        try:
            parse_truth(self.answer.rstrip("。.") or None)
        except ValueError:
            return False
        return True

    # ── the answer, by type

    def choice(self) -> None:
        matches = list(_LETTERS_INSIDE.finditer(self.stem))
        if matches:
            match = matches[-1]
            self.compare(_letters(match[1]), _letters(self.answer) or self.answer)
            self.answer = self.answer or match[1]
            told = {_letters(match[1]), _letters(self.answer)}
            self.stem = _LETTERS_INSIDE.sub(
                lambda found: "（　）" if _letters(found[1]) in told else found[0], self.stem
            )
        self.stem = _UNDERSCORES.sub("（　）", _EMPTY_BRACKETS.sub("（　）", self.stem))
        self.stem = _REPEATED_GAP.sub("（　）", self.stem)
        letters = _letters(self.answer)
        if self.answer and not letters:
            self.note(NoteKind.ODD_ANSWER, "answer", self.answer[:40])
        self.answer = letters or self.answer
        names = [name for name, _text in self.raw.options]
        if not names:
            self.note(NoteKind.NO_OPTIONS)
        elif names != [chr(ord("A") + n) for n in range(len(names))]:
            self.note(NoteKind.SKIPPED_LETTER, "options", "".join(names))
        if letters and names and (strangers := [name for name in letters if name not in names]):
            self.note(NoteKind.ODD_ANSWER, "answer", "".join(strangers))

    def truth(self) -> None:
        matches = list(_TRUTH_INSIDE.finditer(self.stem))
        inside = ""
        if matches:
            match = matches[-1]
            inside = "对" if parse_truth(match[1]) else "错"
            self.answer = self.answer or inside
            self.stem = (self.stem[: match.start()] + self.stem[match.end() :]).strip()
        self.stem = _EMPTY_BRACKETS.sub("", self.stem).strip()
        word, _sep, rest = self.answer.partition("\n")
        try:
            self.answer = "对" if parse_truth(word.rstrip("。.，,；; ")) else "错"
            self.compare(inside, self.answer)
            if rest:
                self.raw.parts["explanation"].insert(0, rest)
        except ValueError:
            if self.answer:
                self.note(NoteKind.ODD_ANSWER, "answer", self.answer[:40])

    def fill(self) -> None:
        self.stem = _UNDERSCORES.sub(BLANK, _EMPTY_BRACKETS.sub(BLANK, self.stem))
        blanks = self.stem.count(BLANK)
        if self.answer:
            self.hide_told(blanks)
            blanks = self.stem.count(BLANK)
        elif not blanks and _FILLED_BRACKETS.search(self.stem):
            given = [match[1].strip() for match in _FILLED_BRACKETS.finditer(self.stem)]
            self.stem = _FILLED_BRACKETS.sub(BLANK, self.stem)
            self.answer = "\n".join(given)
            return
        if not blanks:
            self.note(NoteKind.NO_BLANK)
        if not self.answer:
            return
        pieces = _pieces(self.answer, blanks)
        if blanks and len(pieces) != blanks:
            self.note(NoteKind.BLANK_COUNT, "answer", f"{blanks}/{len(pieces)}")
        self.answer = "\n".join(_forms(piece) for piece in pieces)

    def hide_told(self, blanks: int) -> None:
        """Take words in brackets that are an accepted answer out of the stem. Other words in
        brackets may be a unit or a hint, unless they alone stand where the blanks would."""
        given = [match[1].strip() for match in _FILLED_BRACKETS.finditer(self.stem)]
        forms = {normalise(form) for form in _all_forms(self.answer, blanks or len(given))}

        def hidden(match: re.Match[str]) -> str:
            if normalise(match[1]) not in forms:
                return match[0]
            return "" if blanks else BLANK

        stem = _FILLED_BRACKETS.sub(hidden, self.stem)
        if stem == self.stem and not blanks and given:
            if len(_pieces(self.answer, len(given))) != len(given):
                return
            stem = _FILLED_BRACKETS.sub(BLANK, self.stem)
            self.compare("、".join(given), self.answer)
        self.stem = stem

    def compare(self, inside: str, answer: str) -> None:
        """Note that the key written in the stem is another than that of the answer line."""
        if inside and answer and inside != answer:
            self.note(NoteKind.KEYS_DIFFER, "answer", f"{inside[:40]}\n{answer[:40]}")

    def written(self, type_: ItemType) -> tuple[str, ...]:
        lines = [line for part in self.raw.parts["answer"] for line in part.split("\n")]
        given = self.raw.parts["points"]
        texts = [text for line in given for text in points_of(line)] or listed(lines)
        if given and not self.answer:
            self.answer = "\n\n".join(given)
        elif len(lines) > 1:
            self.answer = "\n\n".join(lines)
        if not texts and self.answer:
            self.note(NoteKind.WHOLE_AS_POINT, "answer")
            texts = [" ".join(self.answer.split("\n"))]
        return with_points(texts, Decimal(self.points or type_.default_points))


_WRITTEN = frozenset({ItemType.TERM, ItemType.SHORT_ANSWER, ItemType.ESSAY})


def finish(raw: Raw) -> Card:
    """The card of one question."""
    return _Finishing(raw).card()


def _letters(answer: str) -> str:
    """`A、C` and `ａｃ` as `AC`; empty where the answer is anything but letters."""
    bare = re.sub(r"[\s,，、;；.。]", "", letter(answer))
    return "".join(sorted(set(bare))) if re.fullmatch(r"[A-H]+", bare) else ""


def _last_letters(stem: str) -> str:
    found = _LETTERS_INSIDE.findall(stem)
    return _letters(found[-1]) if found else ""


def _pieces(answer: str, blanks: int) -> list[str]:
    """The answer cut into as many pieces as there are blanks, if any way of cutting gives them."""
    answer = re.sub(r"[（(]\s*\d{1,2}\s*[)）]|[①-⑳]", "；", answer).strip("；; \n")
    if blanks == 1:
        return [" ".join(answer.split("\n"))]
    for separator in _SEPARATORS:
        pieces = [piece.strip() for piece in re.split(separator, answer) if piece.strip()]
        if len(pieces) == blanks:
            return pieces
    return [piece.strip() for piece in re.split(r"[；;、\n]", answer) if piece.strip()]


def _all_forms(answer: str, blanks: int) -> list[str]:
    """Every accepted form of every blank."""
    return [form for piece in _pieces(answer, blanks) for form in _forms(piece).split("｜")]


def _forms(piece: str) -> str:
    """Accepted forms of one blank, divided by ｜."""
    forms = re.split(
        r"\s*[|｜]\s*|\s+[/／]\s+|(?<=[^\d\s])[/／](?=[^\d\s])|\s*或者?\s*(?=\S)", piece
    )
    return "｜".join(form.strip(" 。") for form in forms if form.strip(" 。"))
