"""The project's own company, and sets of data made of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import yaml

from app.content.company import CompanySpec
from app.workshop.customer_file.domain.fileset import FileSet, make_set

COMPANY = Path(__file__).resolve().parents[4] / "content" / "company" / "company.yml"


@cache
def company() -> CompanySpec:
    return CompanySpec.model_validate(yaml.safe_load(COMPANY.read_text(encoding="utf-8")))


@cache
def files_of(seed: int) -> FileSet:
    return make_set(company(), seed)


@pytest.fixture(scope="session")
def make_files() -> Callable[[int], FileSet]:
    """Return the set of a seed; made once."""
    return files_of
