"""deploy/roles.sql on a real PostgreSQL: the web role holds an exam, and cannot rewrite a ledger."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from app import create_app
from app.extensions import db as database
from app.quiz.domain.saves import SaveSpec
from app.quiz.exams.closing import submit
from app.quiz.exams.saving import save_answers, take_up
from app.quiz.exams.sitting import start_sitting
from tests.backup.conftest import NOW
from tests.builders import Builders
from tests.quiz.sitting.builders import ExamBuilders
from tests.shared import let_go

ROLES = Path(__file__).resolve().parents[2] / "deploy" / "roles.sql"
ROLE = "zhike_web_role"


@pytest.fixture
def web(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application whose connections are those of the web role."""
    app = make_app("postgresql")
    url = app.config["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(32))")
        connection.execute(f"DROP ROLE IF EXISTS {ROLE}".encode())
        connection.execute(f"CREATE ROLE {ROLE} LOGIN".encode())
        script = re.sub(r"--.*", "", ROLES.read_text()).replace(':"web"', ROLE)
        connection.execute(script.encode())

    let_go(app)
    made = create_app(
        {
            "DATABASE_URL": re.sub(r"//[^@/]*@", f"//{ROLE}@", url),
            "INSTANCE": app.config["INSTANCE"],
            "SECRET_KEY": "a key for tests only",
            "SWEEP_SECONDS": 0,
            "SERVER_NAME": "localhost",
        }
    )
    yield made
    let_go(made)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP OWNED BY {ROLE}".encode())
        connection.execute(f"DROP ROLE {ROLE}".encode())


def test_the_web_role_holds_an_exam_and_cannot_change_what_was_saved(web: Flask) -> None:
    with web.app_context():
        assert database.session.execute(database.text("SELECT current_user")).scalar() == ROLE
        make = Builders(database, lambda: NOW)
        class_ = make.class_()
        exam = ExamBuilders(database, lambda: NOW).exam(class_, make.instructor(class_))
        sitting = start_sitting(exam, make.student(class_), NOW, 1)
        take_up(sitting.id, "client-0001", NOW)
        slot = next(s for s in sitting.form.slots if s.type == "true_false").id
        spec = SaveSpec(client="client-0001", seq=1, slot_id=slot, response=True)
        save_answers(sitting, [spec], NOW)
        assert submit(sitting, NOW).state == "submitted"
        for statement in (
            "UPDATE response_log SET flagged = true",
            "DELETE FROM response_log",
            "UPDATE mark_event SET new = 0",
            "DELETE FROM hand_in",
            "UPDATE word_group SET words = '[]'",
            "UPDATE exam_act SET reason = ''",
            "CREATE TABLE mine (id int)",
            "DROP TABLE response_log",
            "UPDATE alembic_version SET version_num = 'x'",
        ):
            database.session.rollback()
            with pytest.raises(Exception, match=r"permission denied|must be owner"):
                database.session.execute(database.text(statement))
        database.session.rollback()
        database.session.execute(database.text("UPDATE response_log SET admitted_id = NULL"))
        database.session.rollback()
        database.session.remove()
