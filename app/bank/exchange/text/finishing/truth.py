"""判断: the key out of the stem, the answer, the list of keys or what stood out."""

from __future__ import annotations

import re

from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text.cleaning.joining import join_lines
from app.bank.exchange.text.finishing.choice import LETTERS_INSIDE, stands_out
from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words.values import (
    letters_only,
    plain,
    read_truth,
    says_nothing,
    ticked_text,
    without_tick,
)

_SIGN = "√|×|✓|✗|✔|✘|✕"
_SAID = f"{_SIGN}|对|错|正确|错误|T|F"
# In brackets, or bare at the end behind a full stop or a space.
TRUTH_INSIDE = re.compile(
    rf"[（(]\s*({_SAID}|X|x|V|Y|N)\s*[)）]|^\s*[【\[]\s*({_SAID}|X|x|V|Y|N)\s*[】\]]"
    rf"|(?:(?<=[。.！!])\s*|\s+)({_SAID}|Y|N)$"
)
# （对/错）, printed for whoever answers.
_BOTH = re.compile(r"\s*[（(]\s*(?:对|正确|√|T|是)\s*[/／、|]?\s*(?:错误?|×|F|否)\s*[)）]\s*$")
# 3. ×客户都是上帝。
_SIGN_FIRST = re.compile(r"([√×✓✗✔✘✕])\s*(?=[^\s√×])")
_EMPTY = re.compile(r"[（(][\s\u3000]*[)）]")


def read_true_false(draft: Draft) -> tuple[str, bool | None]:
    """Stem and answer of a 判断; options that say 正确 and 错误 give the letters their meaning."""
    stem = plain(join_lines(draft.parts["stem"]))
    said = [(label, without_tick(plain(text)).strip(" 。.")) for label, text in draft.options]
    meaning = {label: read_truth(text)[0] for label, text in said if text}
    meaning = meaning or {"A": True, "B": False}
    stem, inside = _truth_inside(stem, meaning)
    if inside is None and (first := _SIGN_FIRST.match(stem)):
        inside, stem = first[1] in "√✓✔", stem[first.end() :]
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
        hinted = stands_out(draft.options)
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
        letters = [m for m in LETTERS_INSIDE.finditer(stem) if len(letters_only(m[0])) == 1]
        if letters and (label := letters_only(letters[-1][0])[0]) in meaning:
            truth = meaning[label]
            stem = stem[: letters[-1].start()] + stem[letters[-1].end() :]
    return _EMPTY.sub("", _BOTH.sub("", stem)).strip(), truth


def _truth_given(draft: Draft, meaning: dict[str, bool | None]) -> tuple[bool | None, str]:
    answer = draft.text("answer") or draft.listed_key
    if not answer or says_nothing(answer):
        return None, ""
    truth, rest = read_truth(answer)
    if truth is None and (letters := letters_only(answer.split("\n")[0])):
        truth, rest = meaning.get(letters[0]), answer.partition("\n")[2]
    if truth is None:
        draft.note(ProblemKind.ODD_KEY, "answer", answer[:40])
        return None, answer
    return truth, rest


def _word(truth: bool) -> str:
    return "对" if truth else "错"
