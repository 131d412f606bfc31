"""The audit log: an append-only hash chain in the store, with an offline verifier.

Row n holds the SHA-256 of its own fields, among them the hash of row n-1. So a changed, deleted or moved row
breaks the chain at a known place. Signed heads (Ed25519) hold its end: whoever cuts off the tail, or rewrites
everything after some row, contradicts a head that only the signing key could have made.
"""

from weir.core.audit.chain import AuditEntry, AuditHead, append, audit_entries, lock_head
from weir.core.audit.export import export_audit, verify_audit_export
from weir.core.audit.heads import sign_head, sign_heads
from weir.core.audit.verify import AuditReport, verify_audit

__all__ = [
    "AuditEntry",
    "AuditHead",
    "AuditReport",
    "append",
    "audit_entries",
    "export_audit",
    "lock_head",
    "sign_head",
    "sign_heads",
    "verify_audit",
    "verify_audit_export",
]
