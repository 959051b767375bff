"""What is the same for every application of a run and dear to make: made once in each process.

Each application still has a database, a router and an environment for templates of its own; what
they share never changes: the empty tables, the code that builds an address, the code of a template.
"""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from werkzeug.routing import Rule

from app import direct
from app.extensions import db as database

MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3  # bytes; browsers keep pictures there as well


@contextmanager
def quick_folder() -> Iterator[Path | None]:
    """A folder in memory, where waiting for the disk takes no time; None where there is none.

    The databases of tests wait for it after every transaction, as those of sites do.
    """
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="zhike-tests-", dir=MEMORY))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def collect_garbage_rarely() -> None:
    """Let the collector pass over what stays for the whole run, and come after more allocations.

    Thousands of collected tests and a whole application would be gone through again and again; it
    was a fifth of the time of tests of pages.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """The block, for one process of the run after the other; on Windows for all at once."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Codes(BytecodeCache):
    """The compiled templates of this process, taken again while their text is the same."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.known[bucket.key, bucket.checksum] = bucket.code


_codes = Codes()


def share_templates(app: Flask) -> None:
    app.jinja_env.bytecode_cache = _codes


_builders: dict[Any, Callable[..., Any]] = {}
_compile_builder = Rule._compile_builder


def _known_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    """The function that builds a rule's addresses; it depends on nothing but the rule's text."""
    if rule.defaults:
        return _compile_builder(rule, append_unknown)
    key = (rule.rule, tuple(rule._trace), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


@contextmanager
def shared_builders() -> Iterator[None]:
    """Rules of one text build addresses with one function, whichever application they belong to."""
    Rule._compile_builder = _known_builder  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Rule._compile_builder = _compile_builder  # type: ignore[method-assign]


def let_go(app: Flask) -> None:
    """Close the idle connections of an application: PostgreSQL allows a hundred for all of them."""
    for engine in database._app_engines[app].values():
        if isinstance(engine, Engine):
            direct.let_go(engine)
            engine.dispose()


def demo_database(folder: Path, make_app: Callable[..., Flask], at: datetime) -> str:
    """Address of a database with the course and the demo class.

    Whichever process of the run needs it first builds it in `folder`, as `--demo` does on a new site.
    """
    # Not at the top: tests of the pure parts need none of the application.
    from app.bank.content import get_library
    from app.bank.loading import load_content
    from app.demo import build_demo

    file = folder / "demo.db"
    with one_at_a_time(folder / "demo.lock"):
        if not file.exists():
            app = make_app()
            with app.test_request_context():
                load_content(get_library(), at)
                build_demo(at)
                database.session.remove()
            let_go(app)
            shutil.copyfile(app.config["DATABASE_URL"].removeprefix("sqlite:///"), file)
    return f"sqlite:///{file}"
