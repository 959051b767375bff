"""The small sizes of the soak programme, as a part of the everyday suite.

On SQLite all of them; on PostgreSQL those that are about several nodes, locks and connections. All
of both, and the full sizes: `python3 run.py soak`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from tests.soak.bench import Bench, bench
from tests.soak.postgres import is_there
from tests.soak.programme import MODULES, run_one

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs Unix"),
]
ON_POSTGRESQL = (1, 5, 7, 23)
CASES = [("sqlite", module) for module in MODULES] + [
    ("postgresql", module) for module in MODULES if module.NUMBER in ON_POSTGRESQL
]


@pytest.fixture(scope="module")
def benches() -> Iterator[dict[str, Bench]]:
    """A bench per engine, made when the first test asks for it."""
    with _Benches() as made:
        yield made


class _Benches(dict[str, Bench]):
    def __enter__(self) -> _Benches:
        self.open = []  # type: ignore[var-annotated]
        return self

    def __missing__(self, engine: str) -> Bench:
        if engine == "postgresql" and not is_there():
            pytest.skip("the PostgreSQL package is not installed on this platform")
        context = bench(engine)
        self[engine] = context.__enter__()
        self.open.append(context)
        return self[engine]

    def __exit__(self, *_error: object) -> None:
        for context in self.open:
            context.__exit__(None, None, None)


@pytest.mark.parametrize(
    ("engine", "module"), CASES, ids=lambda part: getattr(part, "NAME", str(part))
)
def test_smoke(benches: dict[str, Bench], engine: str, module: ModuleType) -> None:
    result = run_one(module, benches[engine], module.SMOKE)
    assert result.ok, result.told()
    if result.skipped:
        pytest.skip(result.skipped)
    assert result.goals
