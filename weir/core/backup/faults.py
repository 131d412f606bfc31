"""What may go wrong with backups, as errors that a person can act on."""

from __future__ import annotations

from weir.core.errors import error_kind

EXISTS = error_kind(
    "backup.exists",
    409,
    en="{path} exists already.",
    zh="{path} 已经存在。",
    do_en="Choose another file; a backup never overwrites one.",
    do_zh="请另选文件；备份不会覆盖已有文件。",
)
UNWRITABLE = error_kind(
    "backup.unwritable",
    507,
    en="{path} cannot be written: {reason}. Nothing was left behind.",
    zh="无法写入 {path}：{reason}。未留下任何文件。",
    do_en="Free some space or choose another place.",
    do_zh="请释放磁盘空间，或另选位置。",
)
NOT_AN_ARCHIVE = error_kind(
    "backup.not_an_archive",
    400,
    en="{path} is not a whole Weir backup: {reason}.",
    zh="{path} 不是完整的 Weir 备份：{reason}。",
    do_en="Fetch the file again, or use another backup.",
    do_zh="请重新获取该文件，或使用其他备份。",
)
DAMAGED = error_kind(
    "backup.damaged",
    400,
    en="{member} in the backup was changed since it was made.",
    zh="备份中的 {member} 在备份之后被改动。",
    do_en="Use another backup; this one was not restored.",
    do_zh="请使用其他备份；本备份未被恢复。",
)
HOSTILE = error_kind(
    "backup.hostile",
    400,
    en="The archive holds {member}, which no Weir backup does.",
    zh="压缩包中含有 {member}，Weir 的备份不会包含它。",
    do_en="Do not trust where this file came from; nothing was restored.",
    do_zh="请勿信任该文件的来源；未恢复任何内容。",
)
HOME_IN_USE = error_kind(
    "backup.home_in_use",
    409,
    en="{path} is not empty.",
    zh="{path} 不是空目录。",
    do_en="Restore into an empty folder, then point WEIR_HOME to it.",
    do_zh="请恢复到空目录，再将 WEIR_HOME 指向它。",
)
STORE_IN_USE = error_kind(
    "backup.store_in_use",
    409,
    en="The store {url} holds data already (table {table}).",
    zh="存储 {url} 中已有数据（表 {table}）。",
    do_en="Restore into an empty database.",
    do_zh="请恢复到空数据库。",
)
OTHER_VERSION = error_kind(
    "backup.other_version",
    409,
    en="The backup has schema {found}; this Weir restores schema {known} into another database.",
    zh="备份的结构版本为 {found}；此版本的 Weir 只能将 {known} 版本恢复到另一种数据库。",
    do_en="Restore it with the Weir that made it, then upgrade.",
    do_zh="请用生成该备份的 Weir 版本恢复，然后升级。",
)
PASSPHRASE = error_kind(
    "backup.passphrase",
    401,
    en="The secrets in the backup do not open: {reason}.",
    zh="无法打开备份中的密钥：{reason}。",
    do_en="Give the passphrase of this backup, or restore without the secrets and make new keys.",
    do_zh="请提供该备份的口令，或不恢复密钥并重新创建。",
)
NO_TABLE = error_kind(
    "backup.no_table",
    404,
    en="There is no table {table} to export.",
    zh="没有可导出的表 {table}。",
    do_en="Choose from: {known}.",
    do_zh="请从以下表中选择：{known}。",
)
