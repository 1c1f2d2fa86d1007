"""Writing files: whole or not at all, the same bytes for the same content."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

OURS = ".edugov-"  # how the name of every file begins that is not meant to stay


def write_text(path: Path, text: str) -> None:
    """Write a file in UTF-8 whole or not at all, as `write_bytes` does."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, as `written` does."""
    with written(path) as temporary:
        temporary.write_bytes(data)


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give a temporary neighbour of a file to write to; what was written there becomes the file.

    Raises
    ------
    OSError
        It names `path`, as does that of a disk that is full, which by itself names nothing.
    """
    temporary = path.with_name(f"{OURS}{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        temporary.unlink(missing_ok=True)


def remove_left(folder: Path) -> None:
    """Remove the temporary files that ended processes left in a folder."""
    import psutil

    for path in folder.glob(f"{OURS}*-*"):
        process = path.name.removeprefix(OURS).partition("-")[0]
        if process.isdecimal() and not psutil.pid_exists(int(process)):
            path.unlink(missing_ok=True)


def to_csv(table: pd.DataFrame) -> str:
    """Return a table as the text of its file: UTF-8, LF, numbers as short as they round-trip."""
    shown = table.copy()
    for column in shown:
        if pd.api.types.is_bool_dtype(shown[column]):
            shown[column] = shown[column].map({True: "true", False: "false"})
        elif pd.api.types.is_float_dtype(shown[column]):
            shown[column] = [_shortest(number) for number in shown[column]]
    return shown.to_csv(index=False, lineterminator="\n")


def _shortest(number: float) -> str:
    if pd.isna(number):
        return ""
    if number == int(number):
        return str(int(number))
    return repr(float(number))
