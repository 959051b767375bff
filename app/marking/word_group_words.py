"""What is wrong with a group of a class's synonyms, in words that name the place."""

from __future__ import annotations

from flask_babel import gettext as _

from app.marking.domain.word_groups import LEAST, LONGEST, MOST, SHORTEST, Fault, Problem


def problem_words(problem: Problem) -> str:
    """One sentence about one problem."""
    what = _fault_words(problem)
    if not problem.line:
        return what
    return _("第 %(n)s 行“%(word)s”：%(what)s", n=problem.line, word=problem.word, what=what)


def _fault_words(problem: Problem) -> str:
    match problem.fault:
        case Fault.FEW:
            return _("一组至少要有 %(n)s 个说法，一行一个。", n=LEAST)
        case Fault.MANY:
            return _("一组最多 %(n)s 个说法，请分成几组，或只留常见的。", n=MOST)
        case Fault.SHORT:
            return _("太短，至少 %(n)s 个字。单个字在别的词里也会出现。", n=SHORTEST)
        case Fault.LONG:
            return _("太长，最多 %(n)s 个字。请只留说法本身。", n=LONGEST)
        case Fault.BROKEN:
            return _(
                "中间有标点，或有“但是”“因为”这样的词，读答案时会在那里断开。一行只写一个说法。"
            )
        case Fault.PARTICLE:
            return _("这是表示否定或连接的词，会改变整句的意思，不能算同义词。")
        case Fault.TWICE:
            return _("与“%(other)s”重复了，系统本来就把它们读成一样。", other=problem.other)
        case Fault.TAKEN:
            return _(
                "已经在“%(other)s”那一组里了。要合在一起，请先撤销那一组。", other=problem.other
            )
        case Fault.KNOWN:
            return _("课程词库里它们本来就算一个意思，不用再加。")
        case Fault.OPPOSED:
            return _(
                "课程词库里“%(word)s”和“%(other)s”意思相反，不能算一个意思。",
                word=problem.word,
                other=problem.other,
            )
