"""Choice: the key out of the stem, the answer, the list of keys or what stood out."""

from __future__ import annotations

import re

from app.bank.domain.normalise import normalise
from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Choice, ProblemKind
from app.bank.exchange.text.cleaning.joining import join_lines
from app.bank.exchange.text.cleaning.lines import STRONG_CLOSE, UNDER_CLOSE, UNDER_OPEN
from app.bank.exchange.text.finishing.bare_options import bare_options
from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words.values import (
    letters_only,
    plain,
    read_letters,
    says_nothing,
    ticked_text,
    without_tick,
)

LETTERS_INSIDE = re.compile(
    r"[（(]\s*([A-Ha-h](?:[\s,，、;；]*[A-Ha-h]){0,7})\s*[)）]|_{1,}\s*([A-H]{1,8})\s*_{1,}"
)
# 客户细分变量有ABCD: only behind a word that leads to the options, or set apart at the end of the line.
_LETTERS_BEHIND = re.compile(
    r"(?:(?<=[是有为括：:])\s*|\t\s*|(?<=\S)[ \u3000]{3,})([A-H](?:[\s,，、]*[A-H]){0,7})\s*[。.]?$"
)
_EMPTY = re.compile(r"[（(][\s\u3000]*[)）]")
_UNDERLINED = re.compile(
    rf"{UNDER_OPEN}\s*([A-H](?:[\s,，、]*[A-H]){{0,7}})\s*{UNDER_CLOSE}(?![\u4e00-\u9fff])"
)
_UNDERSCORES = re.compile(r"_{2,}")
_REPEATED_GAP = re.compile(r"（　）(?:\s*（　）)+")
GAP = "（　）"
_SPELLED = re.compile(
    r"(?:^|(?<=[;；,，、\s]))([A-H])\s*[:：.．、]?\s*(?=[^\s;；,，、A-H]|[A-H](?![\s;；:：.．、]))"
)
# 【甲; 乙】 around the whole answer.
_ENCLOSED = re.compile(r"[【\[]\s*([^【】\[\]]+?)\s*[】\]]\s*[。.]?")
_CIRCLES = re.compile(r"[①-⑧](?:[\s、,，]*[①-⑧]){0,7}")
_DIVIDERS = " ;；,，、。\t\n"
# In front of such a stem the gap is only the place for the key.
_LEADS = re.compile(r"(?:[：:？?是有为指]|应当?|包括|称为|叫做?|属于|代表)\s*$")
_OPENS = re.compile(r"\s*(?:下列|以下|下面|关于|根据|按照|对于|某|当)")


def read_choice(
    draft: Draft, type_: ItemType
) -> tuple[str, tuple[Choice, ...], tuple[str, ...] | None]:
    """Stem, options and right labels of a choice; what is odd is noted."""
    draft.options = draft.options or bare_options(draft)
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
    if not correct and (hinted := stands_out(options, whole=draft.hints_tell and _all_may(type_))):
        correct = hinted
        draft.note(ProblemKind.GUESSED_KEY, "options", "".join(hinted))
    if rest:
        draft.parts["explanation"].insert(0, rest)
    _look_over(draft, type_, choices, correct)
    return stem, choices, correct or None


def bracket_underlined(draft: Draft) -> None:
    """Put brackets around the letters that were underlined in the place of a gap."""
    stem = join_lines(draft.parts["stem"])
    found = _UNDERLINED.findall(stem)
    if len(found) != 1 or draft.has_answer or _EMPTY.search(stem) or LETTERS_INSIDE.search(stem):
        return
    if set(letters_only(found[0])) <= {label for label, _text in draft.options}:
        draft.parts["stem"] = [_UNDERLINED.sub(r"（\1）", line) for line in draft.parts["stem"]]


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
    """A.甲；B.乙；C.丙。 or A.甲 / B.乙 without the semicolons, and without the full stop that ends such a row."""
    for bars in (("/", "／"), ("|", "｜"), ("，", ",")):
        if len(texts) > 1 and all(text.endswith(bars) for text in texts[:-1]):
            texts = [text.rstrip("".join(bars)).rstrip() for text in texts]
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
    if spelled := _spelled(answer, choices):
        return spelled, ""
    if draft.circled and (places := _CIRCLES.fullmatch(answer.strip(" 。.（()）"))):
        return tuple(
            sorted(
                {chr(ord("A") + "①②③④⑤⑥⑦⑧".index(one)) for one in re.findall("[①-⑧]", places[0])}
            )
        ), ""
    if enclosed := _ENCLOSED.fullmatch(answer.strip()):
        answer = " ".join(enclosed[1].split("\n"))
    letters, rest = read_letters(answer)
    if not letters_only(answer) and (named := _named(answer, choices)):
        return tuple(named), ""
    if not letters:
        draft.note(ProblemKind.ODD_KEY, "answer", answer[:40])
        return listed, answer
    told = [normalise(one.text) for one in choices if one.label in letters]
    if normalise(rest) in told or _parted(normalise(rest)) == _parted("".join(told)):
        rest = ""
    return letters, rest


def _parted(text: str) -> str:
    """甲;乙;丙 and 甲、乙、丙 without what divides them."""
    return re.sub(r"[\s;；,，、。]", "", text)


def _spelled(answer: str, choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """A:甲;C:丙;D:丁; as A, C and D: letters with the texts of their options, or divided by semicolons."""
    marks = list(_SPELLED.finditer(answer))
    if len(marks) < 2 or marks[0].start():
        return ()
    labels = tuple(mark[1] for mark in marks)
    if list(labels) != sorted(set(labels)):
        return ()
    ends = [*(mark.start() for mark in marks[1:]), len(answer)]
    texts = [answer[m.end() : end].strip(_DIVIDERS) for m, end in zip(marks, ends, strict=True)]
    known = {one.label: normalise(one.text) for one in choices}
    same = [known.get(label) == normalise(text) for label, text in zip(labels, texts, strict=True)]
    divided = all(answer[: mark.start()].rstrip()[-1:] in (";", "；") for mark in marks[1:])
    return labels if all(same) or (divided and set(labels) <= set(known)) else ()


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
    return sorted(named) if not re.sub(r"[\s,，、;；.。和#/|｜&]", "", rest) else []


def _bracket_key(stem: str, choices: tuple[Choice, ...]) -> str:
    """The stem, with brackets around a key that stands bare at its end."""
    match = _LETTERS_BEHIND.search(stem)
    if match is None or LETTERS_INSIDE.search(stem) or _EMPTY.search(stem):
        return stem
    if choices and not set(letters_only(match[1])) <= {one.label for one in choices}:
        return stem
    return f"{stem[: match.start()]}（{match[1]}）"


def _open_key(stem: str, given: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The stem with a gap in place of the key that stood in it, and that key."""
    matches = list(LETTERS_INSIDE.finditer(stem))
    inside: tuple[str, ...] = ()
    if matches:
        inside = letters_only(matches[-1][1] or matches[-1][2])
        told = {inside, given}
        stem = LETTERS_INSIDE.sub(
            lambda found: GAP if letters_only(found[1] or found[2]) in told else found[0], stem
        )
    stem = _REPEATED_GAP.sub(GAP, _UNDERSCORES.sub(GAP, _EMPTY.sub(GAP, stem)))
    if stem.startswith(GAP) and (
        stem.count(GAP) > 1 or _LEADS.search(stem) or _OPENS.match(stem[len(GAP) :])
    ):
        stem = stem[len(GAP) :].lstrip()
    return stem.strip(), inside


def stands_out(options: list[tuple[str, str]], *, whole: bool = False) -> tuple[str, ...]:
    """The options that alone are bold, coloured or underlined; or all of them where `whole`."""
    for mark in STRONG_CLOSE:
        found = tuple(label for label, text in options if mark in text)
        if found and (len(found) < len(options) or whole):
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
