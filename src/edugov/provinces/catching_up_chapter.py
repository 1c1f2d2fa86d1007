"""What the chapter on catching up shows: its quantities, its tables, its sentences."""

import numpy as np
import pandas as pd

from edugov import provinces
from edugov.evidence import Finding, finding
from edugov.labels import bracketed, join, minus, say, words_of
from edugov.provinces import catching_up, neighbours, per_student
from edugov.tables import Tables

FIRST, TURN, LAST = 2011, 2012, 2019  # TURN: the year of the national goal for spending
AFTER = 2013  # the first year after it that total funding has
RARE = 5  # percent of deals
STAGES = ("primary", "lower-secondary", "upper-secondary")
# which quantity is compared between which years: never over a break of its own
SPANS = (
    ("expenditure_schools", FIRST, LAST),
    ("expenditure_schools", FIRST, TURN),
    ("expenditure_schools", TURN, LAST),
    ("expenditure_schools", FIRST, AFTER),
    ("expenditure_schools", AFTER, LAST),
    ("funding_schools", FIRST, LAST),
    ("funding_schools", AFTER, LAST),
    ("expenditure_every", FIRST, LAST),
    ("expenditure_every", TURN, LAST),
    *[(f"teachers_{stage}", 2004, LAST) for stage in STAGES],
    *[(f"teachers_{stage}", TURN, LAST) for stage in STAGES],
    ("funding_inhabitant", 2000, 2005),
    ("funding_inhabitant", 2006, 2011),
    ("funding_inhabitant", AFTER, LAST),
)


def quantities(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return what is compared, one table of years and provinces each: money in own prices of the
    last year for each student of schools, of any stage, or inhabitant; teachers per student."""
    values, context = tables["province_values"], tables["context_provincial"]
    prices = tables["prices_provincial"]
    money = per_student.expenditure(tables["funding_provincial"], values)
    spent = per_student.own_prices(money, prices, LAST)
    total = provinces.series(values, "all-total-funding")
    funded = per_student.own_prices(total, prices, LAST)
    pupils = per_student.enrolled(values)
    people = context.pivot(index="year", columns="region_code", values="resident_population")
    people.index = people.index.astype(int)
    found = {
        "expenditure_schools": spent / pupils,
        "funding_schools": funded / pupils,
        "expenditure_every": spent / per_student.enrolled_by_population(values, context),
        "funding_inhabitant": funded / people.astype(float)[list(funded)],
    }
    for stage in STAGES:
        ratio = provinces.series(values, f"{stage}-ratio")
        found[f"teachers_{stage}"] = 1 / ratio.loc[:LAST]
    return {name: table[list(pupils)].dropna(how="all") for name, table in found.items()}


def spread(per: pd.DataFrame) -> pd.Series:
    """Return the standard deviation of the logarithms over provinces by year (σ收敛), dividing by
    n; a year with a province missing has none."""
    return np.log(per.dropna()).std(axis=1, ddof=0)


def gaps(per: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a row a quantity and span: what is left of a gap, the yearly slope, the spread."""
    rows = []
    for name, first, last in SPANS:
        left = catching_up.gap_left(per[name], first, last)
        apart = spread(per[name])
        own = {"quantity": name, "first": first, "last": last, **left._asdict()}
        own["beta_pct"] = (left.left_pct - 100) / (last - first)
        spreads = {"spread_first": apart[first], "spread_last": apart[last]}
        rows.append(own | spreads)
    return pd.DataFrame(rows)


def likeness(per: dict[str, pd.DataFrame], pairs: pd.DataFrame) -> pd.DataFrame:
    """Return Moran's I and its share of permutations for each quantity and span: of the levels of
    both years, of growth between them, and of what the line leaves."""
    rows = []
    for name, first, last in SPANS:
        table = per[name]
        weight = neighbours.weights(pairs, list(table))
        before, after = catching_up.logs_of(table, first, last)
        kinds = {"before": before, "after": after, "growth": after - before}
        kinds["rest"] = catching_up.unexplained(table, first, last)
        row = {"quantity": name, "first": first, "last": last}
        for kind, values in kinds.items():
            found = neighbours.moran(values, weight)
            row[kind] = found.index
            row[f"{kind}_share"] = 100 * found.share_as_high
        rows.append(row)
    return pd.DataFrame(rows)


def span(rows: pd.DataFrame, quantity: str, first: int, last: int = LAST) -> pd.Series:
    """Return the row of one quantity and span."""
    same_years = rows["first"].eq(first) & rows["last"].eq(last)
    own = rows["quantity"].eq(quantity) & same_years
    return rows[own].iloc[0]


def told(row: pd.Series) -> str:
    """Say what an interval leaves: closer, apart, or untold where no change lies within it."""
    if row["high_pct"] < 100:
        return "closer"
    return "apart" if row["low_pct"] > 100 else "untold"


def _values(row: pd.Series) -> dict[str, float]:
    known = ("first", "last", "left_pct", "low_pct", "high_pct")
    facts = {name.removesuffix("_pct"): row[name].item() for name in known}
    return facts | {"whole": 100}


def money(rows: pd.DataFrame, lang: str, name: dict[str, str]) -> list[Finding]:
    """Say whether those behind caught up in money per student, when, and what one province does."""
    whole = span(rows, "expenditure_schools", FIRST)
    early = span(rows, "expenditure_schools", FIRST, TURN)
    late = span(rows, "expenditure_schools", TURN)
    return [
        finding(f"catching.{told(whole)}", lang, level=95, **_values(whole)),
        finding(
            f"catching.then_{told(late)}",
            lang,
            early=early["left_pct"],
            begun=FIRST,
            **_values(late),
        ),
        finding(
            "catching.spread",
            lang,
            before=whole["spread_first"],
            middle=late["spread_first"],
            after=whole["spread_last"],
            first=FIRST,
            turn=TURN,
            last=LAST,
        ),
        finding(
            "catching.one",
            lang,
            least=whole["least_pct"],
            least_name=name[whole["least_without"]],
            most=whole["most_pct"],
            most_name=name[whole["most_without"]],
        ),
        *_since(rows, lang, name),
    ]


def _since(rows: pd.DataFrame, lang: str, name: dict[str, str]) -> list[Finding]:
    """Say what is left of gaps since the first year after the goal, where no change is among it."""
    after = span(rows, "expenditure_schools", AFTER)
    if told(after) != "untold":
        return []
    before = span(rows, "expenditure_schools", FIRST, AFTER)
    early = {f"early_{end}": before[f"{end}_pct"] for end in ("left", "low", "high")}
    most = {"most": after["most_pct"], "most_name": name[after["most_without"]]}
    return [finding("catching.since", lang, begun=FIRST, **early, **most, **_values(after))]


def without(lone: pd.DataFrame, lang: str, name: dict[str, str]) -> list[Finding]:
    """Say without which provinces the interval of the whole span holds no change."""
    holding = lone[(lone["low_pct"] <= 100) & (lone["high_pct"] >= 100)]
    said = []
    for code, row in holding.iterrows():
        shown = {"low": row["low_pct"], "high": row["high_pct"], "whole": 100}
        shown |= {"first": FIRST, "last": LAST}
        said.append(finding("catching.hangs", lang, name=name[code], **shown))
    return said


def without_shown(lone: pd.DataFrame, lang: str, name: dict[str, str]) -> pd.DataFrame:
    """Return the intervals with one province left out as a page shows them, the widest up first."""
    rows = lone.sort_values("high_pct", ascending=False)
    between = say("range.numbers", lang, low="{:.1f}", high="{:.1f}")
    return pd.DataFrame(
        {
            "without_province": [name[code] for code in rows.index],
            "left_pct": _ends(rows[["left_pct"]], "{:.1f}"),
            "interval_pct": _ends(rows[["low_pct", "high_pct"]], between),
        }
    )


def teachers(rows: pd.DataFrame, lang: str) -> Finding:
    """Say what was left of gaps in teachers per student at each stage."""
    own = [span(rows, f"teachers_{stage}", 2004) for stage in STAGES]
    said = [
        finding(
            "catching.stage",
            lang,
            stage=say(f"stage.{stage.replace('-', '_')}", lang),
            **_values(row),
        )
        for stage, row in zip(STAGES, own, strict=True)
    ]
    numbers = [number for row in own for number in _values(row).values()]
    listed = join(said, lang)
    return finding("catching.teachers", lang, numbers, list=listed, **_values(own[0]))


def alike(rows: pd.DataFrame, lang: str) -> Finding:
    """Say how alike neighbours are in level, in growth, and in what the line leaves."""
    own = span(rows, "expenditure_schools", FIRST)
    shown = {kind: minus(f"{own[kind]:.2f}") for kind in ("before", "after", "growth", "rest")}
    shares = {f"{kind}_share": own[f"{kind}_share"] for kind in shown}
    rare = int((rows["rest_share"] < RARE).sum())
    return finding(
        "catching.alike",
        lang,
        own,
        first=FIRST,
        last=LAST,
        deals=neighbours.PERMUTATIONS,
        rare=rare,
        mark=RARE,
        rows=len(rows),
        expected=RARE * len(rows) / 100,
        **shown,
        **shares,
    )


def meaning(coverage: pd.DataFrame, lang: str) -> Finding:
    """Say what an interval of all provinces there are means, and how often it holds the truth."""
    of_ours = coverage[coverage["method"] == "hc3"].set_index("scatter")
    ours = of_ours["coverage"] * 100
    return finding(
        "catching.meaning",
        lang,
        count=int(coverage["provinces_count"].iloc[0]),
        draws=int(coverage["draws"].iloc[0]),
        level=95,
        first=FIRST,
        own=ours["own"],
        least=ours.min(),
        most=ours.max(),
        scatter=say(f"catching.scatter_{ours.idxmin()}", lang),
    )


def gaps_shown(rows: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the table of gaps as a page shows it."""
    between = say("range.numbers", lang, low="{:.1f}", high="{:.1f}")
    return pd.DataFrame(
        {
            "quantity_compared": words_of("catching", rows["quantity"], lang),
            "years_compared": _years(rows, lang),
            "left_pct": _ends(rows[["left_pct"]], "{:.1f}"),
            "interval_pct": _ends(rows[["low_pct", "high_pct"]], between),
            "beta_pct": _ends(rows[["beta_pct"]], "{:+.1f}"),
            "wild_pct": _ends(100 * rows[["wild_share"]], "{:.1f}"),
            "least_most": _ends(rows[["least_pct", "most_pct"]], between),
            "spread_ends": _ends(rows[["spread_first", "spread_last"]], "{:.3f} → {:.3f}"),
        }
    )


def likeness_shown(rows: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the table of Moran's I as a page shows it."""
    cells = {
        "quantity_compared": words_of("catching", rows["quantity"], lang),
        "years_compared": _years(rows, lang),
    }
    heads = ("alike_before", "alike_after", "alike_growth", "alike_rest")
    for head in heads:
        kind = head.removeprefix("alike_")
        shown = rows[[kind, f"{kind}_share"]]
        cells[head] = _ends(shown, "{:.2f}" + bracketed("{:.1f}", lang))
    return pd.DataFrame(cells)


def coverage_shown(coverage: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return what intervals hold as a page shows it: a row a scatter, a column a method."""
    wide = 100 * coverage.pivot(index="scatter", columns="method", values="coverage")
    order = list(dict.fromkeys(coverage["scatter"]))
    methods = list(dict.fromkeys(coverage["method"]))
    shown = wide.loc[order, methods].map("{:.1f}".format)
    scatter = [say(f"catching.scatter_{name}", lang) for name in order]
    return shown.reset_index().assign(scatter=scatter)


def _years(rows: pd.DataFrame, lang: str) -> list[str]:
    spans = zip(rows["first"], rows["last"], strict=True)
    return [say("catching.years", lang, first=first, last=last) for first, last in spans]


def _ends(rows: pd.DataFrame, form: str) -> list[str]:
    return [minus(form.format(*row)) for row in rows.itertuples(index=False)]
