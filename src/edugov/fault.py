"""The one exception for a user's mistake; it needs no library, so a small process starts fast."""


class Fault(ValueError):
    """A fault in a user's input: says file, row, column, value, and what would be right."""
