"""Writing files: the same bytes for the same content, whole or not at all."""

import os

import numpy as np
import pandas as pd
import pytest

from edugov import files, tables


@pytest.mark.parametrize("name", tables.names())
def test_table_read_and_written_again_keeps_every_byte(name):
    """Else adding one row would change others, which nobody looked at."""
    landed = (tables.DATA / f"{name}.csv").read_bytes()
    assert files.to_csv(tables.read(name)).encode() == landed


def test_numbers_are_written_as_short_as_they_can_be_read_again():
    table = pd.DataFrame(
        {
            "number": [0.1, 2.0, np.nan, 91.56],
            "year": pd.array([2021, None, 2023, 2024], dtype="Int64"),
            "truth": pd.array([True, False, None, True], dtype="boolean"),
            "text": ["昭通", "a,b", "", 'say "yes"'],
        }
    )
    assert files.to_csv(table) == (
        'number,year,truth,text\n0.1,2021,true,昭通\n2,,false,"a,b"\n,2023,,\n'
        '91.56,2024,true,"say ""yes"""\n'
    )


def test_interrupted_write_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "page.txt"
    files.write_text(path, "whole")
    monkeypatch.setattr(os, "replace", lambda *names: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        files.write_text(path, "half")
    assert {item.name: item.read_text() for item in tmp_path.iterdir()} == {"page.txt": "whole"}


def test_text_that_cannot_be_encoded_leaves_what_was_there(tmp_path):
    path = tmp_path / "page.txt"
    files.write_text(path, "whole")
    with pytest.raises(UnicodeEncodeError):
        files.write_text(path, "half \udcff")
    assert {item.name: item.read_text() for item in tmp_path.iterdir()} == {"page.txt": "whole"}
