"""Backups: one file with everything, made while servers write, verified before it is restored."""

from weir.core.backup.create import Backup, backup
from weir.core.backup.restore import Restored, restore
from weir.core.backup.rows import export

__all__ = ["Backup", "Restored", "backup", "export", "restore"]
