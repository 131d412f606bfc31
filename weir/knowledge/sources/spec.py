"""How a source is written down. Secrets are fields of type `SecretStr`: they are sealed, never shown."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

HTTP = r"^https?://[^\s]+$"


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FolderSpec(_Spec):
    """A folder on the server's machine, with what is below it."""

    kind: Literal["folder"] = "folder"
    path: Path
    include: tuple[str, ...] = Field((), description="Patterns such as `*.pdf`; none: every file.")
    exclude: tuple[str, ...] = Field((), description="Patterns of paths that are passed over.")


class UrlsSpec(_Spec):
    """Pages and files on the web, each by its address."""

    kind: Literal["urls"] = "urls"
    urls: tuple[Annotated[str, Field(pattern=HTTP)], ...] = Field(min_length=1, max_length=10_000)


class S3Spec(_Spec):
    """Objects of a bucket, of any service that speaks the S3 API."""

    kind: Literal["s3"] = "s3"
    endpoint: str = Field(pattern=HTTP)
    bucket: str = Field(min_length=1)
    prefix: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: SecretStr = SecretStr("")
    include: tuple[str, ...] = ()


class SqlSpec(_Spec):
    """Rows of a query, a document each; the columns that are not named are written as `name: value`."""

    kind: Literal["sql"] = "sql"
    url: SecretStr = Field(description="SQLAlchemy URL of a SQLite or PostgreSQL database.")
    query: str = Field(min_length=1)
    key: str = Field(description="Column that names a row for as long as it lives.")
    title: str = Field("", description="Column that becomes the title.")

    @field_validator("url")
    @classmethod
    def _known(cls, url: SecretStr) -> SecretStr:
        try:
            backend = make_url(url.get_secret_value()).get_backend_name()
        except ArgumentError:
            raise ValueError("not the address of a database") from None
        if backend not in ("sqlite", "postgresql"):
            raise ValueError("the database is SQLite or PostgreSQL")
        return url

    @field_validator("query")
    @classmethod
    def _reads(cls, query: str) -> str:
        if query.lstrip().split(None, 1)[0].lower() not in ("select", "with"):
            raise ValueError("a query begins with SELECT or WITH")
        return query


class GitSpec(_Spec):
    """The files of a branch of a Git repository."""

    kind: Literal["git"] = "git"
    url: str = Field(pattern=r"^(https?://|ssh://|file:///|/|[\w.-]+@[\w.-]+:)[^\s]+$")
    branch: str = Field("HEAD", pattern=r"^[\w][\w./-]*$")
    folder: str = ""
    include: tuple[str, ...] = ()


Spec = Annotated[FolderSpec | UrlsSpec | S3Spec | SqlSpec | GitSpec, Field(discriminator="kind")]

SECRET_FIELDS = {"s3": "secret_key", "sql": "url"}
"""The one field of a kind that is sealed."""


def hosts_of(spec: Spec) -> tuple[str, ...]:
    """The hosts that a source speaks to; empty for what is on this machine."""
    if isinstance(spec, UrlsSpec):
        return tuple(sorted({urlsplit(url).hostname or "" for url in spec.urls}))
    if isinstance(spec, S3Spec):
        return (urlsplit(spec.endpoint).hostname or "",)
    if isinstance(spec, SqlSpec):
        return _database_hosts(spec.url.get_secret_value())
    if isinstance(spec, GitSpec) and not folder_of(spec):
        host = urlsplit(spec.url).hostname or spec.url.partition("@")[2].partition(":")[0]
        return (host,)
    return ()


def _database_hosts(url: str) -> tuple[str, ...]:
    """The hosts of a database; an empty one for a socket of this machine, which is somewhere, too.

    The driver also takes hosts from the query of the address, so they count as well.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return ()
    named = [parsed.host, *(parsed.query.get(name) for name in ("host", "hostaddr"))]
    hosts = [str(host) for host in named if host]
    elsewhere = {"service", "servicefile"} & parsed.query.keys()
    return tuple(hosts) if hosts and not elsewhere else (*hosts, "")


def folder_of(spec: Spec) -> Path | None:
    """The file or folder on this machine that a source reads."""
    if isinstance(spec, FolderSpec):
        return spec.path
    if isinstance(spec, GitSpec) and (spec.url.startswith(("/", "file://"))):
        return Path(spec.url.removeprefix("file://"))
    if isinstance(spec, SqlSpec) and spec.url.get_secret_value().startswith("sqlite"):
        return Path(spec.url.get_secret_value().partition(":///")[2].partition("?")[0] or "/")
    return None
