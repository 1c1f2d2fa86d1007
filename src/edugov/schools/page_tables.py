"""The tables on the page of a school table: which rows, which columns, and what is folded away; the
charts' rows."""

from functools import partial

import pandas as pd
from IPython.display import HTML, Markdown

from edugov import markup, pages
from edugov.labels import bracketed, join, minus
from edugov.markup import Html, html
from edugov.schools.assessment import Assessment
from edugov.schools.change import TERMS
from edugov.schools.own_standards import school_standards
from edugov.schools.page_words import Words, short
from edugov.schools.parts import SCOPES
from edugov.schools.sentences import VERDICTS

FEW = 10  # rows that a page has room for
_DOWN = ["stage", "indicator_id"]


def _wide(text: str) -> Html:
    """Return a name in a cell that does not get too narrow beside numbers."""
    return html('<span class="wide">{}</span>', text)


def _kept(text: str) -> Html:
    """Return a number with its unit on one line."""
    return html('<span class="number">{}</span>', text)


def _ends(lower: float, upper: float, words: Words) -> str | Html:
    if pd.isna(lower):
        return "–"
    return _kept(words.say("interval.ends", lower=lower, upper=upper))


def _limit(row, words: Words) -> str | Html:
    if pd.isna(row.limit):
        return words.say("equity.no_single_limit")
    sign = words.say("limit.sign", sign="≤")
    shown = f"{sign}{row.limit:.2f} "
    if pd.isna(row.coefficient):
        return shown
    reached = (row.least, row.coefficient, row.greatest)
    within = {value <= row.limit for value in reached}
    met = None
    if row.judgeable and len(within) == 1:
        met = within.pop()
    return shown + pages.badge(VERDICTS[met], words.lang)


def _schools(row, words: Words) -> str:
    shown = str(row.schools_count)
    if row.missing_count:
        return shown + bracketed(str(row.missing_count), words.lang)
    return shown


def _county_mean(row, words: Words) -> Html:
    if hasattr(row, "value"):  # beside a school's value, which has the unit
        return _kept(short(row.county_mean))
    return _kept(words.value(row.county_mean, row.indicator_id))


def _cost(row, words: Words) -> Html:
    cost = words.amount(row.cost, row.quantity)
    if row.credited:
        credited = words.amount(row.credited, row.quantity)
        cost += bracketed(credited.strip(), words.lang)
    return _kept(cost)


def _share_of_square(row, words: Words) -> str:
    if pd.isna(row.contribution_share):
        return "–"
    return f"{row.contribution_share:.0%}"


def _lowest_mark(row, words: Words) -> str:
    if not row.lowest_indicator_id:
        return "–"
    name = words.names[row.lowest_indicator_id]
    share = f"{row.lowest_share:.0%}"
    return name + bracketed(share, words.lang)


def _with_error(term: str, row, words: Words) -> Html:
    """Return a term of a change, and in brackets its standard error where it has one."""
    signed = minus(f"{getattr(row, term):+.4f}")
    error = getattr(row, f"{term}_error")
    if pd.isna(error):
        return _kept(signed)
    deviation = f"{error:.4f}"
    return _kept(signed + bracketed(deviation, words.lang))


_NUMBERS = {  # column of a page -> column of the table, decimals, sign
    "students": ("students", 0, ""),
    "coefficient": ("coefficient", 3, ""),
    "coefficient_without": ("coefficient_without", 3, ""),
    "square": ("square", 4, ""),
    "between": ("between", 4, ""),
    "within": ("within", 4, ""),
    "between_share": ("between_pct", 1, ""),
    "before": ("coefficient_before", 3, ""),
    "after": ("coefficient_after", 3, ""),
    "Pᵢ": ("students", 0, ""),
    "Xᵢ": ("value", 4, ""),
    "Xᵢ − X̄": ("deviation", 4, "+"),
    "Pᵢ / ΣP": ("weight", 4, ""),
    "Pᵢ / ΣP · (Xᵢ − X̄)²": ("product", 4, ""),
}
_CELLS = {  # column of a page -> its cell, from a row of the table and the words of the page
    "stage": lambda row, words: words.stage(row.stage),
    "indicator": lambda row, words: _wide(words.names[row.indicator_id]),
    "school": lambda row, words: _wide(row.school_name),
    "schools": _schools,
    "school_value": lambda row, words: _kept(words.value(row.value, row.indicator_id)),
    "county_mean": _county_mean,
    "limit": _limit,
    "interval": lambda row, words: _ends(row.lower, row.upper, words),
    "interval_reporting": lambda row, words: _ends(row.reporting_lower, row.reporting_upper, words),
    "share_of_square": _share_of_square,
    "floor": lambda row, words: _kept(short(row.floor)),
    "cost": _cost,
    "verdict": lambda row, words: pages.badge(VERDICTS[row.met], words.lang),
    "marks_met": lambda row, words: f"{row.marks_met_count} / {row.marks_count}",
    "lowest_mark": _lowest_mark,
    "xᵢ": lambda row, words: short(row.quantity),
} | {term: partial(_with_error, term) for term in ["change", *TERMS]}
_KINDS = ["stage", "indicator", "coefficient", "square", "between", "within", "between_share"]
_COLUMNS = {
    "coefficients": [
        "stage",
        "indicator",
        "coefficient",
        "limit",
        "interval",
        "interval_reporting",
        "county_mean",
        "schools",
        "students",
    ],
    "leading": [
        "stage",
        "indicator",
        "school",
        "school_value",
        "county_mean",
        "share_of_square",
        "coefficient",
        "coefficient_without",
    ],
    "changes": ["stage", "indicator", "before", "after", "change", *TERMS],
    "owners": _KINDS,
    "places": _KINDS,
    "costs": ["stage", "indicator", "school", "students", "school_value", "floor", "cost"],
    "standards": ["stage", "school", "verdict", "marks_met", "lowest_mark"],
    "working": ["school", "Pᵢ", "xᵢ", "Xᵢ", "Xᵢ − X̄", "Pᵢ / ΣP", "Pᵢ / ΣP · (Xᵢ − X̄)²"],
}


def _cells(kind: str, table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the cells of a table, its columns those of the kind."""
    cells = pd.DataFrame(index=table.index)
    for column in _COLUMNS[kind]:
        if column in _NUMBERS:
            name, digits, sign = _NUMBERS[column]
            cells[column] = pages.decimals(table[name], digits, sign)
        else:
            cell = _CELLS[column]
            cells[column] = [cell(row, words) for row in table.itertuples()]
    return cells


def shown(
    kind: str, found: list[tuple[pd.DataFrame, str]], words: Words, empty: str = ""
) -> HTML | Markdown:
    """Return tables of a kind, each with its caption; those with more than ten rows are folded
    away, with a CSV.

    The kind is one of those that :func:`rows` gives, ``changes`` (rows of `change.change`),
    ``owners``, ``places`` (`kinds.split`) or ``working`` (`assessment.working`); where there is no
    row ``empty`` is said.
    """
    rows_count = sum(len(table) for table, _ in found)
    many = rows_count > FEW
    texts = []
    for table, caption in found:
        cells = _cells(kind, table, words)
        whole = pages.html_table(cells, caption, words.lang, empty=empty)
        texts.append(whole.data)
        if many:
            link = pages.csv_link(table, kind, words.say("schools.as_csv"))
            texts.append(link.data)
    if not many:
        return HTML("\n".join(texts))
    title = _title_of(kind, rows_count, words)
    return folded(title, "\n\n".join(texts), rows_count)


def _title_of(kind: str, rows_count: int, words: Words) -> str:
    what = words.say(f"folded.{kind}")
    return words.say("schools.folded", what=what, count=rows_count)


def folded(title: str, text: str, many: int) -> Markdown:
    """Return Markdown under a title, folded away where it is about more than ten schools or
    rows."""
    title = markup.Markdown.of(title).source
    if many <= FEW:
        return Markdown(f"**{title}**\n\n{text}")
    fence = "::::::" if "::::" in text else "::::"  # one in another
    return Markdown(f"{fence}{{dropdown}} {title}\n{text}\n{fence}")


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
    found = school_standards(assessed.parts, assessed.rule_set)
    found = found.astype({"stage": "str"})
    found = found[found["met"].ne(True)]  # not met, or not known
    found = found.assign(marks_count=len(assessed.rule_set.indicators))
    return found.sort_values("lowest_share", kind="stable")


def _limited(table: pd.DataFrame, assessed: Assessment) -> pd.DataFrame:
    """Add the limit on a single coefficient, missing where the rule sets none."""
    limit = float("nan")
    if assessed.rule_set.judged == "each":
        limit = table["stage"].map(assessed.rule_set.limit)
    return table.assign(limit=limit)


WITHOUT_INTERVAL = {  # captions of coefficients, and the one where no interval is given
    "caption.school_coefficients": "caption.school_coefficients.bare",
    "caption.school_coefficients_table": "caption.school_coefficients_table.bare",
}


def coefficients_caption(key: str, assessed: Assessment, words: Words, facts: dict) -> str:
    """Return a caption that names the levels which the intervals of a page's coefficients have, or
    says that there is none: of few schools, and where it hangs on one of them, none is given."""
    if assessed.coefficients["lower"].isna().all():
        key = WITHOUT_INTERVAL.get(key, key)
    fewest = assessed.coefficients.dropna(subset="coefficient")["schools_count"].min()
    drawn = ["single"] if assessed.rule_set.judged == "each" else ["single", "composite"]
    levels = {
        "level": min(words.level(quantity, fewest) for quantity in drawn),
        "level_reported": words.level("reported", fewest),
    }
    percents = [words.percent(quantity, fewest) for quantity in (*drawn, "reported")]
    return words.by_rule(assessed, key, percents, [*facts.values()], **levels, **facts)


def _left_out(one: Assessment, words: Words) -> list[dict]:
    """Return what one rule set leaves out: a row an indicator, reason, stage and set of schools."""
    found = []
    least = SCOPES[one.scope].smallest_teaching_point_students
    by_reason = one.excluded.groupby([*_DOWN, "reason"], sort=False)
    for (stage, indicator_id, reason), left in by_reason:
        first = list(left["school_name"].head(8))
        listed = join(first, words.lang)
        if len(left) > 8:
            listed += " …"
        row = {
            "rule": words.rule(one),
            "reason": words.say(f"excluded.{reason}", students=least),
            "stage": words.say("excluded.whole_school"),
            "left_out": len(left),
            "school": listed,
            "indicator": words.say("excluded.all"),
        }
        if stage:
            row["stage"] = words.stage(stage)
        if indicator_id:
            row["indicator"] = words.names[indicator_id]
        found.append(row)
    return found


def exclusions(
    assessed: list[Assessment], caption: str, words: Words, many: int
) -> HTML | Markdown:
    """Return the table of what is left out, folded where it is about many schools.

    One row a rule set, reason, stage and set of schools, of which the first eight are named.
    """
    found = [row for one in assessed for row in _left_out(one, words)]
    cells = pd.DataFrame(found)
    if found:  # a row may stand for several indicators
        keys = ["rule", "reason", "stage", "left_out", "school"]
        indicators = cells.groupby(keys, sort=False)["indicator"].agg(list)
        joined_names = indicators.map(lambda names: _wide(join(names, words.lang)))
        cells = joined_names.reset_index()
    empty = words.say("schools.nothing_excluded")
    whole = pages.html_table(cells, caption, words.lang, empty=empty)
    if many <= FEW:
        return whole
    title = _title_of("excluded", len(cells), words)
    return folded(title, whole.data, many)


def drawn_coefficients(assessed: Assessment, words: Words) -> pd.DataFrame:
    """Return what `coefficients_chart.draw` draws: each coefficient, and the composite of 2012."""
    drawn = "coefficient_of_variation"
    limited = _limited(assessed.coefficients, assessed)
    single = limited.rename(columns={"coefficient": drawn})
    labels = single["indicator_id"].map(words.names)
    tables = [single.assign(label=labels, composite=False)]
    whole = assessed.judged.rename(columns={"judged_value": drawn})
    is_composite = assessed.rule_set.judged == "composite"
    if is_composite and whole[drawn].notna().any():
        label = words.say("chart.composite")
        tables.append(whole.assign(label=label, composite=True))
    both = pd.concat(tables, ignore_index=True)
    return both.sort_values("stage", ascending=False, kind="stable")


def _title(row, value: str, words: Words) -> str:
    """Return the title of a panel: its stage and indicator, and what is said of them."""
    stage = words.stage(row.stage)
    indicator = words.names[row.indicator_id]
    title = words.say("panel.title", stage=stage, indicator=indicator)
    if value:
        return title + bracketed(value, words.lang)
    return title


def drawn_contributions(assessed: list[Assessment], words: Words) -> pd.DataFrame:
    """Return what the chart of contributions draws: the top schools of each stage's largest
    coefficient.

    No row for a stage whose schools are all alike.
    """
    tables = []
    for one in assessed:
        limited = _limited(one.contributions, one)
        tables.append(limited.assign(rule_set=one.rule_set.rule_set))
    every = pd.concat(tables, ignore_index=True).dropna(subset="coefficient")
    largest = every.groupby("stage")["coefficient"].idxmax()
    most = every.loc[largest, ["rule_set", "stage", "indicator_id"]]
    found = every.merge(most).query("contribution > 0")
    found = found.sort_values(["stage", "contribution"], ascending=False, kind="stable")
    found = found.groupby("stage").head(5)
    titles = []
    for row in found.itertuples():
        value = f"{row.coefficient:.3f}"
        titles.append(_title(row, value, words))
    above = found["value"] > found["county_mean"]
    return found.assign(panel=titles, above=above)


def drawn_floors(assessed: list[Assessment], words: Words, many: int) -> pd.DataFrame:
    """Return what the chart of floors draws: the lowest schools of each indicator that needs a
    floor."""
    chosen = []
    for one in assessed:
        rule = ""
        if len(assessed) > 1:
            rule = words.rule(one)
        ascending = [False, True, True]
        found = one.costs.sort_values([*_DOWN, "value"], ascending=ascending, kind="stable")
        found = found.groupby(_DOWN, sort=False, observed=True).head(many)
        titles = [_title(row, rule, words) for row in found.itertuples()]
        chosen.append(found.assign(panel=titles))
    return pd.concat(chosen, ignore_index=True)
