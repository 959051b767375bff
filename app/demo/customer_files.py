"""The demo class's customer files: some handed in, some under way, most not begun."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from app.accounts.models import User
from app.courses.models import CourseClass
from app.database import writing
from app.demo.people import Student
from app.workshop.customer_file.domain.cases import (
    Rules,
    expected_abc,
    expected_clv,
    expected_rfm,
    lifetime_task,
)
from app.workshop.customer_file.domain.clv import Convention
from app.workshop.customer_file.domain.defects import Kind
from app.workshop.customer_file.domain.marks import shown
from app.workshop.customer_file.domain.mending import mend
from app.workshop.customer_file.domain.state import Op, perform
from app.workshop.customer_file.loading import Loaded, load
from app.workshop.customer_file.models import CustomerFile, FileProject
from app.workshop.customer_file.saving import save
from app.workshop.customer_file.service import begin, default_category, hand_in, make_project

HANDED, BEGUN = 6, 4
_ANALYSIS = (
    "A 类客户只有四位，都是民宿、酒店这样的企业客户，却占了销售额的八成，应由罗晟专人维护，每季度走访一次，"
    "看补货间隔有没有拉长。R 分低而 M 分高的几位个人客户正在走远，先电话回访，问清是换了地方还是有不满意，"
    "再决定要不要给优惠；三个月后看他们有没有再来。C 类客户人多钱少，用小程序自助服务，不派专人。终身价值按首期"
    "毛利在年末取得计算，企业客户保持率高，少走一位损失最大，所以先保住他们。"
)
_PRIVACY = (
    "送货安装要地址和电话，分期付款要身份证号，生日礼要生日，这些留下，合同履行完、保修期满后三年删除。宗教、健康、"
    "子女学校和联系人家庭情况与任何用途无关，整栏删去。撤回同意的客户改为不可发，撤回之后发过的短信标为违规，不删记录。"
)


def set_customer_files(
    course_class: CourseClass, students: list[Student], at: datetime, rng: Random
) -> FileProject:
    """Set the task two weeks ago, due in six days; the more diligent begin earlier."""
    project = make_project(
        course_class,
        {
            "title": "建立客户档案",
            "category_id": default_category(course_class.id),
            "due_at": at + timedelta(days=6),
        },
        at - timedelta(days=14),
    )
    keen = sorted(students, key=lambda one: -one.diligence)[: HANDED + BEGUN]
    for place, student in enumerate(keen):
        begun = at - timedelta(days=9) + timedelta(hours=7 * place)
        file = _begin(project, student.user, begun, rng)
        share = 0.55 + 0.42 * student.skill if place < HANDED else 0.3
        _work(file, share, begun + timedelta(hours=2), rng, done=place < HANDED)
    return project


def _begin(project: FileProject, user: User, at: datetime, rng: Random) -> CustomerFile:
    file = begin(project, user, at)
    with writing():
        file.seed = rng.randrange(2**31)  # always the same class
    return file


def _work(file: CustomerFile, share: float, at: datetime, rng: Random, *, done: bool) -> None:
    """Mend that share of the defects; who is done fills in the rest as well as they can."""
    loaded = load(file)
    for op in _mending(loaded, share, rng):
        save(file, lambda _loaded, op=op: [op], at)
        at += timedelta(seconds=rng.randrange(20, 90))
    if done:
        ops = _entries(loaded, share, rng)
        save(file, lambda _loaded: ops, at)
        hand_in(file, load(file).seen, at + timedelta(minutes=5))


def _mending(loaded: Loaded, share: float, rng: Random) -> list[Op]:
    """What is mended, whole fields and rows last."""
    chosen = [one for one in loaded.files.defects if rng.random() < share]
    chosen.sort(key=lambda one: one.kind in (Kind.EXCESS, Kind.DUPLICATE))
    state = loaded.files.start.copy()
    ops: list[Op] = []
    for defect in chosen:
        op = mend(loaded.files, state, defect)
        perform(state, op)
        ops.append(op)
    return ops


def _entries(loaded: Loaded, share: float, rng: Random) -> list[Op]:
    rules: Rules = loaded.file.project.rules
    right: list[tuple[str, str, str, str]] = []
    for customer, placed in expected_abc(loaded.files, rules).items():
        right.append(("abc", customer, "cumulative", shown(placed.cumulative * 100)))
        right.append(("abc", customer, "cls", placed.cls))
    for customer, scores in expected_rfm(loaded.files, rules).items():
        right += [
            ("rfm", customer, name, str(score)) for name, score in zip("rfm", scores, strict=True)
        ]
    for row, value in expected_clv(lifetime_task(loaded.files), Convention.END_OF_FIRST).items():
        right.append(("clv", row, "value", shown(value)))
    entries = [
        (table, row, field, value if rng.random() < share else _slip(field, value))
        for table, row, field, value in right
    ]
    entries.append(("clv", "convention", "value", Convention.END_OF_FIRST.value))
    entries += [("texts", "analysis", "text", _ANALYSIS), ("texts", "privacy", "text", _PRIVACY)]
    return [
        Op(do="set", table=table, row=row, field=field, value=value)
        for table, row, field, value in entries
    ]


def _slip(field: str, value: str) -> str:
    """What comes out when one is wrong by a step."""
    if field == "cls":
        return "B" if value != "B" else "C"
    if field in ("r", "f", "m"):
        return str(min(5, int(value) + 1)) if value != "5" else "4"
    return f"{float(value) * 0.9:.2f}"
