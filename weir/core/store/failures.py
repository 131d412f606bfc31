"""What a store may do to us, as errors that a person can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from weir.core.errors import ErrorKind, error_kind

URL_UNSUPPORTED = error_kind(
    "store.url_unsupported",
    400,
    en="{url} is not a store that Weir can use.",
    zh="Weir 不支持存储地址 {url}。",
    do_en="Use sqlite:///PATH or postgresql://USER@HOST/NAME in store.url.",
    do_zh="请在 store.url 中使用 sqlite:///路径 或 postgresql://用户@主机/库名。",
)
UNREACHABLE = error_kind(
    "store.unreachable",
    503,
    en="The store {url} cannot be opened: {reason}.",
    zh="无法打开存储 {url}：{reason}。",
    do_en="Check that the folder or server exists and that this account may use it.",
    do_zh="请检查目录或服务器是否存在、当前账户是否有权限。",
)
FULL = error_kind(
    "store.full",
    507,
    en="The disk of the store {url} is full; nothing was written.",
    zh="存储 {url} 所在磁盘已满，未写入任何内容。",
    do_en="Free some space; Weir goes on by itself.",
    do_zh="请释放磁盘空间，Weir 会自动恢复。",
)
READ_ONLY = error_kind(
    "store.read_only",
    503,
    en="The store {url} can be read but not written.",
    zh="存储 {url} 只读，无法写入。",
    do_en="Give this account write permission on the file and its folder, or point to the primary server.",
    do_zh="请授予当前账户对文件及其目录的写权限，或连接到主服务器。",
)
CORRUPT = error_kind(
    "store.corrupt",
    500,
    en="The store {url} is damaged or no Weir store: {reason}.",
    zh="存储 {url} 已损坏，或不是 Weir 的存储：{reason}。",
    do_en="Stop Weir, keep a copy of the file, and restore the last backup with `weir restore`.",
    do_zh="请停止 Weir，保留该文件副本，并用 `weir restore` 恢复最近的备份。",
)
NEWER = error_kind(
    "store.newer",
    503,
    en="The store {url} has schema {found}; this Weir knows schemas up to {known}.",
    zh="存储 {url} 的结构版本为 {found}，此版本的 Weir 最高支持 {known}。",
    do_en="Upgrade Weir to the version that wrote the store, or restore an older backup.",
    do_zh="请升级到写入该存储的 Weir 版本，或恢复较早的备份。",
)
LOCKED = error_kind(
    "store.locked",
    503,
    en="The store {url} was held by another writer for too long.",
    zh="存储 {url} 被其他写入者长时间占用。",
    do_en="Try again; if it stays, look for another process that uses the store.",
    do_zh="请重试；若持续出现，请检查是否有其他进程占用该存储。",
)
DEVICE = error_kind(
    "store.device",
    503,
    en="The disk of the store {url} failed: {reason}.",
    zh="存储 {url} 所在磁盘出错：{reason}。",
    do_en="Check the disk; restore the last backup if it is lost.",
    do_zh="请检查磁盘；如数据丢失，请恢复最近的备份。",
)

_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CORRUPT: CORRUPT,
    sqlite3.SQLITE_NOTADB: CORRUPT,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_CANTOPEN: UNREACHABLE,
    sqlite3.SQLITE_PERM: UNREACHABLE,
    sqlite3.SQLITE_IOERR: DEVICE,
}
# SQLSTATE classes and codes, https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {
    "53100": FULL,
    "25006": READ_ONLY,
    "55P03": LOCKED,
    "40P01": LOCKED,
    "XX001": CORRUPT,
    "XX002": CORRUPT,
    "58030": DEVICE,
}


@contextmanager
def as_weir_errors(url: str) -> Iterator[None]:
    """Turn the failures of the store itself into Weir errors; a broken constraint stays what it is."""
    try:
        yield
    except IntegrityError:
        raise
    except PoolTimeout as error:
        raise LOCKED(url=url, reason="no free connection") from error
    except DBAPIError as error:
        kind = _kind_of(error)
        if kind is None:
            raise
        raise kind(url=url, reason=_reason(error)) from error


def _kind_of(error: DBAPIError) -> ErrorKind | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    state = getattr(error.orig, "sqlstate", None)
    if state is None or state.startswith(("08", "57P")):
        return UNREACHABLE if isinstance(error, OperationalError) else None
    return _POSTGRESQL.get(state)


def _reason(error: DBAPIError) -> str:
    return " ".join(str(error.orig).split()).rstrip(".") or type(error.orig).__name__
