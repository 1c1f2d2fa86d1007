"""mentions.csv: which duties each report names, and how often (提及)."""

import pandas as pd

from edugov.makers import Material
from edugov.makers.wording import mentions, sentences


def make(material: Material) -> pd.DataFrame:
    """Count for each report and duty the sentences that name the duty, with the terms of
    duty_terms.csv."""
    sections = material.table("report_sections")
    terms = material.table("duty_terms")
    schemes = material.table("schemes").set_index("source_id")
    found = []
    for source_id, document in material.reports().items():
        own = sections[sections["source_id"] == source_id]
        table = mentions(sentences(document.text, own), terms)
        table.insert(0, "source_id", source_id)
        table.insert(1, "region_code", schemes.loc[source_id, "region_code"])
        found.append(table)
    return pd.concat(found, ignore_index=True)
