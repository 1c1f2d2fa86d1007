"""The figures of the reports, read again and corrected; and corrections by hand on invented
figures."""

import pandas as pd
import pytest

from edugov import files, makers, tables
from edugov.makers.figures import correct, make, read_report
from edugov.tables import Fault

REPORTS = tables.read("schemes")["source_id"]


@pytest.fixture(scope="module")
def material(shared):
    return makers.Material(folder=shared)


@pytest.mark.parametrize("source_id", REPORTS)
def test_reading_a_report_again_gives_its_figures(source_id, material):
    held = tables.read("figures")
    by_reader = held["origin"] == "reader"
    own = (held["source_id"] == source_id) & by_reader
    again = read_report(source_id, material)
    by_hand = held.loc[~by_reader, "figure_id"]  # what a person wrote of a place stands
    again = again[~again["figure_id"].isin(by_hand)]
    again = again.sort_values("figure_id", kind="stable", ignore_index=True)
    pd.testing.assert_frame_equal(again, held[own].reset_index(drop=True), check_dtype=False)


def test_figures_that_the_reader_did_not_read_stay(monkeypatch):
    """Each report reads as no figure: what is left are the rows of other origins."""
    held = tables.read("figures")
    monkeypatch.setattr(
        "edugov.makers.figures.read_report", lambda source_id, material: held.head(0)
    )
    left = make(makers.Material())
    expected = held[held["origin"] != "reader"].reset_index(drop=True)
    assert files.to_csv(left) == files.to_csv(expected)


def test_every_correction_belongs_to_a_report():
    corrections = tables.read("corrections")
    assert corrections["figure_id"].str.rsplit("-", n=1).str[0].isin(REPORTS).all()


@pytest.fixture
def figures():
    return pd.DataFrame(
        {
            "figure_id": ["a-000001", "a-000002"],
            "stage": ["all", "primary"],
            "value": [5.0, 7.0],
            "note": "",
        }
    )


def row(**changed):
    base = {
        "figure_id": "a-000001",
        "column": "stage",
        "reading": "all",
        "corrected": "primary",
        "why": "w",
        "decided_by": "d",
    }
    return pd.DataFrame([base | changed])


def test_a_correction_changes_what_it_names_and_says_so(figures):
    done = correct(figures, row())
    assert done["stage"].tolist() == ["primary", "primary"]
    assert done["note"].tolist() == ["corrected by hand: w", ""]
    assert correct(figures, row(column="value", reading="5", corrected="6.5"))[
        "value"
    ].tolist() == [6.5, 7.0]
    assert len(correct(figures, row(column="figure_id", reading="a-000001", corrected=""))) == 1
    assert figures["stage"].tolist() == ["all", "primary"]


def test_a_correction_fails_loudly_when_the_reading_has_changed(figures):
    with pytest.raises(
        Fault, match="figure a-000001, column stage: the reader gave 'special' and now gives 'all'"
    ):
        correct(figures, row(reading="special"))
    with pytest.raises(Fault, match="a-000009.*no longer gives this figure"):
        correct(figures, row(figure_id="a-000009"))
