"""A province's yearly series beside the nation, for its page: students, teachers, students per
teacher, and the budget's money per student of schools."""

import pandas as pd
from matplotlib.figure import Figure

from edugov import charts, provinces
from edugov.evidence import Finding, finding
from edugov.funding import EDUCATION, HUNDRED_MILLION
from edugov.labels import BETWEEN, join, minus, say
from edugov.markup import Html, html
from edugov.provinces import per_student
from edugov.tables import Tables, lookup

TAUGHT = ("primary", "lower-secondary", "upper-secondary")  # stages with teachers by province
GOAL = 2012  # the year of the national goal for spending, up to which budgets were pushed
COLUMNS = ["quantity", "year", "own", "nation", "step_id"]
CHARTED = ("students_primary", "ratio_primary", "ratio_lower-secondary", "spending_each")


def beside(dossier: Tables) -> pd.DataFrame:
    """Return a province's series and the nation's (分省序列与全国): `quantity`, `year`, `own`,
    `nation`, and `step_id`, which marks the province's step from the year before; no row for any
    other region.

    Money is in own prices of the last year with prices; beside it stands that of the 31 provinces
    together for each of their students, in national prices. Of vocational students the nation's
    total stands beside none: it counts schools (技工学校) that the provinces' figures leave out.
    """
    values = dossier["province_values"]
    prices = dossier["prices_provincial"]
    series = {}
    for stage in per_student.SCHOOLS:
        series[f"students_{stage}"] = f"{stage}-students"
    for kind in ("teachers", "ratio"):
        for stage in TAUGHT:
            series[f"{kind}_{stage}"] = f"{stage}-{kind}"
    own = values[values["region_code"] != provinces.NATION]
    is_priced = (prices["region_code"] != provinces.NATION).any()
    has_money = is_priced and len(dossier["funding_provincial"])
    if not has_money or not set(own["series_id"]).issuperset(series.values()):
        return pd.DataFrame(columns=COLUMNS)
    code = own["region_code"].iloc[0]
    last = int(prices["year"].max())
    both = {}
    for quantity, name in series.items():
        own = provinces.series(values, name)[code]
        both[quantity] = (own, provinces.nation(values, name))
    own, nation = both["students_vocational"]
    both["students_vocational"] = own, nation * float("nan")
    both["spending_each"] = _spending(dossier, code, last)
    marks = _marks(dossier, code)
    rows = []
    for quantity, (own, nation) in both.items():
        steps = marks.get(series.get(quantity, EDUCATION), {})
        marked = pd.Series(steps, dtype=str).reindex(own.index, fill_value="")
        pair = pd.DataFrame({"own": own.dropna(), "nation": nation, "step_id": marked})
        known = pair.dropna(subset="own").rename_axis("year").reset_index()
        rows.append(known.assign(quantity=quantity))
    found = pd.concat(rows, ignore_index=True)[COLUMNS]
    is_priced = found["year"] <= last
    return found[is_priced].reset_index(drop=True)


def _marks(dossier: Tables, code: str) -> dict[str, dict[int, str]]:
    """Return the marks of a province's steps by series and year; those of money by its column."""
    values = dossier["province_values"]
    own = values[values["region_code"].eq(code) & values["step_id"].ne("")]
    found: dict[str, dict[int, str]] = {}
    for row in own.itertuples():
        found.setdefault(row.series_id, {})[int(row.year)] = row.step_id
    panel = dossier["funding_provincial"].astype({"year": int})
    found[EDUCATION] = dict(zip(panel["year"], panel["education_step_id"], strict=True))
    return found


def _spending(dossier: Tables, code: str, last: int) -> tuple[pd.Series, pd.Series]:
    values = dossier["province_values"]
    money = per_student.expenditure(dossier["funding_provincial"], values)
    money = money[[code]]
    together = dossier["funding_of_provinces"].set_index("year").astype(float)
    money[provinces.NATION] = HUNDRED_MILLION * together[EDUCATION]
    real = per_student.own_prices(money, dossier["prices_provincial"], last)
    pupils = per_student.enrolled(values)[code]
    nation = real[provinces.NATION] / together["students"]
    return real[code] / pupils, nation


def ends(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the first and the last year of each quantity, its values then, and the change of the
    province and of the nation between them, in percent."""
    found = []
    for quantity, own in rows.groupby("quantity", sort=False):
        first = own.iloc[0]
        last = own.iloc[-1]
        row = {
            "quantity": quantity,
            "first": first["year"],
            "last": last["year"],
            "before": first["own"],
            "after": last["own"],
            "nation": last["nation"],
        }
        for place, column in {"change": "own", "nation_change": "nation"}.items():
            row[place] = 100 * (last[column] / first[column] - 1)
        found.append(row)
    return pd.DataFrame(found)


def told(rows: pd.DataFrame, name: str, lang: str) -> list[Finding]:
    """Say how a province stands beside the nation in the last year, and how money changed; nothing
    where one of these is not known."""
    if rows.empty:
        return []
    by_quantity = ends(rows).set_index("quantity")
    money = by_quantity.loc["spending_each"]
    values = {"name": name, "first": int(money["first"]), "last": int(money["last"])}
    for key in ("primary", "lower-secondary"):
        row = by_quantity.loc[f"ratio_{key}"]
        key = key.replace("-secondary", "")
        values |= {key: row["after"], f"{key}_nation": row["nation"]}
    values |= {"yuan": money["after"], "yuan_nation": money["nation"]}
    known = [value for key, value in values.items() if key != "name"]
    known += [money["change"], money["nation_change"]]
    if pd.isna(known).any():
        return []
    said = [finding("province.beside", lang, money, **values, **_changes(money))]
    spent = rows[(rows["quantity"] == "spending_each") & (rows["year"] >= GOAL)]
    if len(spent) > 1:
        said.append(_since_goal(spent, lang))
    return said


def _since_goal(spent: pd.DataFrame, lang: str) -> Finding:
    """Say how money per student changed since the goal, and in which years it fell."""
    change = ends(spent).iloc[0]
    fell = spent.loc[spent["own"].diff() < 0, "year"].astype(int).tolist()
    key = "province.since_goal_fell" if fell else "province.since_goal"
    years = [say("year.named", lang, year=year) for year in fell]
    values = {"first": int(change["first"]), "last": int(change["last"])}
    return finding(key, lang, change, fell, years=join(years, lang), **values, **_changes(change))


def _changes(row: pd.Series) -> dict[str, str]:
    return {key: minus(f"{row[key]:+.1f}") for key in ("change", "nation_change")}


def chart(rows: pd.DataFrame, steps: pd.DataFrame, lang: str) -> Figure:
    """Draw four series of a province, the nation beside them; a missing year parts a line, and a
    step (province_steps) over which nothing is compared."""
    figure, panels = charts.panels(4.6, 2, 2)
    for axes, quantity in zip(panels.flat, CHARTED, strict=True):
        of_quantity = rows[rows["quantity"] == quantity]
        breaks = provinces.breaks(of_quantity, steps)
        own = of_quantity.set_index("year")[["own", "nation"]].astype(float)
        if quantity.startswith("students"):
            own = 100 * own / own.iloc[0]
        elif quantity == "spending_each":
            own = own / 1000
        for column, look in {"own": "o-", "nation": "--"}.items():
            colour = charts.ACCENT if column == "own" else charts.INK
            label = say(f"province.{column}", lang)
            style = {"color": colour, "ms": 3.5, "mfc": "white", "label": label}
            charts.parted(axes, own[column], breaks, look, **style)
        charts.mark_breaks(axes, breaks)
        title = say(f"province.panel_{quantity}", lang)
        axes.set_title(title, fontsize=8.5)
        axes.set_ylim(0, None)
        axes.xaxis.get_major_locator().set_params(integer=True, nbins=5)
    panels[0, 0].legend(fontsize=7.5)
    return figure


def in_words(rows: pd.DataFrame, lang: str) -> str:
    """Return the chart in words: the ends of each of its series."""
    said = []
    for row in ends(charted(rows)).itertuples():
        what = say(f"province.{row.quantity}", lang)
        digits = _digits(row.quantity)
        before = f"{row.first} {row.before:,.{digits}f}"
        after = f"{row.last} {row.after:,.{digits}f}"
        said.append(f"{what}: {before}, {after}")
    return BETWEEN[lang].join(said)


def charted(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that the chart draws."""
    return rows[rows["quantity"].isin(CHARTED)].reset_index(drop=True)


def cells(rows: pd.DataFrame, steps: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the table of a province's series as a page shows it, with the steps (province_steps)
    that lie between its first and last year."""
    reasons = lookup(steps, "step_id", f"reason_{lang}")
    shown = []
    for row in ends(rows).itertuples():
        digits = _digits(row.quantity)
        shown.append(
            {
                "series": say(f"province.{row.quantity}", lang),
                "years_compared": say("catching.years", lang, first=row.first, last=row.last),
                "series_before": f"{row.before:,.{digits}f}",
                "series_after": f"{row.after:,.{digits}f}",
                "change_pct": minus(f"{row.change:+.1f}"),
                "nation_change": _signed(row.nation_change),
                "steps_crossed": _crossed(rows[rows["quantity"] == row.quantity], reasons, lang),
            }
        )
    return pd.DataFrame(shown)


def _digits(quantity: str) -> int:
    """Return with how many decimals a quantity is shown: persons and yuan are whole."""
    return 1 if quantity.startswith("ratio") else 0


def _crossed(own: pd.DataFrame, reasons: dict[str, str], lang: str) -> Html:
    """Return the years of the steps of a series after its first year, and why each is marked."""
    said = []
    marked = own.iloc[1:]
    for step_id, rows in marked[marked["step_id"] != ""].groupby("step_id", sort=False):
        years = join(list(map(str, rows["year"])), lang)
        step = say("province.step", lang, years=years, reason=reasons[step_id])
        said.append(html("<small>{}</small>", step))
    return Html("<br>".join(one.source for one in said))


def _signed(value: float) -> str:
    if pd.isna(value):
        return "–"
    return minus(f"{value:+.1f}")


def years(rows: pd.DataFrame) -> dict[str, int]:
    """Return what captions say of the years: the first, the last, and the first with money."""
    money = rows[rows["quantity"] == "spending_each"]
    return {
        "first": int(rows["year"].min()),
        "last": int(rows["year"].max()),
        "since": int(money["year"].min()),
        "whole": 100,
    }
