"""The remarks beside the editor in words: what was seen, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.bank.domain.items import LETTERS
from app.bank.domain.lint import Remark, Sign

# (what was seen, what to do); the placeholders are the facts of the remark.
WORDS: Mapping[Sign, tuple[LazyString, LazyString]] = {
    Sign.LONG_STEM: (
        _l("题干 %(n)s 字、%(sentences)s 句，读起来要费时间。"),
        _l("去掉与作答无关的话，或把情境移到材料里。"),
    ),
    Sign.ALL_RIGHT: (
        _l("各项都对：全选就得满分，不会的人也一样。"),
        _l("加一个不正确的选项，或者改作简答题。"),
    ),
    Sign.SILENT_PICTURE: (
        _l("有一张图没有写出图里是什么，看不见图的学生做不了这道题。"),
        _l("在 ![ ] 的方括号里写一句，不要写出答案。"),
    ),
    Sign.BAD_FORMULA: (
        _l("公式 %(formula)s 显示不出来，学生看到的是这些符号。"),
        _l("看看花括号和 $ 是不是成对，命令有没有写错。"),
    ),
    Sign.NO_PICTURE: (
        _l("这里写到的图片不在题库里，学生看到的是空框。"),
        _l("用“插入图片”重新放一次，或者删去那一行。"),
    ),
    Sign.LONG_SENTENCE: (
        _l("有一句长 %(n)s 字。"),
        _l("断成两三句。"),
    ),
    Sign.NEGATIVE: (
        _l("题目问的是“不……的”，否定的词没有标出来。"),
        _l("给否定的词加上 ** **，或改成正着问。"),
    ),
    Sign.TWO_NEGATIVES: (
        _l("一句里有两个否定，考的成了绕口令。"),
        _l("改成只有一个否定，或正着说。"),
    ),
    Sign.ARTICLE: (
        _l("空前的 %(word)s 只与答案相配。"),
        _l("写作 a/an，或把冠词放进各个选项。"),
    ),
    Sign.BLANK_FIRST: (
        _l("一开头就是空，读完才知道填什么。"),
        _l("把空移到句中或句末。"),
    ),
    Sign.MANY_BLANKS: (
        _l("一题有 %(n)s 个空，句子读不成句。"),
        _l("只留最要紧的一两个空。"),
    ),
    Sign.ABSOLUTE_FALSE: (
        _l("错的说法里有“%(word)s”，老练的人看到它就判错。"),
        _l("换一个不靠绝对的词也错的说法。"),
    ),
    Sign.LONGER_KEY: (
        _l("答案 %(key)s 个字，干扰项平均 %(mean)s 个字，一看长短就选得出。"),
        _l("缩短答案，或把干扰项写得一样具体。"),
    ),
    Sign.ABSOLUTE_DISTRACTORS: (
        _l("干扰项都用了“只、一律、必然”一类的话，答案没有。"),
        _l("去掉这些词，或让答案也用上。"),
    ),
    Sign.CATCH_ALL: (
        _l("“%(text)s”让只认得两项的人也选得对。"),
        _l("换成一个真的干扰项，或改作多选。"),
    ),
    Sign.CATCH_ALL_OF_MANY: (
        _l("“%(text)s”把别的选项又说了一遍，学生不知道该怎样选。"),
        _l("去掉这一项，把对的各项都选作正确项。"),
    ),
    Sign.MIXED_FORMS: (
        _l("选项有的是数，有的是句子。"),
        _l("改成同一种形式。"),
    ),
    Sign.MIXED_ENDS: (
        _l("选项有的以句号结尾，有的没有。"),
        _l("统一句末的标点。"),
    ),
    Sign.CONTAINED: (
        _l("选项 %(inner)s 整个含在选项 %(outer)s 里。"),
        _l("两项要么都对，要么有一项说得不够，请改一项。"),
    ),
    Sign.ECHO: (
        _l("只有答案重复了题干里的“%(text)s”。"),
        _l("换一种说法，或让某个干扰项也用上。"),
    ),
    Sign.ODD_END: (
        _l("干扰项都以“%(text)s”结尾，只有答案不是。"),
        _l("让各项的形式一样。"),
    ),
    Sign.KEY_PLACE: (
        _l("本章次序固定的 %(total)s 道单选里，答案在 %(letter)s 的已有 %(n)s 道。"),
        _l("换一个位置，或让选项打乱次序。"),
    ),
    Sign.NO_FEEDBACK: (
        _l("干扰项 %(letters)s 没有反馈。"),
        _l("写一句选它的人该知道的话。"),
    ),
    Sign.NO_MISCONCEPTION: (
        _l("没有一个干扰项写明误解。"),
        _l("写明它引向哪种误解，分析时就看得出学生错在哪里。"),
    ),
    Sign.NO_VARIANTS: (
        _l("采分点都没有别的说法。"),
        _l("写上学生常用的说法，预批才认得。"),
    ),
    Sign.POINTS_DIFFER: (
        _l("各点合计 %(sum)s 分，写明的满分是 %(stated)s 分。"),
        _l("改一处，使两边相等；不一致存不下。"),
    ),
    Sign.ANY_UNSAID: (
        _l("采分点设了任答 %(n)s 点，题干没有说。"),
        _l("在题干里写明任答几点，学生才知道写多少。"),
    ),
    Sign.NO_EXPLANATION: (
        _l("还没有解析。"),
        _l("讲清为什么对，别的为什么诱人却不对。"),
    ),
    Sign.SHORT_EXPLANATION: (
        _l("解析只有 %(n)s 个字。"),
        _l("讲清为什么，而不是再说一遍答案。"),
    ),
    Sign.TWIN: (
        _l("与“%(title)s”有 %(share)s 相同。"),
        _l("看看是不是同一问；是的话改旧题，不必再写。"),
    ),
    Sign.MODEL_MISSED: (
        _l("系统在参考答案里认不出采分点 %(points)s，只给 %(score)s 分。"),
        _l("把参考答案里的说法写进这些采分点的另一种说法，或补写参考答案。"),
    ),
    Sign.COPY_EARNS: (
        _l("只抄题目，系统就给 %(score)s 分（采分点 %(points)s）。"),
        _l("在采分点里写出题目没有说的内容。"),
    ),
    Sign.DENIAL_EARNS: (
        _l("把采分点都否定了，系统仍给 %(score)s 分（采分点 %(points)s）。"),
        _l("把采分点写成一句完整的判断，不要只写名词。"),
    ),
    Sign.EXCHANGE_EARNS: (
        _l("名称互换以后，采分点 %(points)s 仍然得分。"),
        _l("在采分点和每种说法的开头写上各自的名称加冒号，如“分析型：……”。"),
    ),
    Sign.MISTAKE_EARNS: (
        _l("写采分点 %(points)s 的错误说法，仍然得分。"),
        _l("把错误说法写成一句完整的判断，用词与采分点分得开。"),
    ),
    Sign.TURNED_EARNS: (
        _l("把采分点 %(points)s 的次序倒过来写，仍然得分。"),
        _l("用顿号或箭头分开各部分，每一部分写题目没有的词。"),
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A remark as the page shows it; `anchor` is the id of the field it is about, `row` its letter."""

    place: str
    anchor: str
    row: str
    seen: str
    advice: str
    url: str = ""
    # Whether the item cannot be stored as it stands.
    blocks: bool = False


def say_remark(remark: Remark, anchor: str, url: str = "") -> Said:
    """The words of a remark in the reader's language."""
    seen, advice = WORDS[remark.sign]
    row = "" if remark.index is None else LETTERS[remark.index]
    facts = dict(remark.facts)
    if "letters" in facts:
        facts["letters"] = _("、").join(str(facts["letters"]))
    blocks = remark.sign is Sign.POINTS_DIFFER
    return Said(remark.place, anchor, row, str(seen) % facts, str(advice), url, blocks)
