"""Reading a stranger's file in a process of its own, with little time, little memory and no way out.

The child gets the file on standard input and answers with JSON on standard output, both of them
files, so that its output is limited by the system itself. It imports no web framework and inherits
no environment. However it dies, the caller gets a `ReadError`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import IO, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from app.bank.exchange.questions import Found, ReadError, ReadFault
from app.bank.exchange.reading import AUTO, LARGEST_FILE, read

_ROOT = Path(__file__).resolve().parents[3]
_LARGEST_ANSWER = 128 * 1024 * 1024
_OPEN_FILES = 64
_MEGABYTE = 1024 * 1024
OUT_OF_MEMORY = 75
# `app/__init__.py` holds the web factory; the child takes the folder as a bare package instead.
_BOOT = """
import sys, types
package = types.ModuleType("app")
package.__path__ = [sys.argv[1] + "/app"]
sys.modules["app"] = package
from app.bank.exchange.child_main import main
sys.exit(main(sys.argv[2:]))
"""
Answer = tuple[Literal["found"], Found] | tuple[Literal["error"], str, str, int, tuple[str, ...]]


@cache
def answers() -> TypeAdapter[Answer]:
    """What the child says: questions, or why there are none. Pictures travel as base64."""
    return TypeAdapter(Answer, config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))


def read_in_child(
    name: str,
    data: bytes,
    format: str = AUTO,  # noqa: A002 - the command's word
    *,
    seconds: int = 20,
    memory_mb: int = 512,
) -> Found:
    """`reading.read` in a child process that may use so many seconds and so much memory.

    Raises `ReadError`: what the reader raised; `TOO_LONG` when time ran out, `TOO_BIG` when memory or
    room for the answer did, `BROKEN` when the child died in any other way.
    """
    if len(data) > LARGEST_FILE:
        raise ReadError(ReadFault.TOO_BIG, name)
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(data)
        question.seek(0)
        code = _run(question, answer, [name, format, str(seconds), str(memory_mb)], seconds)
        if code:
            raise ReadError(_fault(code), name)
        return _heard(answer, name)


def _run(question: IO[bytes], answer: IO[bytes], arguments: list[str], seconds: int) -> int:
    command = [sys.executable, "-I", "-B", "-X", "utf8", "-c", _BOOT, str(_ROOT), *_safe(arguments)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and code; the file is only input
            command,
            stdin=question,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd=_ROOT,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ReadError(ReadFault.TOO_LONG) from None
    except OSError as error:
        raise ReadError(ReadFault.BROKEN) from error
    return done.returncode


def _safe(arguments: list[str]) -> list[str]:
    """Arguments that no operating system stumbles over."""
    return [
        text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:200]
        for text in arguments
    ]


def _environment() -> dict[str, str]:
    """Nothing but what Windows needs to start a process at all."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


def _fault(code: int) -> ReadFault:
    if code == OUT_OF_MEMORY or -code in _signals("SIGXFSZ", "SIGKILL"):
        return ReadFault.TOO_BIG
    return ReadFault.TOO_LONG if -code in _signals("SIGXCPU") else ReadFault.BROKEN


def _signals(*names: str) -> set[int]:
    return {int(getattr(signal, name)) for name in names if hasattr(signal, name)}


def _heard(answer: IO[bytes], name: str) -> Found:
    answer.seek(0)
    text = answer.read(_LARGEST_ANSWER + 1)
    if len(text) > _LARGEST_ANSWER:
        raise ReadError(ReadFault.TOO_BIG, name)
    try:
        said = answers().validate_json(text)
    except ValidationError as error:
        raise ReadError(ReadFault.BROKEN, name) from error
    if said[0] == "error":
        raise ReadError(ReadFault(said[1]), said[2], said[3], said[4])
    return said[1]


def limit(seconds: int, memory_mb: int) -> None:
    """Bind this process to its limits, where the platform has them."""
    try:
        import resource
    except ImportError:  # Windows: the time-out and the cap on the answer remain
        return
    memory = memory_mb * _MEGABYTE
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _LARGEST_ANSWER),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS refuses some of them
            continue


def answer_to(name: str, data: bytes, format_: str) -> bytes:
    """What the child writes: the questions or the fault, as JSON."""
    try:
        said: Answer = ("found", read(name, data, format_))
    except ReadError as error:
        said = ("error", error.fault.value, error.detail, error.place, error.rows)
    return answers().dump_json(said)
