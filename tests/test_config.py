"""Settings: read from the environment, refused when they cannot be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import ConfigError, load_settings

KEY = "k" * 40


def settings(tmp_path: Path, **environ: str) -> dict[str, object]:
    return load_settings({"ZHIKE_INSTANCE": str(tmp_path)} | environ)


def test_a_laptop_makes_and_keeps_a_key_of_its_own(tmp_path: Path) -> None:
    first = settings(tmp_path)["SECRET_KEY"]
    assert len(str(first)) == 64
    assert settings(tmp_path)["SECRET_KEY"] == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("text", ["", "  \n", "short"])
def test_a_broken_key_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "secret_key").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="holds no key"):
        settings(tmp_path)


def test_production_needs_a_key_worth_the_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="must be set"):
        settings(tmp_path, ZHIKE_ENV="production")
    with pytest.raises(ConfigError, match="at least 32"):
        settings(tmp_path, ZHIKE_ENV="production", ZHIKE_SECRET_KEY="x")
    assert settings(tmp_path, ZHIKE_ENV="production", ZHIKE_SECRET_KEY=KEY)["SECRET_KEY"] == KEY


@pytest.mark.parametrize(
    ("environ", "secure"),
    [
        ({}, False),
        ({"ZHIKE_ENV": "production", "ZHIKE_SECRET_KEY": KEY}, True),
        ({"ZHIKE_ENV": "production", "ZHIKE_SECRET_KEY": KEY, "ZHIKE_SECURE_COOKIES": "no"}, False),
        ({"ZHIKE_SECURE_COOKIES": "yes"}, True),
    ],
)
def test_cookies_are_kept_to_https_in_production(
    tmp_path: Path, environ: dict[str, str], secure: bool
) -> None:
    assert settings(tmp_path, **environ)["SECURE_COOKIES"] is secure


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZHIKE_ENV", "laptop"),
        ("ZHIKE_SIGN_UP", "maybe"),
        ("ZHIKE_SECURE_COOKIES", "sometimes"),
        ("ZHIKE_MAX_UPLOAD_MB", "many"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        settings(tmp_path, **{name: value})
