"""The data package: where it is, reading, writing, checking."""


class Fault(ValueError):
    """A fault in a user's input: says file, row, column, value, and what would be right."""
