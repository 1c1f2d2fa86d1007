"""figures.csv: what the reader reads out of the reports, corrected by hand (人工更正)."""

import pandas as pd

from edugov.makers import Material, progress
from edugov.reading import report
from edugov.reading.adding import kept
from edugov.reading.corrections import correct


def make(material: Material) -> pd.DataFrame:
    """Read the reports of schemes.csv again, correct them by corrections.csv, and keep all other
    rows."""
    held = material.table("figures")
    schemes = material.table("schemes")
    is_of_scheme = held["source_id"].isin(schemes["source_id"])
    by_reader = is_of_scheme & held["origin"].eq("reader")
    read = [
        read_report(source_id, material) for source_id in progress(schemes["source_id"], "report")
    ]
    by_hand = set(held.loc[~by_reader, "figure_id"])  # what a person wrote of a place stands
    read = [figures[~figures["figure_id"].isin(by_hand)] for figures in read]
    whole = pd.concat([held[~by_reader], *read])
    return whole.sort_values("figure_id", kind="stable", ignore_index=True)


def read_report(source_id: str, material: Material) -> pd.DataFrame:
    """Read one report of schemes.csv, as its region's and of the year given there, and correct it.

    Core indicators and what a person corrected are kept, as in `adding.add_report`.
    """
    scheme = material.table("schemes").set_index("source_id").loc[source_id]
    regions = material.table("regions").set_index("region_code")
    code = scheme["region_code"]
    year = scheme["year_given"]
    document = material.document(source_id)
    figures = report.figures_of(
        document,
        material.lexicon,
        source_id=source_id,
        region_code=code,
        region_name=regions.loc[code, "name_zh"] if code else "",
        year=None if pd.isna(year) else int(year),
    )
    corrections = material.table("corrections")
    sources = corrections["figure_id"].str.rsplit("-", n=1).str[0]
    own = corrections[sources == source_id]
    corrected = correct(figures, own)
    corrected = kept(corrected, material.table("indicators"), set(own["figure_id"]))
    return corrected.astype({"start": "Int64", "end": "Int64"})
