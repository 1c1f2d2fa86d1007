"""The exception for a user's mistake (`Fault`), which is shown as one sentence."""


class Fault(ValueError):
    """A fault in a user's input: says file, row, column, value, and what would be right."""
