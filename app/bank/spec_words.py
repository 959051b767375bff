"""What the item specs find wrong, in the reader's language.

The rules stand once, in `app.bank.specs`, and speak Chinese, the language of the content's authors.
Here each sentence they can say is known as a pattern, so that it can be said in other languages. A
sentence that no pattern knows is shown as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic_core import ErrorDetails

from app.content.problems import message_of

_SENTENCES: tuple[LazyString, ...] = (
    _l("应为数字"),
    _l("应为整数"),
    _l("应不小于 %(n)s"),
    _l("应不大于 %(n)s"),
    _l("应大于 %(n)s"),
    _l("最多 %(n)s 个字"),
    _l("最多 %(n)s 项"),
    _l("至少要有 %(n)s 项"),
    _l("分值应大于 0，不超过 %(n)s"),
    _l("分值最多两位小数"),
    _l("知识点重复"),
    _l("正确选项没有误解可写，请写在干扰项上"),
    _l("单选题要有且只有一个正确选项，现有 %(n)s 个"),
    _l("多选题至少要有两个正确选项，现有 %(n)s 个"),
    _l("与选项 %(id)s 相同"),
    _l("每个空写作四个下划线 ____"),
    _l("题干里有 %(found)s 个空，这里却给了 %(given)s 个空的答案"),
    _l("答案不能只有标点或空格"),
    _l("答案是百分数时，误差按小数写：1% 写作 0.01"),
    _l("没有一个答案是数字，误差用不上"),
    _l("采分点的分值合计 %(total)s，与本题的 %(points)s 分不符"),
    _l("任答 %(n)s 点共 %(total)s 分，与本题的 %(points)s 分不符"),
    _l("任答的点数要少于采分点的个数（%(n)s 个）"),
    _l("任答时各采分点的分值要相同"),
    _l("与第 %(n)s 个采分点相同"),
    _l("用到了 %(names)s，却没有定义 variables"),
    _l("%(name)s 是函数名，请换一个名字"),
    _l("与 variables 里的名字相同"),
    _l("定义了却没有用到"),
    _l("取值太多，最多 %(n)s 个"),
    _l("数字重复"),
    _l("应大于 min"),
    _l("占位符 %(text)s 里的 %(name)s 没有定义"),
)
_AFTER_FILLING = "（代入一组数字之后）"
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def say(detail: ErrorDetails) -> str:
    """One finding of a spec in the reader's language, as a sentence for the field it concerns."""
    kind = detail["type"]
    if kind == "missing" or (kind == "string_too_short" and not detail["input"]):
        return _("请填写这一项。")
    if detail["input"] == "" and message_of(detail).startswith("只能是"):
        return _("请选一项。")
    message = message_of(detail)
    if message.endswith(_AFTER_FILLING):
        return _sentence(message.removesuffix(_AFTER_FILLING)) + _("（代入一组数字之后）") + _("。")
    return _sentence(message) + _("。")


def knows(message: str) -> bool:
    """Whether a pattern knows this sentence of the specs."""
    return any(pattern.fullmatch(message) for pattern, _sentence_ in _patterns())


def _sentence(message: str) -> str:
    for pattern, msgid in _patterns():
        if match := pattern.fullmatch(message):
            return _(msgid, **match.groupdict())
    return message


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """(what the specs say, the msgid) per sentence."""
    found = []
    for lazy in _SENTENCES:
        msgid = lazy._args[0]
        pieces = _PLACEHOLDER.split(msgid)
        regex = "".join(
            f"(?P<{piece}>.+?)" if index % 2 else re.escape(piece)
            for index, piece in enumerate(pieces)
        )
        found.append((re.compile(regex), msgid))
    return found
