"""Labels of generated content (GB 45438-2025): for people, for machines, bound to the content."""

from weir.guard.label.files import Verification, read_label, verify_label, write_label
from weir.guard.label.label import EXPLICIT, FIELDS, Label, bind, check_producer, explicit_label, fault

__all__ = [
    "EXPLICIT",
    "FIELDS",
    "Label",
    "Verification",
    "bind",
    "check_producer",
    "explicit_label",
    "fault",
    "read_label",
    "verify_label",
    "write_label",
]
