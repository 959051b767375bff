"""Train the weights of the acts classifier: python tools/train_acts.py [BANK …] [-o FOLDER] [--report]

BANK is a folder with `*.jsonl` or such a file, several are read as one bank; default is
`content/roleplay/acts`. Three quarters are trained on, chosen by the ids; the rest is held back and
measured. The same bank gives the same files, byte by byte. Takes about seven minutes of one core for 5,900 lines.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.roleplay.domain.bank import BankError, Example, parse_bank, refuse_repeated  # noqa: E402
from app.roleplay.domain.classifier import Judge  # noqa: E402
from app.roleplay.domain.measuring import Report, measure  # noqa: E402
from app.roleplay.domain.training import train  # noqa: E402
from app.roleplay.domain.weights import dump_weights  # noqa: E402
from app.roleplay.judging import WEIGHTS, write_parts  # noqa: E402

BANK = ROOT / "content" / "roleplay" / "acts"


def read_bank(paths: list[Path]) -> list[Example]:
    """All lines of the files and folders `paths`; raises BankError."""
    examples = [example for file in _files(paths) for example in _parse(file)]
    refuse_repeated(examples)
    return examples


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.glob("*.jsonl")) if path.is_dir() else [path]


def _parse(file: Path) -> Iterator[Example]:
    with file.open(encoding="utf-8") as lines:
        yield from parse_bank(lines, file.name)


def tell(report: Report) -> None:
    """One table: by label, then the figures that have targets."""
    print(f"{'':<12}{'lines':>7}{'precision':>11}{'recall':>9}{'F1':>7}")
    for row in report.rows:
        print(
            f"{row.label:<12}{row.lines:>7}{row.precision:>11.3f}{row.recall:>9.3f}{row.f1:>7.3f}"
        )
    print(f"micro-F1 without explain      {report.micro:.3f}")
    print(f"macro-F1 without explain      {report.macro:.3f}")
    print(f"misconduct recall, precision  {report.recall:.3f}, {report.precision:.3f}")
    print(f"right taboo class             {report.classes:.3f}")
    print(f"false alarms on clean lines   {report.alarms:.3%}")
    print(f"lines judged unsure           {report.unsure:.3%}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Train the weights of the acts classifier.")
    parser.add_argument("bank", nargs="*", type=Path, default=[BANK])
    parser.add_argument("-o", "--output", type=Path, default=WEIGHTS)
    parser.add_argument("--report", action="store_true", help="measure on the held-back quarter")
    arguments = parser.parse_args()
    try:
        examples = read_bank(arguments.bank)
    except (BankError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    known = [example for example in examples if not example.is_held_back]
    weights = train(known)
    write_parts(arguments.output, dump_weights(weights))
    print(f"{len(known)} of {len(examples)} lines, {len(weights.table)} features")
    if arguments.report:
        tell(measure(Judge(weights), [e for e in examples if e.is_held_back]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
