"""The tables on the page of a school table: which rows, which columns, and what is folded away; the
charts' rows."""

from base64 import b64encode

import pandas as pd
from IPython.display import HTML, Markdown

from edugov import markup, pages
from edugov.files import to_csv
from edugov.labels import join
from edugov.markup import Html, for_spreadsheet, html
from edugov.schools.assessment import Assessment, school_standards
from edugov.schools.change import TERMS
from edugov.schools.sentences import TWO_ENDS, VERDICTS, Words, short

FEW = 10  # rows that a page has room for
_DOWN = ["stage", "indicator_id"]


def _wide(text: str) -> Html:
    """Return a name in a cell that does not get too narrow beside numbers."""
    return html('<span class="wide">{}</span>', text)


def _kept(text: str) -> Html:
    """Return a number with its unit on one line."""
    return html('<span class="number">{}</span>', text)


def _ends(lower: float, upper: float) -> str | Html:
    return _kept(TWO_ENDS.format(lower, upper)) if pd.notna(lower) else "–"


def _limit(row, words: Words) -> str | Html:
    if pd.isna(row.limit):
        return words.say("equity.no_single_limit")
    known = pd.notna(row.coefficient)
    verdict = (
        pages.badge("met" if row.coefficient <= row.limit else "not met", words.lang)
        if known
        else ""
    )
    return html("≤ {:.2f} {}", row.limit, verdict)


_NUMBERS = {  # column of a page -> column of the table, decimals, sign
    "students": ("students", 0, ""),
    "coefficient": ("coefficient", 3, ""),
    "coefficient_without": ("coefficient_without", 3, ""),
    "before": ("coefficient_before", 3, ""),
    "after": ("coefficient_after", 3, ""),
    "Pᵢ": ("students", 0, ""),
    "Xᵢ": ("value", 4, ""),
    "Xᵢ − X̄": ("deviation", 4, "+"),
    "Pᵢ / ΣP": ("weight", 4, ""),
    "Pᵢ / ΣP · (Xᵢ − X̄)²": ("product", 4, ""),
} | {term: (term, 4, "+") for term in ["change", *TERMS]}
_CELLS = {  # column of a page -> its cell, from a row of the table and the words of the page
    "stage": lambda row, words: words.stage(row.stage),
    "indicator": lambda row, words: _wide(words.names[row.indicator_id]),
    "school": lambda row, words: _wide(row.school_name),
    "schools": lambda row, words: (
        f"{row.schools_count}" + (f" ({row.missing_count})" if row.missing_count else "")
    ),
    "school_value": lambda row, words: _kept(words.value(row.value, row.indicator_id)),
    "county_mean": lambda row, words: _kept(
        short(row.county_mean)
        if hasattr(row, "value")
        else words.value(row.county_mean, row.indicator_id)
    ),  # beside a school's value, which has the unit
    "limit": _limit,
    "interval": lambda row, words: _ends(row.lower, row.upper),
    "interval_reporting": lambda row, words: _ends(row.reporting_lower, row.reporting_upper),
    "share_of_square": lambda row, words: (
        "–" if pd.isna(row.contribution_share) else f"{row.contribution_share:.0%}"
    ),
    "floor": lambda row, words: _kept(short(row.floor)),
    "cost": lambda row, words: _kept(words.amount(row.cost, row.quantity)),
    "verdict": lambda row, words: pages.badge(VERDICTS[row.met], words.lang),
    "marks_met": lambda row, words: f"{row.marks_met_count} / {row.marks_count}",
    "lowest_mark": lambda row, words: (
        f"{words.names[row.lowest_indicator_id]} ({row.lowest_share:.0%})"
        if row.lowest_indicator_id
        else "–"
    ),
    "xᵢ": lambda row, words: short(row.quantity),
}
_COLUMNS = {
    "coefficients": ["stage", "indicator", "coefficient", "limit", "interval", "interval_reporting"]
    + ["county_mean", "schools", "students"],
    "leading": ["stage", "indicator", "school", "school_value", "county_mean", "share_of_square"]
    + ["coefficient", "coefficient_without"],
    "changes": ["stage", "indicator", "before", "after", "change", *TERMS],
    "costs": ["stage", "indicator", "school", "students", "school_value", "floor", "cost"],
    "standards": ["stage", "school", "verdict", "marks_met", "lowest_mark"],
    "working": ["school", "Pᵢ", "xᵢ", "Xᵢ", "Xᵢ − X̄", "Pᵢ / ΣP", "Pᵢ / ΣP · (Xᵢ − X̄)²"],
}


def shown(
    kind: str, found: list[tuple[pd.DataFrame, str]], words: Words, empty: str = ""
) -> HTML | Markdown:
    """Return tables of a kind, each with its caption; those with more than ten rows are folded
    away, with a CSV.

    The kind is one of those that :func:`rows` gives, ``changes`` (rows of `change.change`) or
    ``working`` (`assessment.working`); where there is no row ``empty`` is said.
    """
    texts = []
    many = sum(len(table) for table, _ in found)
    for table, caption in found:
        cells = pd.DataFrame(index=table.index)
        for column in _COLUMNS[kind]:
            if column in _NUMBERS:
                name, digits, sign = _NUMBERS[column]
                cells[column] = pages.decimals(table[name], digits, sign)
            else:
                cells[column] = [_CELLS[column](row, words) for row in table.itertuples()]
        texts.append(pages.html_table(cells, caption, words.lang, empty=empty).data)
        if many > FEW:
            text = b64encode(to_csv(for_spreadsheet(table)).encode("utf-8-sig")).decode()
            name = words.say("schools.as_csv")
            address = f"data:text/csv;base64,{text}"
            texts.append(html('<a download="{}.csv" href="{}">{}</a>', kind, address, name).source)
    title = words.say("schools.folded", what=words.say(f"folded.{kind}"), count=many)
    return folded(title, "\n\n".join(texts), many) if many > FEW else HTML("\n".join(texts))


def folded(title: str, text: str, many: int) -> Markdown:
    """Return Markdown under a title, folded away where it is about more than ten schools or
    rows."""
    title = markup.Markdown.of(title).source
    fence = "::::::" if "::::" in text else "::::"  # one in another
    return Markdown(
        f"{fence}{{dropdown}} {title}\n{text}\n{fence}" if many > FEW else f"**{title}**\n\n{text}"
    )


def rows(kind: str, assessed: Assessment) -> pd.DataFrame:
    """Return the rows of a table, ``coefficients``, ``leading``, ``costs`` or ``standards``, the
    most telling first."""
    if kind == "coefficients":
        found = assessed.coefficients.rename(columns={"students_count": "students"})
        return _limited(found, assessed).sort_values("stage", ascending=False, kind="stable")
    if kind == "leading":
        found = assessed.contributions.sort_values("contribution", ascending=False, kind="stable")
        return found.drop_duplicates(_DOWN).sort_values(
            ["stage", "coefficient"], ascending=False, kind="stable"
        )
    if kind == "costs":
        return assessed.costs.sort_values(
            [*_DOWN, "cost"], ascending=[False, True, False], kind="stable"
        )
    found = school_standards(assessed.parts, assessed.rule_set).astype({"stage": "str"})
    # noqa: E712 three-valued
    found = found[found["met"] != True].assign(marks_count=len(assessed.rule_set.indicators))
    return found.sort_values("lowest_share", kind="stable")


def _limited(table: pd.DataFrame, assessed: Assessment) -> pd.DataFrame:
    """Add the limit on a single coefficient, missing where the rule sets none."""
    each = assessed.rule_set.judged == "each"
    return table.assign(limit=table["stage"].map(assessed.rule_set.limit) if each else float("nan"))


def exclusions(
    assessed: list[Assessment], caption: str, words: Words, many: int
) -> HTML | Markdown:
    """Return the table of what is left out, folded where it is about many schools.

    One row a rule set, reason, stage and set of schools, of which the first eight are named.
    """
    found = []
    for one in assessed:
        for (stage, indicator_id, reason), left in one.excluded.groupby(
            [*_DOWN, "reason"], sort=False
        ):
            listed = join([*left["school_name"].head(8)], words.lang)
            row = {
                "rule": words.rule(one),
                "reason": words.say(f"excluded.{reason}"),
                "stage": words.stage(stage) if stage else words.say("excluded.whole_school"),
                "left_out": len(left),
                "school": listed + (" …" if len(left) > 8 else ""),
            }
            found.append(
                row
                | {
                    "indicator": words.names[indicator_id]
                    if indicator_id
                    else words.say("excluded.all")
                }
            )
    cells = pd.DataFrame(found)
    if found:  # a row may stand for several indicators
        cells = cells.groupby(list(row), sort=False, as_index=False)["indicator"].agg(
            lambda names: join([*names], words.lang)
        )
        cells["indicator"] = cells["indicator"].map(_wide)
    whole = pages.html_table(
        cells, caption, words.lang, empty=words.say("schools.nothing_excluded")
    )
    title = words.say("schools.folded", what=words.say("folded.excluded"), count=len(cells))
    return whole if many <= FEW else folded(title, whole.data, many)


def drawn_coefficients(assessed: Assessment, words: Words) -> pd.DataFrame:
    """Return what `charts.coefficients` draws: each coefficient, and the composite of 2012."""
    single = _limited(assessed.coefficients, assessed)
    tables = [single.assign(label=single["indicator_id"].map(words.names), composite=False)]
    whole = assessed.judged.assign(label=words.say("chart.composite"), composite=True)
    if assessed.rule_set.judged == "composite" and whole["judged_value"].notna().any():
        tables.append(whole.assign(coefficient=whole["judged_value"]))
    both = pd.concat(tables, ignore_index=True).rename(
        columns={"coefficient": "coefficient_of_variation"}
    )
    return both.sort_values("stage", ascending=False, kind="stable")


def drawn_contributions(assessed: list[Assessment], words: Words, many: int = 5) -> pd.DataFrame:
    """Return what the chart of contributions draws: the top schools of each stage's largest
    coefficient.

    No row for a stage whose schools are all alike.
    """
    tables = [
        _limited(one.contributions, one).assign(rule_set=one.rule_set.rule_set) for one in assessed
    ]
    every = pd.concat(tables, ignore_index=True).dropna(subset="coefficient")
    most = every.loc[
        every.groupby("stage")["coefficient"].idxmax(), ["rule_set", "stage", "indicator_id"]
    ]
    found = every.merge(most).query("contribution > 0")
    found = (
        found.sort_values(["stage", "contribution"], ascending=False, kind="stable")
        .groupby("stage")
        .head(many)
    )
    title = {
        row.stage: (
            f"{words.stage(row.stage)}: {words.names[row.indicator_id]} ({row.coefficient:.3f})"
        )
        for row in found.itertuples()
    }
    return found.assign(
        panel=found["stage"].map(title), above=found["value"] > found["county_mean"]
    )


def drawn_floors(assessed: list[Assessment], words: Words, many: int) -> pd.DataFrame:
    """Return what the chart of floors draws: the lowest schools of each indicator that needs a
    floor."""
    chosen = []
    for one in assessed:
        found = one.costs.sort_values(
            [*_DOWN, "value"], ascending=[False, True, True], kind="stable"
        )
        found = found.groupby(_DOWN, sort=False, observed=True).head(many)
        rule = f" ({words.rule(one)})" if len(assessed) > 1 else ""
        titles = [
            f"{words.stage(row.stage)}: {words.names[row.indicator_id]}{rule}"
            for row in found.itertuples()
        ]
        chosen.append(found.assign(panel=titles))
    return pd.concat(chosen, ignore_index=True)
