"""The way past the session: each statement commits by itself, and is planned once per connection."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import text

from app.direct import quickly


def test_postgresql_prepares_a_statement_when_it_first_runs_and_keeps_its_plan(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app("postgresql")
    with app.app_context(), quickly() as connection:
        assert connection.execute(text("SHOW plan_cache_mode")).scalar() == "force_generic_plan"
        for _ in range(2):
            connection.execute(text('SELECT name FROM "user" WHERE id = :id'), {"id": 1}).all()
        plans = text(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
            """ WHERE statement LIKE 'SELECT name FROM "user"%'"""
        )
        assert connection.execute(plans).all() == [(2, 0)]
