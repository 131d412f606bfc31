"""The command line: ``weir <noun> <verb>``."""

__all__: list[str] = []
