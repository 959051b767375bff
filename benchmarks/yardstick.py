"""The yardstick: what the same server, driver and engine do when nothing is asked of them.

One POST is one single-row upsert and its commit; one GET is a form of twenty questions from a Jinja
template. No sign-in, no checks, no log: whatever a real exam hall costs more, it costs for a reason.
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, jsonify, render_template_string, request
from sqlalchemy import Engine, create_engine, event, text
from werkzeug.wrappers import Response

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><form method="post">
{% for q in questions %}<fieldset><legend>{{ q.number }}. {{ q.stem }}</legend>
{% for option in q.options %}<label><input type="radio" name="q{{ q.number }}" value="{{ option.id }}"
{% if option.id == q.answer %} checked{% endif %}> {{ option.letter }}. {{ option.text }}</label>
{% endfor %}</fieldset>{% endfor %}<button>交卷</button></form></body></html>"""
STEM = "云杉里把考核指标由“单品毛利”改为“单客年贡献”，这一改动最能体现（　）。"
OPTIONS = (
    "从以产品为中心转向以客户为中心",
    "从推销观念退回生产观念",
    "用促销代替服务",
    "放弃对产品质量的要求",
)
UPSERT = text(
    "INSERT INTO yardstick_answer (sitting, slot, response) VALUES (:sitting, :slot, :response) "
    "ON CONFLICT (sitting, slot) DO UPDATE SET response = excluded.response"
)


def make_engine(url: str) -> Engine:
    """An engine with the site's own settings for durability."""
    from app.database import SQLITE_PRAGMAS

    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=16, max_overflow=4)
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine


def create_app() -> Flask:
    """The application; `YARDSTICK_DATABASE` names its database."""
    app = Flask(__name__)
    engine = make_engine(os.environ["YARDSTICK_DATABASE"])
    with engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE IF NOT EXISTS yardstick_answer (sitting INTEGER, slot INTEGER, "
                "response TEXT, PRIMARY KEY (sitting, slot))"
            )
        )

    @app.post("/answers")
    def save() -> Response:
        with engine.begin() as connection:
            connection.execute(UPSERT, request.get_json())
        return jsonify(ok=True)

    @app.get("/form")
    def form() -> str:
        letters = "ABCD"
        options = [
            {"id": f"o{letter}", "letter": letter, "text": words}
            for letter, words in zip(letters, OPTIONS, strict=True)
        ]
        questions = [
            {"number": n, "stem": STEM, "options": options, "answer": f"o{letters[n % 4]}"}
            for n in range(1, 21)
        ]
        return render_template_string(PAGE, title="期末考试", questions=questions)

    return app
