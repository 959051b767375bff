"""Lines of JSON on the standard streams, for the commands that judge in bulk."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import click


def read_lines(file: BinaryIO) -> Iterator[str]:
    """Lines end at a line feed only; bytes that are not UTF-8 spoil their own line alone."""
    for line in file:
        yield line.decode("utf-8", "surrogateescape")


def print_results(results: Iterable[Mapping[str, Any]]) -> None:
    """Print one JSON line each as it comes, and exit with status 1 at the end if any is an error."""
    out = sys.stdout.buffer
    failed = False
    for result in results:
        failed = failed or "error" in result
        # A lone surrogate in an id leaves as the JSON escape it came as.
        text = json.dumps(result, ensure_ascii=False)
        out.write(text.encode("utf-8", "backslashreplace") + b"\n")
        out.flush()
    if failed:
        raise click.exceptions.Exit(1)
