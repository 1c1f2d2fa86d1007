"""What official evaluations decided on places, beside what the book has of the same places."""

import pandas as pd

from edugov.evidence import Finding, finding
from edugov.judging import verdicts
from edugov.labels import join, minus, names, say
from edugov.provinces import per_student
from edugov.tables import Tables

INSPECTED = "inspection-provinces-2020"  # of six provinces together
QUALITY = "recognition-quality-"  # sources of counties recognised for quality balance
YEAR = 2019  # the year that it speaks of
OF_PLACES = ("all", "winners")  # what is published of single places, so that it can be counted


def own_reports(tables: Tables) -> list[str]:
    """Return the codes of regions, not examples, whose own report gives figures to the book."""
    sources = tables["sources"]
    is_report = sources["kind"] == "report"
    reports = sources.loc[is_report, "source_id"]
    figures = tables["figures"]
    is_reported = figures["source_id"].isin(reports)
    codes = set(figures.loc[is_reported, "region_code"])
    return sorted(codes & set(tables["regions"]["region_code"]))


def beside(tables: Tables) -> pd.DataFrame:
    """Return a row an outcome of one place that is also in the book: `region_code`, the outcome's
    columns, the `years` of its figures and tables, and its `verdicts` by kind."""
    outcomes = tables["evaluation_outcomes"]
    one_place = outcomes["published"].isin(OF_PLACES)
    judged = verdicts(tables)
    figures = tables["figures"]
    rows = []
    for row in outcomes[one_place].to_dict("records"):
        code = row["region_code"]
        own = judged[judged["region_code"] == code]
        is_here = figures["region_code"] == code
        years = {*figures.loc[is_here, "year"], *own["year"]}
        if code and years:
            counted = own["verdict"].value_counts().to_dict()
            rows.append(row | {"years": sorted(years), "verdicts": counted})
    return pd.DataFrame(rows)


def schemes(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return a row a scheme and what it publishes: its years, its rows, its outcomes with how
    often each was read."""
    grouped = outcomes.groupby(["scheme_en", "published"], sort=False)
    rows = []
    for (scheme, published), own in grouped:
        first = own.iloc[0]
        row = {"scheme_en": scheme, "scheme_zh": first["scheme_zh"], "published": published}
        row |= {"years": sorted(set(own["year"])), "rows": len(own)}
        for lang in ("en", "zh"):
            counts = own[f"outcome_{lang}"].value_counts(sort=False)
            row[f"outcomes_{lang}"] = counts.to_dict()
        rows.append(row)
    return pd.DataFrame(rows)


def recognised_and_read(outcomes: pd.DataFrame) -> tuple[int, int]:
    """Return how many counties were recognised for quality balance by the counts that could be
    read, and how many names of such counties could be."""
    own = outcomes[outcomes["source_id"].str.startswith(QUALITY)]
    is_count = own["published"] == "count"
    counts = own.loc[is_count, "outcome_en"].str.extract(r"^(\d+) counties$")[0]
    return int(counts.astype(int).sum()), int((own["published"] == "winners").sum())


def inspected(tables: Tables) -> pd.DataFrame:
    """Return the provinces of the inspection with what the budget spent on education, and what
    that is for each student of schools, in percent of change from the year before in current
    prices."""
    outcomes = tables["evaluation_outcomes"]
    is_of_inspection = outcomes["source_id"] == INSPECTED
    codes = outcomes.loc[is_of_inspection, "region_code"].tolist()
    return changed(tables).loc[codes].reset_index()


def changed(tables: Tables) -> pd.DataFrame:
    """Return the same of every province, and `real_pct`, per student in the province's own
    prices."""
    values = tables["province_values"]
    money = per_student.expenditure(tables["funding_provincial"], values)
    students = per_student.enrolled(values)
    real = per_student.own_prices(money, tables["prices_provincial"], YEAR)
    compared = {"budget_pct": money, "each_pct": money / students, "real_pct": real / students}
    changes = {
        name: 100 * (table.loc[YEAR] / table.loc[YEAR - 1] - 1) for name, table in compared.items()
    }
    return pd.DataFrame(changes).rename_axis("region_code")


def findings(tables: Tables, lang: str) -> list[Finding]:
    """Say what can be set beside what, how outcomes are selected, and what the inspection says."""
    described = schemes(tables["evaluation_outcomes"])
    return [
        _on_own_reports(tables, lang),
        _on_pairs(tables, lang),
        _on_selection(described, lang),
        _on_whole_scheme(described, lang),
        _on_inspection(tables, lang),
    ]


def _on_own_reports(tables: Tables, lang: str) -> Finding:
    """Say of how many places with a report of their own an outcome is published."""
    name = names(tables["regions"], "region_code", lang)
    outcomes = tables["evaluation_outcomes"]
    reports = own_reports(tables)
    names_place = outcomes["published"].isin(OF_PLACES)
    known = set(reports) & set(outcomes.loc[names_place, "region_code"])
    recognised, read = recognised_and_read(outcomes)
    return finding(
        "outside.known" if known else "outside.unknown",
        lang,
        reports=len(reports),
        known=len(known),
        rows=len(outcomes),
        named=int(names_place.sum()),
        counts=int((outcomes["published"] == "count").sum()),
        joint=int((outcomes["published"] == "findings").sum()),
        recognised=recognised,
        read=read,
        list=join([name[code] for code in reports], lang),
    )


def _on_pairs(tables: Tables, lang: str) -> Finding:
    """Say which places have an outcome and figures, and whether these are of the same year."""
    name = names(tables["regions"], "region_code", lang)
    pairs = beside(tables)
    listed = []
    for row in pairs.itertuples():
        years = [_year(year, lang) for year in row.years]
        told = {"name": name[row.region_code], "year": row.year, "years": join(years, lang)}
        listed.append(say("outside.pair", lang, **told))
    same = sum(str(row.year) in row.years for row in pairs.itertuples())
    return finding(
        "outside.pairs" if same else "outside.pairs_none",
        lang,
        pairs,
        [year for row in pairs["years"] for year in row],
        pairs=len(pairs),
        same=same,
        list=join(listed, lang),
    )


def _on_selection(described: pd.DataFrame, lang: str) -> Finding:
    """Say how many schemes name the winners alone."""
    told = described[described["published"].isin(OF_PLACES)]
    return finding(
        "outside.selected",
        lang,
        schemes=len(told),
        winners=int((told["published"] == "winners").sum()),
        every=int((told["published"] == "all").sum()),
    )


def _year(year: str, lang: str) -> str:
    if year:
        return say("year.named", lang, year=year)
    return say("year.none", lang)


def _on_whole_scheme(described: pd.DataFrame, lang: str) -> Finding:
    """Say how the outcomes of the schemes that publish every place are spread."""
    rows = described[described["published"] == "all"]
    said = [
        say(
            "outside.spread",
            lang,
            scheme=row[f"scheme_{lang}"],
            years=join([_year(year, lang) for year in row["years"]], lang),
            places=row["rows"],
            list=counted(row[f"outcomes_{lang}"], lang),
        )
        for row in rows.to_dict("records")
    ]
    years = [year for row in rows["years"] for year in row]
    numbers = [*rows["rows"], *years]
    for row in rows[f"outcomes_{lang}"]:
        numbers += row.values()
    return finding("outside.whole", lang, numbers, list=join(said, lang))


def _on_inspection(tables: Tables, lang: str) -> Finding:
    """Say in which of the inspected provinces money was less than in the year before."""
    name = names(tables["regions"], "region_code", lang)
    rows = inspected(tables)
    every = changed(tables)
    fell = rows[rows["each_pct"] < 0]
    listed = [
        say("money.each", lang, name=name[row.region_code], change=minus(f"{row.each_pct:+.1f}"))
        for row in fell.itertuples()
    ]
    return finding(
        "outside.inspection",
        lang,
        {"source_id": INSPECTED},
        fell,
        year=YEAR,
        count=len(rows),
        fell=len(fell),
        all=len(every),
        all_fell=int((every["each_pct"] < 0).sum()),
        all_real=int((every["real_pct"] < 0).sum()),
        list=join(listed, lang),
    )


def counted(counts: dict[str, int], lang: str, key: str = "outside.times") -> str:
    """Return outcomes or verdicts with how often each was given."""
    said = [say(key, lang, name=name, count=count) for name, count in counts.items()]
    return join(said, lang)


def pairs_shown(tables: Tables, lang: str) -> pd.DataFrame:
    """Return the places with an outcome and a page or table in the book, as a page shows them."""
    pairs = beside(tables)
    name = names(tables["regions"], "region_code", lang)
    cells = []
    for row in pairs.to_dict("records"):
        ours = {}
        for key, count in row["verdicts"].items():
            ours[say(f"verdict.{key}", lang)] = count
        cells.append(
            {
                "region": name[row["region_code"]],
                "scheme": row[f"scheme_{lang}"],
                "outcome_year": row["year"],
                "outcome": row[f"outcome_{lang}"],
                "figures_years": join([_year(year, lang) for year in row["years"]], lang),
                "our_verdicts": counted(ours, lang, "outside.judged") or "–",
            }
        )
    return pd.DataFrame(cells)


def schemes_shown(tables: Tables, lang: str) -> pd.DataFrame:
    """Return the schemes, and what each publishes, as a page shows them."""
    cells = []
    for row in schemes(tables["evaluation_outcomes"]).to_dict("records"):
        published = say(f"code.published.{row['published']}", lang)
        outcomes = row[f"outcomes_{lang}"]
        by_place = row["published"] in OF_PLACES
        cells.append(
            {
                "scheme": row[f"scheme_{lang}"],
                "published_what": published,
                "outcome_year": join([str(year) for year in row["years"]], lang),
                "outcomes_read": counted(outcomes, lang) if by_place else join(outcomes, lang),
            }
        )
    return pd.DataFrame(cells)


def inspected_shown(tables: Tables, lang: str) -> pd.DataFrame:
    """Return the inspected provinces as a page shows them."""
    rows = inspected(tables)
    name = names(tables["regions"], "region_code", lang)
    return pd.DataFrame(
        {
            "province": rows["region_code"].map(name),
            "budget_change": [minus(f"{value:+.1f}") for value in rows["budget_pct"]],
            "each_change": [minus(f"{value:+.1f}") for value in rows["each_pct"]],
        }
    )
