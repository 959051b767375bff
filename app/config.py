"""Settings: one tuple of name, default and help; `docs/settings.md` lists each (a test compares)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "ZHIKE_"
SHORTEST_KEY = 32
YES_AND_NO: Mapping[str, bool] = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}


class ConfigError(RuntimeError):
    """The site cannot start with these settings; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, read from the environment variable ``ZHIKE_<name>``."""

    name: str
    default: Any
    help: str

    @property
    def variable(self) -> str:
        return "DATABASE_URL" if self.name == "DATABASE_URL" else PREFIX + self.name


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "ENV",
        "development",
        "`development` (a laptop) or `production` (refuses to start without a secret key).",
    ),
    Setting(
        "SECRET_KEY",
        "",
        "Signs sign-ins. Required in production; a laptop makes and keeps its own.",
    ),
    Setting(
        "DATABASE_URL",
        "",
        "SQLAlchemy address of the database. Empty: SQLite in the instance folder.",
    ),
    Setting("INSTANCE", "instance", "Folder for the database, the key and other local files."),
    Setting("CONTENT", "content", "Folder with the course's text."),
    Setting("SIGN_UP", True, "Whether visitors may make an account of their own."),
    Setting(
        "SECURE_COOKIES",
        "auto",
        "Send cookies over HTTPS only: `yes`, `no`, or `auto` (yes in production).",
    ),
    Setting(
        "TRUSTED_PROXIES", 0, "Number of reverse proxies in front, whose headers are believed."
    ),
    Setting("RATE_LIMITS", True, "Slow down repeated sign-ins and other costly requests."),
    Setting(
        "RATE_STORE", "memory://", "Where request rates are counted: `memory://` or `redis://…`."
    ),
    Setting("TIME_ZONE", "Asia/Shanghai", "Time zone in which times are shown and typed."),
    Setting("MAX_UPLOAD_MB", 20, "Largest upload in megabytes."),
    Setting("POOL_SIZE", 16, "Database connections per process (PostgreSQL)."),
    Setting("SWEEP_SECONDS", 15, "How often abandoned sittings are closed; 0 turns it off."),
    Setting(
        "BANK_REVIEW",
        "optional",
        "Whether a second person must look at an item before it is published: `required` or "
        "`optional`.",
    ),
    Setting("JOB_SECONDS", 2, "How often long work is looked for; 0 turns it off."),
    Setting(
        "PLAY_VOICE_URL",
        "",
        "Base address of an OpenAI-compatible endpoint that voices customers in role-play, such as "
        "`http://localhost:8080/v1`. Empty: templates speak.",
    ),
    Setting("PLAY_VOICE_MODEL", "", "The model's name at that endpoint."),
    Setting("PLAY_VOICE_KEY", "", "The key that the endpoint asks for, if any."),
    Setting("PLAY_VOICE_SECONDS", 5, "How long a reply may take before the template speaks."),
    Setting(
        "ASSISTANT_URL",
        "",
        "OpenAI-compatible address asked about answers the engine is unsure of. Empty: none.",
    ),
    Setting("ASSISTANT_KEY", "", "Key for the assistant."),
    Setting("ASSISTANT_MODEL", "", "Model that the assistant's service should use."),
)


def load_settings(
    environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return all settings as a dict: defaults, then the environment, then `overrides`.

    Raises ConfigError when a value cannot be read or production lacks its secret key.
    """
    values = {s.name: _read(s, environ) for s in SETTINGS} | dict(overrides or {})
    values["INSTANCE"] = str((ROOT / values["INSTANCE"]).resolve())
    values["CONTENT"] = str((ROOT / values["CONTENT"]).resolve())
    if values["ENV"] not in ("development", "production"):
        raise ConfigError("ZHIKE_ENV must be development or production")
    if values["BANK_REVIEW"] not in ("required", "optional"):
        raise ConfigError("ZHIKE_BANK_REVIEW must be required or optional")
    values["SECURE_COOKIES"] = _secure_cookies(values)
    if values["ENV"] == "production" and 0 < len(values["SECRET_KEY"]) < SHORTEST_KEY:
        raise ConfigError(f"ZHIKE_SECRET_KEY must have at least {SHORTEST_KEY} characters")
    if not values["SECRET_KEY"]:
        if values["ENV"] == "production":
            raise ConfigError("ZHIKE_SECRET_KEY must be set in production")
        values["SECRET_KEY"] = _local_secret(Path(values["INSTANCE"]))
    if not values["DATABASE_URL"]:
        values["DATABASE_URL"] = f"sqlite:///{Path(values['INSTANCE']) / 'zhike.db'}"
    return values


def _read(setting: Setting, environ: Mapping[str, str]) -> Any:
    raw = environ.get(setting.variable)
    if raw is None:
        return setting.default
    if isinstance(setting.default, bool):
        if raw.lower() not in YES_AND_NO:
            raise ConfigError(f"{setting.variable} must be yes or no, not {raw!r}")
        return YES_AND_NO[raw.lower()]
    if isinstance(setting.default, int):
        try:
            return int(raw)
        except ValueError:
            raise ConfigError(f"{setting.variable} must be a whole number, not {raw!r}") from None
    return raw


def _secure_cookies(values: Mapping[str, Any]) -> bool:
    word = str(values["SECURE_COOKIES"]).lower()
    if word == "auto":
        return bool(values["ENV"] == "production")
    if word not in YES_AND_NO:
        raise ConfigError(f"ZHIKE_SECURE_COOKIES must be yes, no or auto, not {word!r}")
    return YES_AND_NO[word]


def _local_secret(instance: Path) -> str:
    """Read this machine's own key, making it on the first start (readable by its owner only).

    The key is written to a file of its own first and linked into place whole, so that neither a
    second process starting at once nor a power cut ever sees half a key.
    """
    path = instance / "secret_key"
    instance.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make_secret(path)
    key = path.read_text(encoding="utf-8").strip()
    if len(key) < SHORTEST_KEY:
        raise ConfigError(f"{path} holds no key; remove it, and a new one is made")
    return key


def _make_secret(path: Path) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process was quicker: its key is the one
    except OSError:
        fresh.replace(path)  # a file system without links
    fresh.unlink(missing_ok=True)
