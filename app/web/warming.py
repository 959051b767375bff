"""What is made ready before the first request: a class that comes within seconds waits for none of it.

A template is compiled when it is first asked for, which takes as long as some ten pages; sixteen
threads that ask for it at once each compile their own.
"""

from __future__ import annotations

from flask import Flask

# Everything that candidates see from the page of the exam to the receipt.
TEMPLATES = (
    "base.html",
    "exams/_words.html",
    "exams/check.html",
    "exams/hall.html",
    "exams/intro.html",
    "exams/receipt.html",
    "hall.html",
    "layout.html",
    "macros/forms.html",
    "macros/question.html",
    "macros/shell.html",
    "macros/ui.html",
)


def warm_up(app: Flask) -> None:
    """Compile the templates of the exam hall; a quarter of a second, once before processes fork."""
    for name in TEMPLATES:
        app.jinja_env.get_template(name)
