"""Keys that only an explanation tells: 答案解析：B。因为…"""

from __future__ import annotations

import re

from app.bank.exchange.text.questions.evidence import KEY_INSIDE
from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words.values import pieces, plain

_KEY = re.compile(
    r"(?:本题|此题)?(?:答案)?(?:应)?(?:选|为|是)?\s*[:：]?\s*(?P<key>[A-H](?:[、,，]?[A-H]){0,7}|√|×|正确|错误|对|错)(?=\s*(?:[。.；;，,：:\n]|$))[。.；;，,：:]?\s*(?P<rest>.*)",
    re.DOTALL,
)
# …，故选A。 or 本题考查…，应选A。 or 本题答案为A。 at the end of it.
_KEY_LAST = re.compile(
    r"(?:(?:故|因此|所以|综上|因而)[^。；;]{0,8}?(?:应?选择?|答案[为是选]?)|(?:^|[，,。；;])\s*(?:本题|此题)?\s*(?:的?正确)?(?:应该?选择?|答案应?[为是选]))\s*[:：]?\s*(?P<key>[A-H](?:[、,，]?[A-H]){0,7})\s*项?\s*[。.]?$"
)
# B项正确。 where nothing is said so of another option.
_ONE_RIGHT = re.compile(
    r"(?<![A-H、])(?P<key>[A-H])\s*(?:选?项)?\s*(?:是)?(?:正确|对)(?:的|选项)?(?=[。，,；;]|$)"
)
_NOT_RIGHT = re.compile(r"不|错误|除|非|有误")
_BLANK = re.compile(r"_{2,}")
_LONGEST_FORM = 20


def _only_right(draft: Draft, told: list[str]) -> str:
    """The one option of a single choice that an explanation calls right, where right ones are asked for."""
    named = draft.labels.get("type") or (draft.heading.title if draft.heading else "")
    if "多" in named or "不定" in named or _NOT_RIGHT.search(draft.text("stem")):
        return ""
    rights = _ONE_RIGHT.findall("\n".join(told))
    return rights[0] if len(rights) == 1 else ""


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
    elif draft.options and (right := _only_right(draft, told)):
        draft.parts["answer"].append(right)
    elif blanks and len(told) == 1 and not draft.options:
        forms = pieces(told[0].strip(), blanks)
        if len(forms) == blanks and all(0 < len(one) <= _LONGEST_FORM for one in forms):
            draft.parts["answer"], draft.parts["explanation"] = told, []
    if draft.parts["answer"]:
        draft.part_lines.setdefault("answer", draft.part_lines.get("explanation", draft.first))
