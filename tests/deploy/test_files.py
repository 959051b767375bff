"""The files in deploy/ are well formed, agree with each other, and the commands in them work."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import yaml

from app.config import SETTINGS
from tests.soak.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SECONDS = 60


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((DEPLOY / name).read_text())
    return parser


def settings_in(name: str) -> dict[str, str]:
    lines = (DEPLOY / name).read_text().splitlines()
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {words[0]: words[1] for words in pairs}


def test_compose_starts_three_nodes_after_the_tables_are_made() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"]
    nodes = [name for name in services if re.fullmatch(r"web\d", name)]
    assert len(nodes) == 3
    for name in nodes:
        node = services[name]
        assert node["restart"] == "always"
        assert node["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
        assert "/ready" in " ".join(node["healthcheck"]["test"])
        assert node["environment"]["DATABASE_URL"].startswith("postgresql://")
        assert (DEPLOY / node["build"]["context"] / node["build"]["dockerfile"]).is_file()
    assert services["prepare"]["depends_on"]["db"]["condition"] == "service_healthy"
    served = set(re.findall(r"server (\w+):8000", (DEPLOY / "nginx.conf").read_text()))
    assert served == set(nodes)


def test_three_nodes_stay_below_the_databases_connections() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"]
    (most,) = re.findall(r"max_connections=(\d+)", " ".join(services["db"]["command"]))
    (pool,) = (setting.default for setting in SETTINGS if setting.name == "POOL_SIZE")
    assert 3 * 2 * (pool + 4) + 10 <= int(most)


def test_nginx_configuration_is_well_formed() -> None:
    text = re.sub(r"#.*", "", (DEPLOY / "nginx.conf").read_text())
    depth = 0
    for statement in re.findall(r"[^{};]*[{};]", text):
        words, end = statement[:-1].split(), statement[-1]
        assert bool(words) is (end != "}"), statement
        depth += {"{": 1, "}": -1, ";": 0}[end]
        assert depth >= 0
    assert depth == 0
    assert not re.sub(r"[^{};]*[{};]", "", text).strip()
    for header in ("Host", "For", "Proto"):
        assert re.search(rf"X-Forwarded-{header}\s", text)


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    text = (DEPLOY / "nginx.conf").read_text().replace("listen 443 ssl", "listen 8399")
    text = re.sub(r"ssl_certificate.*;", "", re.sub(r"web\d:", "127.0.0.1:", text))
    (tmp_path / "nginx.conf").write_text(text)
    done = subprocess.run(
        ["nginx", "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_example_names_only_settings_there_are() -> None:
    given = settings_in("zhike.env.example")
    known = {setting.variable for setting in SETTINGS}
    assert given.keys() - known == {"POSTGRES_PASSWORD"}
    assert given["ZHIKE_SECRET_KEY"] == ""  # an example that works would be used


@pytest.mark.parametrize("name", ["zhike.service", "zhike-backup.service"])
def test_services_run_as_a_user_of_their_own_and_read_the_settings(name: str) -> None:
    service = unit(name)["Service"]
    assert service["User"] == "zhike"
    assert service["EnvironmentFile"] == "/etc/zhike.env"
    assert service["ProtectSystem"] == "strict"
    assert Path(shlex.split(service["ExecStart"])[0]).is_relative_to("/srv/zhike/.venv/bin")


def test_the_site_is_always_started_again_and_backups_are_timed() -> None:
    service = unit("zhike.service")
    assert service["Service"]["Restart"] == "always"
    assert service["Unit"]["StartLimitIntervalSec"] == "0"
    timer = unit("zhike-backup.timer")["Timer"]
    assert timer["Persistent"] == "true"
    assert re.fullmatch(r"\*-\*-\* \d\d:\d\d:\d\d", timer["OnCalendar"])


# --- the commands, without containers and without systemd


@pytest.fixture
def server(tmp_path: Path) -> dict[str, str]:
    """The settings of the example, filled in for a database that lives as long as the test."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ZHIKE_")}
    environment |= settings_in("zhike.env.example")
    environment |= {
        "ZHIKE_SECRET_KEY": "0123456789abcdef" * 4,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'zhike.db'}",
        "ZHIKE_INSTANCE": str(tmp_path),
        "WEB_CONCURRENCY": "1",
    }
    return environment


def command(name: str) -> list[str]:
    """The unit's command, in this clone's environment instead of /srv/zhike."""
    program, *words = shlex.split(unit(name)["Service"]["ExecStart"])
    return [str(Path(sys.executable).parent / Path(program).name), *words]


def flask(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "run", *words],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS,
    )  # fmt: skip


@pytest.mark.soak
@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs Unix")
def test_the_units_start_a_site_that_answers_and_can_be_backed_up(
    server: dict[str, str], tmp_path: Path
) -> None:
    assert flask(server, "db", "upgrade").returncode == 0
    port = free_port()
    process = subprocess.Popen(
        command("zhike.service"),
        cwd=ROOT,
        env=server | {"GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert wait_for(f"http://127.0.0.1:{port}/health") == 200
        assert wait_for(f"http://127.0.0.1:{port}/ready") == 200
        done = subprocess.run(
            command("zhike-backup.service"), cwd=ROOT, env=server, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        (made,) = (tmp_path / "backups").glob("zhike-*.zip")
        assert flask(server, "backup", "verify", str(made)).returncode == 0
    finally:
        process.terminate()
        process.wait(timeout=SECONDS)
    assert process.returncode == 0


def wait_for(address: str) -> int:
    until = time.monotonic() + SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as reply:  # noqa: S310
                return int(reply.status)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
