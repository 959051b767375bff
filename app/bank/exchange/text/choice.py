"""Choice and 判断: the key out of the stem, the answer, the list of keys or what stood out."""

from __future__ import annotations

import re

from app.bank.domain.normalise import normalise
from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Choice, ProblemKind
from app.bank.exchange.text.draft import Draft
from app.bank.exchange.text.joining import join_lines
from app.bank.exchange.text.lines import STRONG_CLOSE
from app.bank.exchange.text.values import (
    letters_only,
    plain,
    read_letters,
    read_truth,
    says_nothing,
    ticked_text,
    without_tick,
)

_LETTERS_INSIDE = re.compile(
    r"[（(]\s*([A-Ha-h](?:[\s,，、;；]*[A-Ha-h]){0,7})\s*[)）]|_{1,}\s*([A-H]{1,8})\s*_{1,}"
)
# 客户细分变量有ABCD: only behind a word that leads to the options.
_LETTERS_BEHIND = re.compile(r"(?<=[是有为括：:])\s*([A-H](?:[\s,，、]*[A-H]){0,7})\s*[。.]?$")
_SIGN = "√|×|✓|✗|✔|✘|✕"
_SAID = f"{_SIGN}|对|错|正确|错误|T|F"
# In brackets, or bare at the end behind a full stop or a space.
TRUTH_INSIDE = re.compile(
    rf"[（(]\s*({_SAID}|X|x|V|Y|N)\s*[)）]|^\s*[【\[]\s*({_SAID}|X|x|V|Y|N)\s*[】\]]"
    rf"|(?:(?<=[。.！!])\s*|\s+)({_SAID}|Y|N)$"
)
_EMPTY = re.compile(r"[（(][\s\u3000]*[)）]")
_UNDERSCORES = re.compile(r"_{2,}")
_REPEATED_GAP = re.compile(r"（　）(?:\s*（　）)+")
GAP = "（　）"
# In front of such a stem the gap is only the place for the key.
_LEADS = re.compile(r"(?:[：:？?是有为指]|应当?|包括|称为|叫做?|属于|代表)\s*$")
_OPENS = re.compile(r"\s*(?:下列|以下|下面|关于|根据|按照|对于|某|当)")


def read_choice(
    draft: Draft, type_: ItemType
) -> tuple[str, tuple[Choice, ...], tuple[str, ...] | None]:
    """Stem, options and right labels of a choice; what is odd is noted."""
    options = _each_letter_once(draft)
    ticked = [label for label, text in options if ticked_text(plain(text))]
    texts = _without_dividers([without_tick(plain(text)).strip() for _label, text in options])
    choices = tuple(Choice(label, text) for (label, _raw), text in zip(options, texts, strict=True))
    stem = join_lines(draft.parts["stem"])
    given, rest = _given(draft, choices)
    stem, inside = _open_key(_bracket_key(plain(stem), choices), given)
    if inside and given and inside != given:
        draft.note(ProblemKind.KEYS_DIFFER, "answer", f"{''.join(inside)}\n{''.join(given)}")
    correct = given or inside
    if not correct and ticked and (len(ticked) < len(options) or _all_may(type_)):
        correct = tuple(ticked)
    if not correct and (hinted := _stands_out(options)):
        correct = hinted
        draft.note(ProblemKind.GUESSED_KEY, "options", "".join(hinted))
    if rest:
        draft.parts["explanation"].insert(0, rest)
    _look_over(draft, type_, choices, correct)
    return stem, choices, correct or None


def _all_may(type_: ItemType) -> bool:
    """Whether every option may be right."""
    return type_ is ItemType.MULTIPLE_RESPONSE


def _each_letter_once(draft: Draft) -> list[tuple[str, str]]:
    """The options; where a letter was typed twice (A B B D), each gets the letter of its place."""
    names = [label for label, _text in draft.options]
    if len(set(names)) == len(names):
        return list(draft.options)
    draft.note(ProblemKind.LETTER_TWICE, "options", "".join(names))
    return [(chr(ord("A") + n), text) for n, (_label, text) in enumerate(draft.options)]


def _without_dividers(texts: list[str]) -> list[str]:
    """A.甲；B.乙；C.丙。 without the semicolons, and without the full stop that ends such a row."""
    divided = [text.endswith((";", "；")) for text in texts[:-1]]
    last = ";；。" if divided and all(divided) else ";；"
    return [
        text.rstrip(last if n == len(divided) else ";；").rstrip() for n, text in enumerate(texts)
    ]


def _given(draft: Draft, choices: tuple[Choice, ...]) -> tuple[tuple[str, ...], str]:
    """The letters that an answer line or a list of keys gives, and what they are followed by."""
    answer = draft.text("answer")
    listed = letters_only(draft.listed_key)
    if not answer or says_nothing(answer):
        if draft.listed_key and not listed:
            draft.note(ProblemKind.ODD_KEY, detail=draft.listed_key[:40])
        return listed, ""
    letters, rest = read_letters(answer)
    if not letters_only(answer) and (named := _named(answer, choices)):
        return tuple(named), ""
    if not letters:
        draft.note(ProblemKind.ODD_KEY, "answer", answer[:40])
        return listed, ""
    if normalise(rest) in {normalise(one.text) for one in choices if one.label in letters}:
        rest = ""
    return letters, rest


def _named(answer: str, choices: tuple[Choice, ...]) -> list[str]:
    """The labels of the options that an answer repeats, and nothing else: 甲, 乙, 丙."""
    rest = normalise(answer)
    alone = [one.label for one in choices if normalise(one.text) == rest]
    if alone:
        return alone if len(alone) == 1 else []
    named: list[str] = []
    for one in sorted(choices, key=lambda one: -len(one.text)):
        text = normalise(one.text)
        if text and text in rest:
            rest = rest.replace(text, "", 1)
            named.append(one.label)
    return sorted(named) if not re.sub(r"[\s,，、;；.。和]", "", rest) else []


def _bracket_key(stem: str, choices: tuple[Choice, ...]) -> str:
    """The stem, with brackets around a key that stands bare at its end."""
    match = _LETTERS_BEHIND.search(stem)
    if match is None or _LETTERS_INSIDE.search(stem) or _EMPTY.search(stem):
        return stem
    if not set(letters_only(match[1])) <= {one.label for one in choices}:
        return stem
    return f"{stem[: match.start()]}（{match[1]}）"


def _open_key(stem: str, given: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The stem with a gap in place of the key that stood in it, and that key."""
    matches = list(_LETTERS_INSIDE.finditer(stem))
    inside: tuple[str, ...] = ()
    if matches:
        inside = letters_only(matches[-1][1] or matches[-1][2])
        told = {inside, given}
        stem = _LETTERS_INSIDE.sub(
            lambda found: GAP if letters_only(found[1] or found[2]) in told else found[0], stem
        )
    stem = _REPEATED_GAP.sub(GAP, _UNDERSCORES.sub(GAP, _EMPTY.sub(GAP, stem)))
    if stem.startswith(GAP) and (
        stem.count(GAP) > 1 or _LEADS.search(stem) or _OPENS.match(stem[len(GAP) :])
    ):
        stem = stem[len(GAP) :].lstrip()
    return stem.strip(), inside


def _stands_out(options: list[tuple[str, str]]) -> tuple[str, ...]:
    """The options that alone are bold, coloured or underlined."""
    for mark in STRONG_CLOSE:
        found = tuple(label for label, text in options if mark in text)
        if 0 < len(found) < len(options):
            return found
    return ()


def _look_over(
    draft: Draft, type_: ItemType, choices: tuple[Choice, ...], correct: tuple[str, ...]
) -> None:
    names = [one.label for one in choices]
    if not names:
        draft.note(ProblemKind.NO_OPTIONS)
    elif names != [chr(ord("A") + n) for n in range(len(names))] or len(names) == 1:
        draft.note(ProblemKind.SKIPPED_LETTER, "options", "".join(names))
    texts = [normalise(one.text) for one in choices if one.text]
    if len(set(texts)) < len(texts):
        draft.note(ProblemKind.SAME_OPTIONS, "options")
    if not correct:
        draft.note(ProblemKind.NO_KEY)
        return
    if names and (strangers := [name for name in correct if name not in names]):
        draft.note(ProblemKind.ODD_KEY, "answer", "".join(strangers))
    if type_ is ItemType.SINGLE_CHOICE and len(correct) > 1:
        draft.note(ProblemKind.ODD_KEY, "answer", "".join(correct))
    any_number = draft.heading is not None and draft.heading.any_number
    if type_ is ItemType.MULTIPLE_RESPONSE and len(correct) < 2 and not any_number:
        draft.note(ProblemKind.TOO_FEW_KEYS, "answer", "".join(correct))


def read_true_false(draft: Draft) -> tuple[str, bool | None]:
    """Stem and answer of a 判断; options that say 正确 and 错误 give the letters their meaning."""
    stem = plain(join_lines(draft.parts["stem"]))
    said = [(label, without_tick(plain(text)).strip(" 。.")) for label, text in draft.options]
    meaning = {label: read_truth(text)[0] for label, text in said if text}
    meaning = meaning or {"A": True, "B": False}
    stem, inside = _truth_inside(stem, meaning)
    given, rest = _truth_given(draft, meaning)
    if inside is not None and given is not None and inside != given:
        draft.note(ProblemKind.KEYS_DIFFER, "answer", f"{_word(inside)}\n{_word(given)}")
    if rest:
        draft.parts["explanation"].insert(0, rest)
    truth = given if given is not None else inside
    if truth is None:
        ticked = [label for label, text in draft.options if ticked_text(plain(text))]
        truth = meaning[ticked[0]] if len(ticked) == 1 else None
    if truth is None:
        hinted = _stands_out(draft.options)
        if len(hinted) == 1 and meaning[hinted[0]] is not None:
            truth = meaning[hinted[0]]
            draft.note(ProblemKind.GUESSED_KEY, "options", "".join(hinted))
    if truth is None:
        draft.note(ProblemKind.NO_KEY)
    return stem, truth


def _truth_inside(stem: str, meaning: dict[str, bool | None]) -> tuple[str, bool | None]:
    matches = list(TRUTH_INSIDE.finditer(stem))
    truth: bool | None = None
    if matches:
        match = matches[-1]
        truth = read_truth(match[1] or match[2] or match[3])[0]
        stem = stem[: match.start()] + stem[match.end() :]
    else:
        letters = [m for m in _LETTERS_INSIDE.finditer(stem) if len(letters_only(m[0])) == 1]
        if letters and (label := letters_only(letters[-1][0])[0]) in meaning:
            truth = meaning[label]
            stem = stem[: letters[-1].start()] + stem[letters[-1].end() :]
    return _EMPTY.sub("", stem).strip(), truth


def _truth_given(draft: Draft, meaning: dict[str, bool | None]) -> tuple[bool | None, str]:
    answer = draft.text("answer") or draft.listed_key
    if not answer or says_nothing(answer):
        return None, ""
    truth, rest = read_truth(answer)
    if truth is None and (letters := letters_only(answer.split("\n")[0])):
        truth, rest = meaning.get(letters[0]), answer.partition("\n")[2]
    if truth is None:
        draft.note(ProblemKind.ODD_KEY, "answer", answer[:40])
        return None, ""
    return truth, rest


def _word(truth: bool) -> str:
    return "对" if truth else "错"
