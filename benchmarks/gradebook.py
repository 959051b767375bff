"""What a very large gradebook costs: python benchmarks/gradebook.py

A class of 2,000 with 60 columns, 120,000 grades, on SQLite in a temporary folder. Each row of the table is
the median of several runs, in CPU seconds of this process and beside the yardstick (see yardstick.py).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import event, insert

from app import create_app
from app.accounts.models import Identifier, User
from app.accounts.sessions import open_session
from app.authz.permissions import Role
from app.courses.models import CourseClass, Enrolment
from app.database import writing
from app.extensions import db
from app.gradebook.domain.totals import work_out
from app.gradebook.ledger import current_grades
from app.gradebook.models import GradeColumn, GradeEvent
from app.gradebook.people import all_students
from app.gradebook.service import categories_of, get_scheme, parts_of
from app.gradebook.sheet import build_sheet
from app.gradebook.workbook import write_registry, write_workbook

START = datetime(2026, 12, 1, tzinfo=UTC)


def build(students: int, columns: int) -> tuple[int, str, str]:
    """Fill the database; returns the class's ids and the token of its teacher's sign-in."""
    rng = Random(7)
    teacher = User(name="周老师", can_teach=True, created_at=START, last_seen_at=START)
    class_ = CourseClass(name="大班", join_code="BENCH", created_at=START)
    with writing():
        db.session.add_all([teacher, class_])
        db.session.flush()
        people = [
            User(name=f"学生{n:04d}", created_at=START, last_seen_at=START) for n in range(students)
        ]
        db.session.add_all(people)
        db.session.flush()
        numbers = [
            {"user_id": u.id, "kind": "student_no", "value": f"02{n:05d}", "display": f"02{n:05d}"}
            for n, u in enumerate(people)
        ]
        db.session.execute(insert(Identifier), numbers)
        for user, role in [(teacher, Role.INSTRUCTOR), *((u, Role.STUDENT) for u in people)]:
            db.session.add(
                Enrolment(class_id=class_.id, user_id=user.id, role=role, joined_at=START)
            )
    scheme = get_scheme(class_.id)
    with writing():
        scheme.categories[0].drop_lowest, scheme.categories[1].mode = 2, "points"
        made = [
            GradeColumn(
                class_id=class_.id, category_id=scheme.categories[n % 4].id, position=n,
                title=f"成绩 {n}", max=Decimal(rng.choice((10, 50, 100))), due_at=START,
                late_per_day=Decimal(10 if n % 5 == 0 else 0),
            )
            for n in range(columns)
        ]  # fmt: skip
        db.session.add_all(made)
        db.session.flush()
        for column in made:
            db.session.execute(insert(GradeEvent.__table__), _events(column, people, rng))
    return class_.id, class_.public_id, open_session(teacher, START).token


def _events(column: GradeColumn, people: list[User], rng: Random) -> list[dict[str, Any]]:
    late = column.late_per_day > 0
    return [
        {
            "column_id": column.id, "user_id": user.id, "number": 1, "old": None,
            "new": Decimal(rng.randrange(int(column.max) * 10)) / 10, "excused": False,
            "submitted_at": START + timedelta(hours=rng.randrange(-40, 20)) if late else None,
            "attempts": None, "comment": "", "batch_id": None, "author_id": None, "reason": "录入",
            "created_at": START,
        }
        for user in people
    ]  # fmt: skip


def yardstick() -> float:
    """CPU seconds of a fixed piece of work, so that figures of two machines can be compared."""
    begin = time.process_time()
    total = 0
    for n in range(2_000_000):
        total += n * n % 7
    return time.process_time() - begin


def measure(what: Callable[[], Any], runs: int) -> tuple[float, int]:
    """Median CPU seconds, and the SQL statements of one run."""
    seconds, statements = [], 0

    def note(*_args: Any) -> None:
        nonlocal statements
        statements += 1

    for run in range(runs):
        db.session.rollback()
        db.session.expunge_all()
        statements = 0
        event.listen(db.engine, "before_cursor_execute", note)
        begin = time.process_time()
        what()
        seconds.append(time.process_time() - begin)
        event.remove(db.engine, "before_cursor_execute", note)
        del run
    return statistics.median(seconds), statements


def recompute(class_id: int) -> None:
    """Read all grades and work out every total."""
    scheme = get_scheme(class_id)
    columns = [column.id for category in scheme.categories for column in category.columns]
    users = [user.id for user in all_students(class_id)]
    cells, categories = current_grades(columns, users), categories_of(scheme)
    for user_id in users:
        work_out(parts_of(scheme, categories, user_id, cells), START, cap=True)


class FreshClient(FlaskClient):
    """A client whose every request begins with an empty `g`, as on a server."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        for name in list(g):
            g.pop(name)
        return super().open(*args, **kwargs)


def tasks(app: Flask, class_id: int, public_id: str, token: str) -> dict[str, Callable[[], Any]]:
    app.test_client_class = FreshClient
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    url = f"/classes/{public_id}/grades"
    block = client.get(f"{url}/rows").get_json()["rows"]
    columns = [c.public_id for k in get_scheme(class_id).categories for c in k.columns]
    turn = [0]

    def edits(rows: int, wide: int) -> Callable[[], Any]:
        def post() -> None:
            turn[0] += 1
            fresh = client.get(f"{url}/rows").get_json()["rows"] if turn[0] > 1 else block
            cells = [
                {"user": row["id"], "column": column, "seen": row["cells"][k][1], "text": str(turn[0] % 9)}
                for row in fresh[:rows]
                for k, column in enumerate(columns[:wide])
            ]  # fmt: skip
            answer = client.post(f"{url}/edits", json={"edits": cells})
            if answer.status_code != 200:
                raise RuntimeError(answer.text)

        return post

    def ok(address: str) -> None:
        if client.get(address).status_code != 200:
            raise RuntimeError(address)

    sheet: list[Any] = []

    def whole() -> Any:
        sheet[:] = [build_sheet(class_id, all_students(class_id), START)]
        return sheet[0]

    return {
        "recompute the class": lambda: recompute(class_id),
        "open the sheet": lambda: ok(url),
        "a block of 100 rows": lambda: ok(f"{url}/rows?from=1000"),
        "filter: below the pass mark": lambda: ok(f"{url}/rows?show=below"),
        "edit one cell (with reading it)": edits(1, 1),
        "paste 50 × 20 (with reading it)": edits(50, 20),
        "export: the whole sheet": lambda: write_workbook(whole(), "大班"),
        "export: the registry's list": lambda: write_registry(whole(), "大班"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", type=int, default=2000)
    parser.add_argument("--columns", type=int, default=60)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            {
                "SECRET_KEY": "a key for benchmarks only", "INSTANCE": folder,
                "DATABASE_URL": f"sqlite:///{folder}/bench.db", "RATE_LIMITS": False, "TESTING": True,
                "SWEEP_SECONDS": 0, "JOB_SECONDS": 0, "WTF_CSRF_ENABLED": False,
                "SERVER_NAME": "localhost",
            }
        )  # fmt: skip
        app.config["CLOCK"] = lambda: START
        with app.test_request_context():
            db.create_all()
            ids = build(options.students, options.columns)
            unit = yardstick()
            print(f"{options.students} × {options.columns}; yardstick {unit:.2f} s CPU")
            print(f"{'':34}{'CPU s':>8}{'ratio':>8}{'SQL':>6}")
            for name, task in tasks(app, *ids).items():
                seconds, statements = measure(task, options.runs)
                print(f"{name:34}{seconds:8.2f}{seconds / unit:8.1f}{statements:6}")
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
