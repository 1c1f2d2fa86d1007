"""All findings of all regions as one table, with what each rests on and the page it stands on."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import pandas as pd

from edugov import audit, findings, judging, regions
from edugov.audit import yearly_growth
from edugov.duties import compliance
from edugov.duties.sentences import summary
from edugov.evidence import KEYS, Finding
from edugov.files.kept import Known, library_hash
from edugov.findings import funding_sentences
from edugov.labels import LANGUAGES
from edugov.pages import beside_regions_above
from edugov.regions import region_inputs
from edugov.tables import ROOT, Tables
from edugov.tables.rows_by_region import Whole

BASE_YEAR = 2020  # of constant prices, as on the pages of funding
COLUMNS = ["region_code", "page", "kind", "sentence_en", "sentence_zh", "computed", *KEYS[:-1]]


class _Arithmetic(NamedTuple):
    """What was found of the arithmetic of a region's reports: by the audit, and which growth is
    beyond the bounds."""

    checked: pd.DataFrame
    great: pd.DataFrame

    def told(self, indicators: pd.DataFrame, lang: str) -> list[Finding]:
        """Say it in a language."""
        great = yearly_growth.told(self.great, indicators, lang)
        return audit.told(self.checked, lang) + great


def _of_region(
    row, own: Tables, judged: pd.DataFrame, duties: pd.DataFrame, arithmetic: _Arithmetic, lang: str
) -> Iterator[tuple[str, Finding]]:
    """Give each finding of a region, with the kind of page that it stands on."""
    single = judged[judged["kind"] != "coefficients"].reset_index(drop=True)
    if row.profile:
        every = findings.profile(own, single, lang)
        every += beside_regions_above.told(own, lang)
        every += summary(duties, own, lang)
        every += arithmetic.told(own["indicators"], lang)
        every += findings.missing(own, single, lang)
        for said in every:
            if isinstance(said, Finding):  # else it says that there is nothing
                yield "profile", said
    if row.funding:
        for said in funding_sentences.money(own, BASE_YEAR, lang, judged):
            yield "funding", said
    if row.equity:
        for said in findings.coefficients(own, lang):
            yield "equity", said


def all_findings(every: Tables, known: Known | None = None) -> pd.DataFrame:
    """Return every finding of every region that has pages (全部发现).

    Parameters
    ----------
    every : dict of DataFrame
        The data package.
    known : Known, optional
        What was found of regions before; those whose rows are the same are not gone through again.

    Returns
    -------
    DataFrame
        One row a sentence: `region_code`, `page` (its address from the top of the book), `kind`
        (the row of the catalogue of sentences), the sentence in both languages, `computed` (numbers
        worked out for it), and the keys of figures, rules, verdicts and sources that it rests on.
    """
    having = regions.with_pages(every)
    paged = having[having["pages"]].merge(every["regions"])
    judged = judging.verdicts(every)
    duties = compliance.table(every, judged)
    known = known or Known()
    rows, whole = [], Whole(every)
    for row in paged.itertuples():
        mine = judged[judged["region_code"] == row.region_code]
        owed = duties[duties["region_code"] == row.region_code]
        own = region_inputs.told(row.region_code, whole)
        rests_on = [repr(row), *own, mine.to_csv(), owed.to_csv()]
        rows += known.get(rests_on, partial(_records, row, whole, mine, owed))
    known.save()
    return pd.DataFrame(rows).reindex(columns=COLUMNS).fillna("")


def known_ones() -> Known:
    """Return what was found of regions when the pages were made last, as far as it still holds."""
    return Known(ROOT / "_build" / "findings.json", library_hash(ROOT))


def _records(row, whole: Whole, judged: pd.DataFrame, duties: pd.DataFrame) -> list[dict[str, str]]:
    """Return the findings of a region, each as a row of the table of findings."""
    rows, own = [], regions.belonging(row.region_code, whole.tables, whole)
    every = whole.tables
    find = partial(yearly_growth.beyond_bounds, every["figures"], every["indicators"])
    great = whole.once("beyond bounds", find)  # all cost about what one region does
    great = great[great["region_code"] == row.region_code]
    about = row, own, judged, duties, _Arithmetic(audit.audit(own["figures"]), great)
    english, chinese = (_of_region(*about, lang) for lang in LANGUAGES)
    for (page, said), (_, translated) in zip(english, chinese, strict=True):
        stem = regions.page_stem(row.slug, page)
        record = said.record()
        record["region_code"] = row.region_code
        record["page"] = f"regions/{stem}.html"
        record["sentence_en"] = str(said)
        record["sentence_zh"] = str(translated)
        rows.append(record)
    return rows
