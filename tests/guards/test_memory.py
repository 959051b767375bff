"""What a process that only serves pages need not have read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A dictionary of 34 MB, and what decodes pictures: read by whoever uses them first.
LARGE = ("rjieba", "PIL")


def test_a_site_that_starts_has_not_read_what_few_pages_need(tmp_path: Path) -> None:
    code = (
        "import sys; from app import create_app; create_app(); "
        f"print(*[name for name in {LARGE!r} if name in sys.modules])"
    )
    environ = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'zhike.db'}",
        "ZHIKE_INSTANCE": str(tmp_path),
        "ZHIKE_SECRET_KEY": "a key for this test only, nobody else's",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
