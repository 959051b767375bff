"""Planting defects in the running program, and taking them out again.

A function's text is changed and compiled anew, and the running function gets the new code: whoever
imported it, under whatever name, has the defect. Nothing on the disk is touched.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from app.extensions import db

Plant = Callable[[], Any]  # a context manager with the defect inside


def rewrite(function: Any, *changes: tuple[str, str]) -> Plant:
    """The function with pieces of its text changed; a piece that is not there is an error."""

    @contextmanager
    def planted() -> Iterator[None]:
        target = inspect.unwrap(function)
        source = textwrap.dedent(inspect.getsource(target))
        for old, new in changes:
            if old not in source:
                raise LookupError(f"{target.__qualname__} has no {old!r} any more")
            source = source.replace(old, new)
        before = target.__code__
        target.__code__ = _compiled(source, target)
        _forget(function)
        try:
            yield
        finally:
            target.__code__ = before
            _forget(function)

    return planted


def replace(owner: Any, name: str, make: Callable[[Any], Any]) -> Plant:
    """An attribute (or an entry of a dict) with another value, made of the present one."""

    @contextmanager
    def planted() -> Iterator[None]:
        held = owner[name] if isinstance(owner, dict) else getattr(owner, name)
        fresh = make(held)
        if fresh == held:
            raise LookupError(f"{name} is not changed by the defect")
        _put(owner, name, fresh)
        try:
            yield
        finally:
            _put(owner, name, held)

    return planted


def rebuilt(plant: Plant, owner: Any, name: str, build: Callable[[], Any]) -> Plant:
    """The same, with a statement that was put together before the defect put together again."""

    @contextmanager
    def planted() -> Iterator[None]:
        held = getattr(owner, name)
        with plant():
            setattr(owner, name, build())
            try:
                yield
            finally:
                setattr(owner, name, held)

    return planted


def statements(*sqls: str) -> Plant:
    """A database without something that it should have; the test's transaction takes it back."""

    @contextmanager
    def planted() -> Iterator[None]:
        for sql in sqls:
            db.session.execute(text(sql))
        db.session.commit()
        yield

    return planted


def _put(owner: Any, name: str, value: Any) -> None:
    if isinstance(owner, dict):
        owner[name] = value
    else:
        setattr(owner, name, value)


def _compiled(source: str, target: Any) -> Any:
    tree = ast.parse(source)
    (definition,) = tree.body
    assert isinstance(definition, ast.FunctionDef)
    definition.decorator_list = []
    made: dict[str, Any] = {}
    code = compile(
        tree,
        target.__code__.co_filename,
        "exec",
        flags=annotations.compiler_flag,
        dont_inherit=True,
    )
    exec(code, target.__globals__, made)  # noqa: S102 - a text of our own, in a test
    return made[definition.name].__code__


def _forget(function: Any) -> None:
    if hasattr(function, "cache_clear"):
        function.cache_clear()
