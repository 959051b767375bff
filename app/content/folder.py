"""The content folder as a heap of files: whether it is one, what lies in it, its digest."""

from __future__ import annotations

import hashlib
from pathlib import Path


def misplaced(root: Path) -> str:
    """Say why a folder is not one of content; what else lies in it is then of no interest."""
    if not root.is_dir():
        return "没有这个内容文件夹"
    if (root / "course.yml").is_file():
        return ""
    inner = root / "content"
    return f"没有 course.yml：是不是 {inner}？" if inner.is_dir() else "没有 course.yml"


def content_digest(root: Path) -> str:
    """Return a digest over names and bytes of all content files."""
    total = hashlib.sha256()
    for path in all_files(root):
        total.update(path.relative_to(root).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def all_files(root: Path) -> list[Path]:
    """All files of the kinds that content is written in, in order."""
    return sorted(
        path
        for path in root.rglob("*")
        if path.suffix in (".yml", ".yaml", ".md", ".svg") and path.is_file()
    )
