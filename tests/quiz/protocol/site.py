"""A site in a process of its own: one class, one exam with every type of item, two candidates.

Run as `python -m tests.quiz.protocol.site FOLDER`; says what a candidate is told, as one line of JSON,
and serves until it is ended.
"""

from __future__ import annotations

import json
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from waitress.server import create_server

from app import create_app
from app.accounts import passwords
from app.bank.domain.types import ItemType
from app.extensions import db
from tests.builders import PASSWORD, Builders
from tests.quiz.sitting.builders import ExamBuilders, sample

NAMES = ("林若溪", "陈一鸣", "王思远", "赵可", "诸葛思敏")
STUDENTS = tuple((name, f"0230101{n}") for n, name in enumerate(NAMES, 1))


def build(folder: Path) -> tuple[Any, dict[str, str]]:
    """An application with rows; what is said outside is what a candidate knows."""
    passwords.use_quick_hashes()
    app = create_app(
        {
            "SECRET_KEY": "a key for this process alone, and no other",
            "DATABASE_URL": f"sqlite:///{folder / 'site.db'}",
            "INSTANCE": str(folder),
            "RATE_LIMITS": True,
            "SWEEP_SECONDS": 0,
        }
    )
    with app.app_context():
        db.create_all()

        def clock() -> datetime:
            return datetime.now(UTC)

        make = Builders(db, clock)
        class_ = make.class_()
        teacher = make.instructor(class_)
        people = [make.student(class_, name, student_no=no) for name, no in STUDENTS]
        exam = ExamBuilders(db, clock).exam(class_, teacher, [sample(kind) for kind in ItemType])
        told = {"password": PASSWORD, "exam": f"/exams/{exam.public_id}"}
        told |= {f"name{i}": str(person.student_no) for i, person in enumerate(people, 1)}
        db.session.remove()
    return app, told


def main() -> None:
    app, told = build(Path(sys.argv[1]))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        server = create_server(app, sockets=[listener], threads=4, ident=None)
        sys.stdout.write(json.dumps(told | {"port": str(port)}) + "\n")
        sys.stdout.flush()
        server.run()


if __name__ == "__main__":
    main()
