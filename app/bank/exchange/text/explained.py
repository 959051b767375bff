"""Keys that only an explanation tells: 答案解析：B。因为…"""

from __future__ import annotations

import re

from app.bank.exchange.text.draft import Draft
from app.bank.exchange.text.evidence import KEY_INSIDE
from app.bank.exchange.text.values import pieces, plain

_KEY = re.compile(
    r"(?:本题|此题)?(?:答案)?(?:应)?(?:选|为|是)?\s*[:：]?\s*(?P<key>[A-H](?:[、,，]?[A-H]){0,7}|√|×|正确|错误|对|错)(?=\s*(?:[。.；;，,：:\n]|$))[。.；;，,：:]?\s*(?P<rest>.*)",
    re.DOTALL,
)
# …，故选A。 at the end of it.
_KEY_LAST = re.compile(
    r"(?:故|因此|所以|综上)[^。；;]{0,8}?(?:应?选|答案[为是选]?)\s*[:：]?\s*(?P<key>[A-H](?:[、,，]?[A-H]){0,7})\s*项?\s*[。.]?$"
)
_BLANK = re.compile(r"_{2,}")
_LONGEST_FORM = 20


def take_key(draft: Draft) -> None:
    """Make the key at the beginning of an explanation the answer of a question that has none."""
    told = draft.parts["explanation"]
    if draft.has_answer or not told:
        return
    stem = plain(draft.text("stem"))
    if KEY_INSIDE.search(stem):
        return
    match = _KEY.fullmatch(told[0].strip())
    blanks = len(_BLANK.findall(stem))
    if match and not blanks and bool(draft.options) == (match["key"][0] in "ABCDEFGH"):
        draft.parts["answer"].append(match["key"])
        draft.parts["explanation"] = [match["rest"], *told[1:]] if match["rest"] else told[1:]
    elif draft.options and (last := _KEY_LAST.search(told[-1].strip())):
        draft.parts["answer"].append(last["key"])
    elif blanks and len(told) == 1 and not draft.options:
        forms = pieces(told[0].strip(), blanks)
        if len(forms) == blanks and all(0 < len(one) <= _LONGEST_FORM for one in forms):
            draft.parts["answer"], draft.parts["explanation"] = told, []
    if draft.parts["answer"]:
        draft.part_lines.setdefault("answer", draft.part_lines.get("explanation", draft.first))
