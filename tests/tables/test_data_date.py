"""The date of the data."""

from edugov.tables.data_date import date_of


def test_the_date_of_the_data_is_the_newest_day_of_a_source(tmp_path):
    # invented; a year or a month is no day
    (tmp_path / "data").mkdir()
    rows = "source_id,date\na,2024-05-01\nb,2025-01\nc,2024-12-26\nd,\ne,2026\n"
    (tmp_path / "data" / "sources.csv").write_text(rows)
    assert date_of(tmp_path) == "2024-12-26"
    assert date_of(tmp_path / "elsewhere") == date_of(None) == ""
