"""What an import says to people: problems of questions, faults of files, formats, uses, losses."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import is_zipfile

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.bank.exchange.questions import Problem, ProblemKind, Question, ReadError, ReadFault

PROBLEM_WORDS: dict[ProblemKind, LazyString] = {
    ProblemKind.GUESSED_TYPE: _l("题型是猜的（原文写“%(detail)s”），请核对。"),
    ProblemKind.UNKNOWN_TYPE: _l("认不出题型（原文写“%(detail)s”），请选一种。"),
    ProblemKind.NO_STEM: _l("没有题干。"),
    ProblemKind.NO_OPTIONS: _l("没有找到选项。"),
    ProblemKind.SKIPPED_LETTER: _l("选项字母不连续（%(detail)s），可能漏了一项。"),
    ProblemKind.SAME_OPTIONS: _l("有两个选项一样（%(detail)s）。"),
    ProblemKind.NO_KEY: _l("没有找到答案。"),
    ProblemKind.ODD_KEY: _l("答案“%(detail)s”与题型或选项对不上。"),
    ProblemKind.KEYS_DIFFER: _l("题里写着两个不同的答案（%(detail)s），请选定一个。"),
    ProblemKind.TOO_FEW_KEYS: _l("多选题只有一个答案，可能漏了，也可能是单选题。"),
    ProblemKind.NO_BLANK: _l("题干里没有空。请在该填的地方写四个下划线。"),
    ProblemKind.BLANK_COUNT: _l("空的个数与答案的个数不同（%(detail)s）。"),
    ProblemKind.WHOLE_AS_POINT: _l("答案没有分点，先当作一个采分点。"),
    ProblemKind.POINTS_DIFFER: _l("分值对不上（%(detail)s），请核对。"),
    ProblemKind.NUMBER_GAP: _l("题号不连续（%(detail)s），前面可能少了题。"),
    ProblemKind.NUMBER_TWICE: _l("题号重复（%(detail)s）。"),
    ProblemKind.CUT_OFF: _l("这道题像是没有写完。"),
    ProblemKind.GARBLED: _l("有乱码，请对照原文。"),
    ProblemKind.TURNED_SIMPLE: _l("原文是繁体，已转成简体。"),
    ProblemKind.LOST_PICTURE: _l("有一张图没有读进来（%(detail)s）。只收 PNG、JPEG 和 WebP。"),
    ProblemKind.LOST_FEATURE: _l("原文里有我们没有的东西（%(detail)s），这一部分没有带过来。"),
    ProblemKind.SAME_AS_EARLIER: _l("与前面的一题相同（%(detail)s）。"),
    ProblemKind.BAD_VALUE: _l("“%(detail)s”读不懂，没有采用。"),
    ProblemKind.GUESSED_KEY: _l("答案是从加粗、下划线或颜色猜的，请核对。"),
    ProblemKind.NO_EXPLANATION: _l("没有解析，先用答案代替。"),
    ProblemKind.ALL_RIGHT: _l("各项都对的多选题，全选就得满分。可以入库；最好加一个不正确的选项。"),
    ProblemKind.UNKNOWN_KNOWLEDGE: _l(
        "原文写的知识点“%(detail)s”这里没有，请另选，或者先在知识点里加上。"
    ),
    ProblemKind.UNKNOWN_LABEL: _l("原文的标签“%(detail)s”读不懂，没有采用，请核对。"),
    ProblemKind.LETTER_TWICE: _l(
        "有选项字母写了两次（%(detail)s），已按先后重新编号，请核对选项和答案。"
    ),
    ProblemKind.NO_LETTERS: _l("选项原来没有字母，已按先后编号，请核对。"),
    ProblemKind.LEARNED_HABIT: _l(
        "题号、选项或答案的写法是从这份文档自己的规律认出来的，请对照原文核对。"
    ),
    ProblemKind.SHARED_ANSWER: _l("原文的答案是给整个案例的，几道小题都先放了全文，请各留各的。"),
}
# What happened, what was kept, what to do.
FAULT_WORDS: dict[ReadFault, LazyString] = {
    ReadFault.OLD_WORD: _l(
        "这是旧格式的 .doc 文件，读不了。请用 Word 或 WPS 打开，“另存为”.docx，再上传一次。什么也没有存。"
    ),
    ReadFault.UNKNOWN_FORMAT: _l(
        "认不出这是什么格式，什么也没有存。请存成 .docx、.xlsx 或纯文本，或者在“格式”里选定一种。"
    ),
    ReadFault.WRONG_FORMAT: _l(
        "文件的内容与选定的格式不符，什么也没有存。请把“格式”改成自动识别，或者换一种。"
    ),
    ReadFault.BROKEN: _l(
        "文件坏了，读不完，什么也没有存。请用原来的软件打开、另存一份，再上传一次。"
    ),
    ReadFault.UNSAFE: _l(
        "文件里有不安全的内容，没有读，什么也没有存。请用原来的软件另存一份不带外部链接和宏的。"
    ),
    ReadFault.TOO_BIG: _l(
        "文件太大，或解开之后太大，什么也没有存。一次最多 20 MB，请分成几份上传。"
    ),
    ReadFault.TOO_MANY: _l("题目太多，一次装不下，什么也没有存。请分成几份上传。"),
    ReadFault.TOO_LONG: _l("读得太久，停下来了，什么也没有存。请分成几份上传。"),
    ReadFault.NO_COLUMNS: _l(
        "表里没有认出题干这一列，什么也没有存。请看第一行是不是标题，或者下载我们的模板来填。"
    ),
    ReadFault.NO_QUESTIONS: _l(
        "没有认出题目，什么也没有存。每道题要以题号开头，如“1. ”；你填的都还在。"
    ),
}
# The formats of the command line, and those that are told apart by themselves.
FORMAT_WORDS: dict[str, LazyString] = {
    "auto": _l("自动识别"),
    "text": _l("纯文本"),
    "docx": _l("Word（.docx）"),
    "xlsx": _l("Excel（.xlsx）"),
    "csv": _l("CSV"),
    "gift": _l("GIFT（Moodle 文本）"),
    "aiken": _l("Aiken"),
    "moodle": _l("Moodle XML"),
    "qti": _l("QTI（1.2、2.1、3.0）"),
    "canvas": _l("Canvas 测验包（.zip）"),
    "rexams": _l("R/exams（.Rmd、.Rnw）"),
    "jsonl": _l("JSON Lines（.jsonl）"),
    "yaml": _l("YAML（.yml）"),
}
USE_WORDS: dict[str, LazyString] = {
    "form_slot": _l("在试卷里"),
    "exam_draft_item": _l("在未发布的试卷里"),
    "answer_log": _l("有人练过"),
    "learner_item": _l("有人收藏或练过"),
    "practice_run": _l("在进行中的练习里"),
    "mark_event": _l("有评分记录"),
    "ruling": _l("有重新评分的记录"),
}
OUTSIDE = _l("别处在用")
EMPTY_FILE = _l("这个文件是空的，什么也没有存。请看是不是选错了文件，或者还没有存盘。")
BROKEN_ZIP = _l("打不开这个压缩包，什么也没有存。它可能没有传完或者坏了，请重新压缩一次再上传。")
WITH_PASSWORD = _l(
    "这个文件设了打开密码，读不了，什么也没有存。请在 Word、Excel 或 WPS 里打开，去掉密码另存一份，再上传一次。"
)
OLD_SHEET = _l(
    "这是旧格式的 .xls 表格，读不了。请用 Excel 或 WPS 打开，“另存为”.xlsx，再上传一次。什么也没有存。"
)
# What people bring that is no file of questions, by its first bytes.
STRANGERS: tuple[tuple[bytes, LazyString], ...] = (
    (
        b"%PDF",
        _l(
            "这是 PDF，题目读不准，所以没有读，什么也没有存。请上传原来的 Word 文件，或者把文字复制出来，粘贴在下面。"
        ),
    ),
    (
        b"{\\rtf",
        _l(
            "这是 RTF 文件，读不了，什么也没有存。请用 Word 或 WPS 打开，“另存为”.docx，再上传一次。"
        ),
    ),
    (b"Rar!", _l("这是压缩包，读不了，什么也没有存。请先解开，再上传里面的文件。")),
    (b"7z\xbc\xaf", _l("这是压缩包，读不了，什么也没有存。请先解开，再上传里面的文件。")),
    (
        b"\x89PNG",
        _l(
            "这是图片，里面的字读不出来，什么也没有存。请上传 Word、Excel 或文本文件，或者把文字粘贴在下面。"
        ),
    ),
    (
        b"\xff\xd8\xff",
        _l(
            "这是图片，里面的字读不出来，什么也没有存。请上传 Word、Excel 或文本文件，或者把文字粘贴在下面。"
        ),
    ),
)
_IN_BRACKETS = re.compile(r"\s*[（(][^（()）]*%\(detail\)s[^（()）]*[)）]")


def say_problem(problem: Problem) -> str:
    """What a problem says, in the reader's language."""
    words = str(PROBLEM_WORDS[problem.kind])
    detail = "；".join(part for part in problem.detail.split("\n") if part)
    if not detail:
        words = _IN_BRACKETS.sub("", words)
    return words.replace("%(detail)s", detail)


def say_fault(error: ReadError) -> str:
    """Why a file cannot be read, with its place where it has one."""
    words = str(FAULT_WORDS[error.fault])
    return _("第 %(n)s 行：%(words)s", n=error.place, words=words) if error.place else words


def say_file_fault(error: ReadError, name: str, data: bytes) -> str:
    """Why an uploaded file cannot be read: `say_fault`, clearer where the bytes tell more."""
    if name.lower().endswith(".zip") and not is_zipfile(BytesIO(data)):
        return str(BROKEN_ZIP)
    if error.fault is ReadFault.OLD_WORD:
        # Names of the streams in a compound file, which an encrypted .docx is as well.
        if "EncryptedPackage".encode("utf-16-le") in data:
            return str(WITH_PASSWORD)
        if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book\0")):
            return str(OLD_SHEET)
    if error.fault is ReadFault.UNKNOWN_FORMAT:
        for begins, words in STRANGERS:
            if data.startswith(begins):
                return str(words)
    return say_fault(error)


def say_confidence(question: Question) -> str:
    """How sure the reading is, in words."""
    if question.confidence >= 0.9:
        return _("识别很有把握")
    return _("识别比较有把握") if question.confidence >= 0.75 else _("识别没有把握")


def say_source(question: Question) -> str:
    """Where a question stands in its file."""
    source = question.source
    if source.path:
        return source.path
    if source.kind.value == "row":
        return _("第 %(n)s 行（表格）", n=source.first)
    if source.last > source.first:
        return _("原文第 %(first)s–%(last)s 行", first=source.first, last=source.last)
    return _("原文第 %(n)s 行", n=source.first) if source.first else ""


def say_uses(kinds: set[str]) -> str:
    """Who uses an item, in words."""
    return _("、").join(sorted({str(USE_WORDS.get(kind, OUTSIDE)) for kind in kinds}))
