"""Personal data: recognised by shape, checksum and context; masked or given a pseudonym."""

from weir.guard.personal.checksums import is_credit_code
from weir.guard.personal.recognise import NAMES, RISKS, Pseudonyms, mask, recognise
from weir.guard.personal.recognisers import Personal

__all__ = ["NAMES", "RISKS", "Personal", "Pseudonyms", "is_credit_code", "mask", "recognise"]
