"""What a question tells behind itself against its section: the letters of its key behind the last option, and the
words of its blanks in brackets where the section asks to choose."""

from __future__ import annotations

import re

from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text.questions.evidence import KEY_INSIDE
from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words.values import letters_only, plain

# D随意删改　（ABC）, D. 使用 【B】, D. 使用 [答：AC]
_KEY = re.compile(
    r"(?<=\S)\s*[（(【\[〔]\s*(?:答|选|key|Key)?\s*[:：]?\s*(?P<key>[A-H](?:[\s,，、]{0,3}[A-H]){0,7})\s*[)）】\]〕]\s*[。.]?$"
)
_GAP = re.compile(r"_{2,}|[（(][\s\u3000]*[)）]")
_TOLD = re.compile(r"[。.]?\s*[（(](?P<told>[^（()）]{1,80})[)）]\s*[。.]?$")
_REMARK = re.compile(r"\d\s*分|教材|课本|第.{1,3}[章页节]|[单多]选|[必选]做|^见|^略$")
_FEWEST = 2


def take_behind(draft: Draft) -> None:
    """Make such a key the answer of a question that has none."""
    if draft.has_answer or len(draft.options) < _FEWEST or KEY_INSIDE.search(draft.text("stem")):
        return
    label, text = draft.options[-1]
    match = _KEY.search(plain(text))
    letters = letters_only(match["key"]) if match else ()
    if match is None or not set(letters) <= {name for name, _text in draft.options}:
        return
    # 甲公司（A) may be the name of what is offered; several letters, or a space before them, are none.
    if len(letters) == 1 and not match[0][:1].isspace():
        return
    draft.options[-1] = (label, plain(text)[: match.start()].rstrip())
    draft.parts["answer"].append(match["key"])
    draft.part_lines.setdefault("answer", draft.part_lines.get("options", draft.first))


def fills_blanks(draft: Draft) -> bool:
    """Whether a question below 单选 has blanks and no options, and tells a word for each blank in brackets behind them."""
    if draft.options or draft.has_answer:
        return False
    stem = plain(draft.text("stem"))
    match = _TOLD.search(stem)
    gaps = len(_GAP.findall(stem[: match.start()])) if match else 0
    if match is None or letters_only(match["told"]) or _REMARK.search(match["told"]):
        return False
    if not gaps or (gaps == 1 and "__" not in stem):
        return False
    words = [word for word in re.split(r"[;；、,，|]|\s{2,}", match["told"]) if word.strip()]
    if len(words) != gaps:
        return False
    draft.note(ProblemKind.GUESSED_TYPE)
    return True
