"""`python -m tests.teeth`: the table of defects, their catchers, and whether each was caught."""

from __future__ import annotations

import sys

import pytest

from tests.teeth.defects import DEFECTS


class Table:
    """Notes how each defect's test ended."""

    def __init__(self) -> None:
        self.ended: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.failed:
            self.ended[report.nodeid] = report.outcome


def main() -> int:
    table = Table()
    options = ["tests/teeth/test_teeth.py", "-q", "--no-header", "-p", "no:randomly"]
    code = pytest.main(options, plugins=[table])
    caught = 0
    for number, defect in enumerate(DEFECTS, 1):
        passed = table.ended.get(f"tests/teeth/test_teeth.py::test_bites[{defect}]") == "passed"
        caught += passed
        word = "caught" if passed else "MISSED"
        sys.stdout.write(f"{number:3}  {word}  {defect.name:50}  {defect.catcher.__name__}\n")
    sys.stdout.write(f"\n{caught} of {len(DEFECTS)} caught\n")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
