"""What an export says to people: formats, and what they cannot carry."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.bank.taking_out import LossLine

EXPORT_WORDS: dict[str, tuple[LazyString, LazyString]] = {
    "xlsx": (_l("Excel（.xlsx）"), _l("一行一题，改完可以再导入。")),
    "docx": (_l("Word，带答案"), _l("给人看，也能再导入。")),
    "docx-paper": (_l("Word，不带答案"), _l("发给学生的卷子。")),
    "docx-sheet": (_l("Word，答题卡"), _l("只有题号和作答的地方。")),
    "docx-scheme": (_l("Word，评分标准"), _l("答案、采分点和分值。")),
    "gift": (_l("GIFT"), _l("Moodle 等平台读的纯文本。")),
    "moodle": (_l("Moodle XML"), _l("导入 Moodle，带图片和反馈。")),
    "aiken": (_l("Aiken"), _l("只装得下选择题。")),
    "qti2": (_l("QTI 2.1"), _l("多数平台读得了的交换包。")),
    "qti3": (_l("QTI 3.0"), _l("新平台的交换包。")),
    "csv": (_l("CSV"), _l("纯文本的表格。")),
    "jsonl": (_l("JSON Lines"), _l("一点不丢的存档格式。")),
    "yaml": (_l("YAML"), _l("课程内容文件的写法。")),
}
LOSS_WORDS: dict[str, LazyString] = {
    "whole": _l("整道题写不进去"),
    "characters": _l("有些特殊字符"),
    "lines": _l("分行"),
    "letters": _l("选项原来的字母"),
    "number": _l("题号"),
    "section": _l("所在的大题"),
    "shuffle": _l("是否打乱选项"),
    "feedback": _l("选项的反馈"),
    "misconception": _l("误解"),
    "key": _l("答案"),
    "reference": _l("参考答案"),
    "key_points": _l("采分点"),
    "explanation": _l("解析"),
    "points": _l("分值"),
    "material": _l("材料"),
    "drawn_numbers": _l("每人不同的数字"),
    "labels": _l("知识点、难度等标签"),
    "pictures": _l("图片"),
    "tolerance": _l("允许误差"),
    "order": _l("各空的次序"),
    "type": _l("题型"),
    "stem": _l("题干的一部分"),
    "options": _l("选项"),
    "title": _l("材料的标题"),
    "variants": _l("采分点的其他说法"),
    "terms": _l("采分点的额外要求"),
    "any_of": _l("任答几点"),
    "emphasis": _l("粗体和斜体"),
    "formulas": _l("公式的写法"),
}


def say_loss(line: LossLine) -> str:
    """One kind of loss: what, how often, in which questions."""
    words = str(LOSS_WORDS.get(line.field, line.field))
    numbers = _("、").join(map(str, line.numbers))
    if line.count > len(line.numbers):
        return _(
            "%(what)s：%(count)s 处，如第 %(numbers)s 题",
            what=words,
            count=line.count,
            numbers=numbers,
        )
    return _("%(what)s：第 %(numbers)s 题", what=words, numbers=numbers)
