"""Words for classes, in the reader's language."""

from __future__ import annotations

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l

from app.authz.permissions import Role
from app.courses.domain.roster import Doubt, Problem
from app.courses.roster_files import FileProblem
from app.courses.roster_import import Choice, State

ROLE_LABELS: dict[Role, LazyString] = {
    Role.STUDENT: lazy_pgettext("role", "学生"),
    Role.ASSISTANT: _l("助教"),
    Role.INSTRUCTOR: _l("教师"),
}
STAFF_CHOICES = [
    (Role.INSTRUCTOR.value, _l("教师：和你一样管理这个班")),
    (Role.ASSISTANT.value, _l("助教：看学生、批改、看考场和成绩，不能改设置")),
]
# The names are those of the bank's rules; a test holds the two together.
RULE_CHOICES = [
    (
        "half",
        _l("半对给半分：全对得满分；选对但没选全得一半；有一个选错就不得分。国内考试多用这条。"),
    ),
    ("exact", _l("全对才给分：和答案一模一样得满分，其余不得分。")),
    ("proportional", _l("按比例：选对几个得几份，四个对三个得四分之三；有一个选错就不得分。")),
    ("signed", _l("选错倒扣：选对加分，选错按错项总数折算扣分，最低零分。")),
    ("canvas", _l("一对一错相抵：选对一个加一份，选错一个减一份，最低零分。")),
    ("coverage", _l("看准也看全：选对的比例乘以所选中对的比例，全选占不到便宜。")),
]

STATE_LABELS: dict[State, LazyString] = {
    State.NEW: _l("新建账号"),
    State.JOINS: _l("已有账号，加入本班"),
    State.RETURNS: _l("以前移出过，回到本班"),
    State.HERE: _l("已在班里，不变"),
    State.STAFF: _l("在本班任教，不变"),
    State.WAS_STAFF: _l("以前在本班任教，不变；要请回请在班级设置里加为教师或助教"),
    State.PROBLEM: _l("要改正"),
    State.OTHER_NAME: _l("学号对上了，姓名不同"),
    State.IS_USERNAME: _l("有人拿这个学号当用户名"),
    State.SAME_NAME: _l("班里有一位同名、没登记学号的同学"),
    State.SKIPPED: _l("不导入"),
}
CHOICE_LABELS: dict[Choice, LazyString] = {
    Choice.TAKE: _l("导入"),
    Choice.SAME: _l("是同一个人"),
    Choice.NEW: _l("是另一个人，新建账号"),
    Choice.SKIP: _l("不导入这一行"),
}
PROBLEM_LABELS: dict[Problem, LazyString] = {
    Problem.NO_NUMBER: _l("没有学号。"),
    Problem.BAD_NUMBER: _l("学号只能用 2 到 32 个数字、字母或短横。"),
    Problem.SCIENTIFIC_NUMBER: _l(
        "学号被 Excel 写成了科学计数，后几位已经丢了。请照原名单改回来。"
    ),
    Problem.NO_NAME: _l("没有姓名。"),
    Problem.LONG_NAME: _l("姓名太长，最多 80 个字。"),
    Problem.REPEATED: _l("和第 %(line)s 行是同一个学号或同一个人。"),
}
DOUBT_LABELS: dict[Doubt, LazyString] = {
    Doubt.SHORT_NUMBER: _l("比别人的学号短，可能丢了前面的 0。"),
    Doubt.ROUNDED_NUMBER: _l("学号很长又以 0 结尾，Excel 可能改了后几位，请核对。"),
}
FILE_LABELS: dict[FileProblem, LazyString] = {
    FileProblem.EMPTY: _l("这个文件里没有名单。请选一个有学号和姓名的文件。"),
    FileProblem.TOO_BIG: _l(
        "这个文件太大。请把学号和姓名两列复制到一个新表格，存好再传，或者直接粘贴。"
    ),
    FileProblem.OLD_EXCEL: _l(
        "这是旧的 .xls 文件，或者加了密码。请用 Excel 或 WPS 打开，另存为不加密码的 .xlsx 再传。"
    ),
    FileProblem.WEB_PAGE: _l(
        "这其实是一个网页，不是表格。请用 Excel 或 WPS 打开，另存为 .xlsx 再传。"
    ),
    FileProblem.NOT_A_TABLE: _l("这个文件不是表格。可以用 .xlsx、.csv 和 .txt。"),
    FileProblem.BROKEN: _l("这个文件打不开，可能已经损坏。请重新导出一份，或者直接粘贴名单。"),
}
