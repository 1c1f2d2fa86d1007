"""What the tables and charts of a school table's page show, as rows of finished cells or of numbers to draw."""

from __future__ import annotations

from html import escape

import pandas as pd

from edugov import pages
from edugov.assessment import Assessment
from edugov.balance import school_standards
from edugov.labels import join, number, say
from edugov.school_words import TWO_ENDS, amount, rounded, short


def largest(assessed: list[Assessment], stage: str) -> tuple[Assessment, str]:
    """Return the assessment and the indicator that hold a stage's largest coefficient."""
    found = []
    for one in assessed:
        here = one.coefficients[one.coefficients["stage"] == stage].dropna(subset="coefficient")
        if len(here):
            top = here.loc[here["coefficient"].idxmax()]
            found.append((top["coefficient"], one, top["indicator_id"]))
    _, one, indicator_id = max(found, key=lambda entry: entry[0])
    return one, indicator_id


def drawn_coefficients(assessed: Assessment, names: dict[str, str], lang: str) -> pd.DataFrame:
    """Return what :func:`edugov.charts.coefficients` draws: each coefficient, and the composite of 2012."""
    each = assessed.rule_set.judged == "each"
    single = assessed.coefficients.rename(columns={"coefficient": "coefficient_of_variation"})
    limit = single["stage"].map(assessed.rule_set.limit)
    single = single.assign(
        label=single["indicator_id"].map(names), composite=False, limit=limit if each else float("nan")
    )
    columns = ["stage", "label", "coefficient_of_variation", "limit", "composite", "lower", "upper"]
    tables = [single[columns]]
    if not each and assessed.judged["judged_value"].notna().any():
        whole = assessed.judged.rename(columns={"judged_value": "coefficient_of_variation"})
        tables.append(whole.assign(label=say("chart.composite", lang), composite=True)[columns])
    return pd.concat(tables, ignore_index=True).sort_values("stage", ascending=False, kind="stable")


def drawn_contributions(assessed: Assessment, names: dict[str, str], lang: str, many: int = 8) -> pd.DataFrame:
    """Return what the chart of contributions draws: the top schools of each stage's largest coefficient.

    No row for a stage whose schools are all alike.
    """
    tables = [assessed.contributions.head(0).assign(panel="", above=False, limit=0.0)]
    for stage in sorted(assessed.contributions["stage"].unique(), reverse=True):
        _, indicator_id = largest([assessed], stage)
        rows = assessed.contributions
        rows = rows[(rows["stage"] == stage) & (rows["indicator_id"] == indicator_id)]
        top = rows[rows["contribution"] > 0].sort_values("contribution", ascending=False, kind="stable").head(many)
        if top.empty:
            continue
        panel = f"{say(f'stage.{stage}', lang)}: {names[indicator_id]} ({top['coefficient'].iloc[0]:.3f})"
        limit = assessed.rule_set.limit[stage] if assessed.rule_set.judged == "each" else float("nan")
        tables.append(top.assign(panel=panel, above=top["value"] > top["county_mean"], limit=limit))
    return pd.concat(tables[1:], ignore_index=True) if len(tables) > 1 else tables[0]


def drawn_floors(assessed: Assessment, names: dict[str, str], lang: str, many: int) -> pd.DataFrame:
    """Return what the chart of floors draws: the lowest schools of each indicator that needs a floor."""
    rows = assessed.costs.sort_values(["stage", "indicator_id", "value"], ascending=[False, True, True], kind="stable")
    rows = rows.groupby(["stage", "indicator_id"], sort=False, observed=True).head(many)
    panels = [f"{say(f'stage.{row.stage}', lang)}: {names[row.indicator_id]}" for row in rows.itertuples()]
    return rows.assign(panel=panels)


def coefficient_cells(assessed: Assessment, names: dict[str, str], units: dict[str, str], lang: str) -> pd.DataFrame:
    """Return the cells that show each coefficient with its limit and both intervals."""
    each = assessed.rule_set.judged == "each"
    rows = []
    for row in assessed.coefficients.sort_values("stage", ascending=False, kind="stable").itertuples():
        limit, known = assessed.rule_set.limit[row.stage], pd.notna(row.coefficient)
        verdict = pages.badge("met" if row.coefficient <= limit else "not met", lang) if known else ""
        rows.append(
            {
                "stage": say(f"stage.{row.stage}", lang),
                "indicator": _wide(names[row.indicator_id]),
                "coefficient": f"{row.coefficient:.3f}" if known else "–",
                "limit": f"≤ {limit:.2f} {verdict}" if each else say("equity.no_single_limit", lang),
                "interval": _kept(_ends(row.lower, row.upper)),
                "interval_reporting": _kept(_ends(row.reporting_lower, row.reporting_upper)),
                "county_mean": _kept(number(rounded(row.county_mean), units[row.indicator_id], lang)),
                "schools": f"{row.schools_count} ({row.missing_count})" if row.missing_count else row.schools_count,
                "students": f"{row.students_count:,.0f}",
            }
        )
    return pd.DataFrame(rows)


def leading_cells(assessed: Assessment, names: dict[str, str], units: dict[str, str], lang: str) -> pd.DataFrame:
    """Return the cells that show, for each coefficient, the school that adds most to it."""
    rows = assessed.contributions.sort_values("contribution", ascending=False, kind="stable")
    rows = rows.drop_duplicates(["stage", "indicator_id"]).sort_values(
        ["stage", "coefficient"], ascending=False, kind="stable"
    )
    return pd.DataFrame(
        {
            "stage": [say(f"stage.{key}", lang) for key in rows["stage"]],
            "indicator": [_wide(names[key]) for key in rows["indicator_id"]],
            "school": rows["school_name"].map(_wide),
            "school_value": [
                _kept(number(rounded(row.value), units[row.indicator_id], lang)) for row in rows.itertuples()
            ],
            "county_mean": [_kept(short(mean)) for mean in rows["county_mean"]],
            "share_of_square": ["–" if pd.isna(share) else f"{share:.0%}" for share in rows["contribution_share"]],
            "coefficient": pages.decimals(rows["coefficient"], 3),
            "coefficient_without": pages.decimals(rows["coefficient_without"], 3),
        }
    )


def cost_cells(assessed: Assessment, names: dict[str, str], units: dict[str, str], lang: str) -> pd.DataFrame:
    """Return the cells that show what each school below the common floor lacks."""
    rows = assessed.costs.sort_values(["stage", "indicator_id", "cost"], ascending=[False, True, False], kind="stable")
    return pd.DataFrame(
        {
            "stage": [say(f"stage.{key}", lang) for key in rows["stage"]],
            "indicator": [_wide(names[key]) for key in rows["indicator_id"]],
            "school": rows["school_name"].map(_wide),
            "students": [f"{students:,.0f}" for students in rows["students"]],
            "school_value": [
                _kept(number(rounded(row.value), units[row.indicator_id], lang)) for row in rows.itertuples()
            ],
            "floor": [_kept(short(floor)) for floor in rows["floor"]],
            "cost": [_kept(amount(row.cost, row.quantity, lang)) for row in rows.itertuples()],
        }
    )


def exclusion_cells(assessed: Assessment, names: dict[str, str], lang: str) -> pd.DataFrame:
    """Return the cells that show what is left out: a row a stage, indicator and reason, with the schools."""
    keys, rows = ["stage", "indicator_id", "reason"], []
    for (stage, indicator_id, reason), table in assessed.excluded.groupby(keys, sort=False):
        listed = join([escape(name) for name in table["school_name"].head(8)], lang)
        rows.append(
            {
                "reason": say(f"excluded.{reason}", lang),
                "stage": say(f"stage.{stage}", lang) if stage else say("excluded.whole_school", lang),
                "indicator": escape(names[indicator_id]) if indicator_id else say("excluded.all", lang),
                "left_out": len(table),
                "school": listed + (" …" if len(table) > 8 else ""),
            }
        )
    return pd.DataFrame(rows)


def standard_cells(assessed: Assessment, names: dict[str, str], lang: str) -> pd.DataFrame:
    """Return the cells that show the schools that miss their own standard of 2017, or cannot be judged."""
    table = school_standards(assessed.parts, assessed.rule_set).astype({"stage": "str"})
    rows = table[table["met"] != True].sort_values(["stage", "lowest_share"], ascending=[False, True])  # noqa: E712
    words = {False: "not met", None: "cannot judge"}
    return pd.DataFrame(
        {
            "stage": [say(f"stage.{key}", lang) for key in rows["stage"]],
            "school": rows["school_name"].map(_wide),
            "verdict": [pages.badge(words[met], lang) for met in rows["met"]],
            "marks_met": [f"{met} / {len(assessed.rule_set.indicators)}" for met in rows["marks_met_count"]],
            "lowest_mark": [
                f"{escape(names[row.lowest_indicator_id])} ({row.lowest_share:.0%})" if row.lowest_indicator_id else "–"
                for row in rows.itertuples()
            ],
        }
    )


def working_cells(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that show the steps of one coefficient, school by school."""
    return pd.DataFrame(
        {
            "school": steps["school_name"].map(_wide),
            "Pᵢ": [f"{students:,.0f}" for students in steps["students"]],
            "xᵢ": [short(quantity) for quantity in steps["quantity"]],
            "Xᵢ": pages.decimals(steps["value"], 4),
            "Xᵢ − X̄": pages.decimals(steps["deviation"], 4, "+"),
            "Pᵢ / ΣP": pages.decimals(steps["weight"], 4),
            "Pᵢ / ΣP · (Xᵢ − X̄)²": pages.decimals(steps["product"], 4),
        }
    )


def source_cells(dossier: dict[str, pd.DataFrame], lang: str) -> pd.DataFrame:
    """Return the cells that show the sources of a region's school tables, with the schools of each."""
    counts = dossier["schools"]["source_id"].value_counts()
    sources = dossier["sources"][dossier["sources"]["source_id"].isin(counts.index)]
    return pd.DataFrame(
        {
            "source": [pages.link(row[f"title_{lang}"], row["source_id"]) for _, row in sources.iterrows()],
            "publisher": sources["publisher"].map(escape),
            "left_out": sources["source_id"].map(counts),
        }
    )


def _wide(text: str) -> str:
    """Return a name in a cell that does not get too narrow beside numbers."""
    return f'<span class="wide">{escape(text)}</span>'


def _kept(text: str) -> str:
    """Return a number with its unit on one line."""
    return f'<span class="number">{escape(text)}</span>'


def _ends(lower: float, upper: float) -> str:
    return TWO_ENDS.format(lower, upper) if pd.notna(lower) else "–"
