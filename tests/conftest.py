"""Fixtures that every room's tests share: a home of their own, and a store on each database."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from weir.core.store import Store


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty folder in which a Weir may live."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def dialect(request: pytest.FixtureRequest) -> str:
    """Each database in turn; what uses it, or a fixture below, runs on both."""
    return str(request.param)


@pytest.fixture
def empty_store_url(dialect: str, home: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a store that nobody has opened yet."""
    if dialect == "sqlite":
        yield f"sqlite:///{home / 'weir.db'}"
        return
    with _database(request.getfixturevalue("postgresql_server")) as url:
        yield url


@pytest.fixture
def store_url(dialect: str, home: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a store whose schema is current and whose tables are empty (a copy, which is quick)."""
    template: str = request.getfixturevalue(f"{dialect}_template")
    if dialect == "sqlite":
        shutil.copy(template, home / "weir.db")
        yield f"sqlite:///{home / 'weir.db'}"
        return
    with _database(request.getfixturevalue("postgresql_server"), template) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the current schema."""
    path = tmp_path_factory.mktemp("template") / "weir.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> Iterator[str]:
    """The name of a database with the current schema."""
    with _database(postgresql_server) as url:
        Store.open(url).close()
        yield make_url(url).database or ""


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open, empty store, on SQLite and then on PostgreSQL."""
    opened = Store.open(store_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server of this test run alone, or of WEIR_TEST_POSTGRES where that is set."""
    given = os.environ.get("WEIR_TEST_POSTGRES")
    if given:
        yield given
        return
    tools = _postgresql_tools()
    if tools is None:
        pytest.skip(
            "PostgreSQL is not installed (initdb and pg_ctl are neither in PATH nor /usr/lib/postgresql)"
        )
    folder = Path(tempfile.mkdtemp(prefix="weir-postgresql-"))
    try:
        with _Cluster(tools, folder) as cluster:
            yield cluster.url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Cluster:
    """A private cluster on a random loopback port, with a random password, without fsync."""

    def __init__(self, tools: Path, folder: Path) -> None:
        self.tools, self.folder, self.port = tools, folder, _free_port()
        self.password = secrets.token_hex(16)
        self.url = f"postgresql://weir:{self.password}@127.0.0.1:{self.port}/postgres"

    def __enter__(self) -> _Cluster:
        (self.folder / "password").write_text(self.password)
        for path in (self.folder, self.folder / "password"):
            os.chown(path, *self._owner())
        data = str(self.folder / "data")
        password = f"--pwfile={self.folder / 'password'}"
        self._run(
            "initdb", "-D", data, "-U", "weir", "-A", "scram-sha-256", password, "-E", "UTF8", "--no-sync"
        )
        options = (
            f"-F -p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{self.folder}'"
        )
        self._run("pg_ctl", "-D", data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def _owner(self) -> tuple[int, int]:
        """PostgreSQL refuses to run as root; its own account, made by every package of it, stands in."""
        if os.getuid() != 0:
            return os.getuid(), os.getgid()
        account = pwd.getpwnam("postgres")
        return account.pw_uid, account.pw_gid

    def _run(self, tool: str, *arguments: str) -> None:
        user, group = self._owner()
        root = os.getuid() == 0
        with (self.folder / "output").open("ab") as output:  # a pipe would stay open with the server
            done = subprocess.run(
                [str(self.tools / tool), *arguments],
                cwd=self.folder,
                stdout=output,
                stderr=output,
                timeout=60,
                user=user if root else None,
                group=group if root else None,
                extra_groups=[] if root else None,
            )
        assert done.returncode == 0, (self.folder / "output").read_text()


def _postgresql_tools() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    return folders[-1] if folders else None


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _database(server: str, template: str = "template0") -> Iterator[str]:
    """A database of one test, gone afterwards."""
    name = f"weir_{secrets.token_hex(6)}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(server: str, statement: str) -> None:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
