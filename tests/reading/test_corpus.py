"""The reports at hand, read again: what the data package holds of them is what the reader gives,
corrected."""

import pandas as pd
import pytest

from edugov import tables
from edugov.reading import report
from edugov.reading.adding import core_only
from edugov.reading.documents import open_document

# the region's own name, and the year that was given to the reader (none where the report prints no
# year of its own)
REPORTS = {
    "nantong-2021": ("南通市", 2021),
    "sichuan-template-2023": ("", None),
    "yining-2021": ("伊宁市", None),
    "yunyang-2021": ("云阳县", 2021),
    "zhaotong-2023": ("昭通市", 2023),
}


@pytest.fixture(scope="module")
def words():
    return report.lexicon()


@pytest.mark.parametrize("source_id", REPORTS)
def test_reading_a_report_again_gives_its_figures(source_id, words, shared):
    held = tables.read("figures")
    held = held[(held["source_id"] == source_id) & (held["origin"] == "reader")].reset_index(
        drop=True
    )
    document = open_document(shared / "corpus" / f"{source_id}.txt")
    source = tables.read("sources").set_index("source_id").loc[source_id]
    assert document.sha256 == source["text_sha256"]
    name, year = REPORTS[source_id]
    code = held["region_code"].iloc[0]
    figures = report.figures_of(
        document, words, source_id=source_id, region_code=code, region_name=name, year=year
    )
    corrections = tables.read("corrections")
    mine = corrections[corrections["figure_id"].str.startswith(f"{source_id}-")]
    again = report.correct(core_only(figures, tables.read("indicators")), mine)
    again = again.sort_values("figure_id", kind="stable", ignore_index=True)
    again[["start", "end"]] = again[["start", "end"]].astype("Int64")
    pd.testing.assert_frame_equal(again, held, check_dtype=False)


def test_every_correction_belongs_to_a_report():
    corrections = tables.read("corrections")
    assert corrections["figure_id"].str.rsplit("-", n=1).str[0].isin(REPORTS).all()
