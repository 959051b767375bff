"""The child's side of `child`: limits first, then one file in and one answer out."""

from __future__ import annotations

import sys

from app.bank.exchange.child import OUT_OF_MEMORY, answer_to, limit


def main(arguments: list[str]) -> int:
    """Read standard input as the file `arguments` name and describe; returns the exit status."""
    name, format_, seconds, memory_mb = arguments
    limit(int(seconds), int(memory_mb))
    try:
        text = answer_to(name, sys.stdin.buffer.read(), format_)
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()
    except (MemoryError, RecursionError):
        return OUT_OF_MEMORY
    return 0
