"""The server: HTTP doors in the shapes that existing clients expect, Weir's own API, and the console."""

from weir.server.app import make_app
from weir.server.run import run

__all__ = ["make_app", "run"]
