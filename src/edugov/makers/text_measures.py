"""text_measures.csv: how a government reports on itself, measured on the text of its report
(自评报告的表述)."""

import re

import pandas as pd

from edugov.audit import audit
from edugov.makers import Material, progress
from edugov.makers.wording import (
    SAYING,
    SHINGLE,
    names_duty,
    places,
    sentences,
    shared_wording,
    shingles,
)

PARTS = ["general", *SAYING, "problems", "plans"]
CLAIM = 10  # characters; a shorter sentence is a heading
BOUNDS = {
    "余": "[余多]",
    "以上": "以上",
    "左右": "左右",
    "以内": "以[内下]",
    "近": "近$",
    "约": "约$",
}
VAGUE = "进一步 逐步 不断 持续 切实 有效 稳步 着力 大力 显著"
COMPARED = re.compile(
    "上年|同比|同口径|较20|比20|相比|平均水平|位居|位列|第[一二三四五六七八九十]|全[省国].{0,4}(?:首|唯一|前列|先)"
    "|高于|低于|超过|目标|规定要求|达到.{0,8}(?:标准|要求)"
)
ADMITTED = re.compile(r"短缺|不足(?!\d)|缺口|不达标|未能达到|问题严重|问题依然|仍然|有待|滞后")
COLUMNS = ["measure", "part_or_duty", "value", "unit", "note"]


def _share(name: str, hits: float, total: float, note: str = "", of: str = "all") -> list[list]:
    """Return one row with a share; none where the total is zero."""
    return [[name, of, hits / total, "share", note or f"{hits:g} of {total:g}"]] if total else []


def _lengths(spoken: pd.DataFrame, real: pd.DataFrame, masked: int) -> list[list]:
    """Measure how long each part is, and how many figures it holds."""
    size = spoken["size"]
    rows = [
        ["sentences", "all", len(spoken), "count", ""],
        ["figures", "all", len(real), "count", ""],
    ]
    rows += [["placeholders", "all", masked, "count", "figures masked with x"]]
    rows += [
        [
            "figures_per_1000_characters",
            "all",
            len(real) / size.sum() * 1000,
            "per_1000_characters",
            "",
        ]
    ]
    for part in PARTS:
        length, count = size[spoken["part"] == part].sum(), int(real["part"].eq(part).sum())
        rows += [["characters", part, length, "character", ""]]
        rows += _share("share_of_text", length, size.sum(), of=part)
        if length:
            density = count / length * 1000
            rows += [
                [
                    "figures_per_1000_characters",
                    part,
                    density,
                    "per_1000_characters",
                    f"{count} figures",
                ]
            ]
    return rows


def _claims(spoken: pd.DataFrame, figures: pd.DataFrame) -> list[list]:
    """Measure which claims have a figure, a base for their rates, a comparison."""
    claims = spoken[spoken["part"].isin(SAYING) & (spoken["size"] >= CLAIM)]
    real = figures[figures["status"] != "placeholder"]
    masked = claims.index.isin(figures.loc[figures["status"] == "placeholder", "sentence"])
    relative = real["unit"].isin(["percent", "percentage_point", "ratio"]) | real["quantity"].eq(
        "growth"
    )
    levels = real.loc[~relative & real["quantity"].eq("value"), "sentence"]
    figured = claims[claims.index.isin(real["sentence"])]
    rated = claims.index[claims.index.isin(real.loc[relative, "sentence"])]
    rows = [["claims", "all", len(claims), "count", f"sentences of {CLAIM} characters or more"]]
    rows += _share("claims_with_figure", len(figured), len(claims))
    rows += _share("claims_with_masked_figure", masked.sum(), len(claims))
    rows += _share("claims_with_rate_and_base", rated.isin(levels).sum(), len(rated))
    compared = figured["text"].str.contains(COMPARED).sum()
    return rows + _share("claims_with_figure_and_comparison", compared, len(figured))


def bounds(before: str, after: str) -> set[str]:
    """Return the words that make a figure a bound or an estimate (约数), from the text before and
    after it.

    Examples
    --------
    >>> bounds("近", "万人,其中"), bounds("发放", "余万元")
    ({'近'}, {'余'})
    >>> bounds("为", "元,约占")  # the bound is another figure's
    set()
    """
    after = re.split("[,，。;；、(（]", after)[0]
    return {
        word
        for word, form in BOUNDS.items()
        if re.search(form, before if form.endswith("$") else after)
    }


def _hedges(text: str, spoken: pd.DataFrame, real: pd.DataFrame) -> list[list]:
    """Measure bounds at figures and words of vague progress."""
    marked = []
    for row in real.itertuples():
        before, after = (
            text[max(0, row.start - 2) : row.start],
            text[row.start : row.end + len(row.unit_printed) + 3],
        )
        marked.append(bounds(re.sub(r"\s", "", before), re.sub(r"\s", "", after)))
    rows = _share("figures_bounded", sum(map(bool, marked)), len(real))
    rows += [
        ["bound", word, sum(word in found for found in marked), "count", ""] for word in BOUNDS
    ]
    vague = sum(spoken["text"].str.count(word).sum() for word in VAGUE.split())
    density = vague / spoken["size"].sum() * 1000
    return [
        *rows,
        ["vague_words_per_1000_characters", "all", density, "per_1000_characters", VAGUE],
    ]


def _checks(real: pd.DataFrame, findings: pd.DataFrame | None) -> list[list]:
    """Measure how many figures the arithmetic of the report can check, and how many checks hold."""
    if findings is None:
        return []
    decided = findings[findings["verdict"] != "cannot check"]
    ids = set(" ".join(decided["figure_ids"]).split())
    rows = _share("figures_that_can_be_checked", int(real["figure_id"].isin(ids).sum()), len(real))
    return rows + _share(
        "checks_that_hold", int(decided["verdict"].eq("holds").sum()), len(decided)
    )


def _by_duty(
    spoken: pd.DataFrame, real: pd.DataFrame, duties: pd.DataFrame, duty_terms: pd.DataFrame
) -> list[list]:
    """Measure by duty: characters and figures on it, problems admitted, and whether the plans name
    it."""
    known = {}
    for duty, group in duty_terms.groupby("duty_id"):
        known[duty] = list(zip(group["term"], group["without"], strict=True))
    rows = []
    on_any = pd.Series(False, index=real.index)
    for duty in duties.itertuples():
        on_it = real["indicator_id"].isin(duty.indicator_ids.split())
        on_it &= real["stage"].isin(duty.stages.split()) | (duty.stages == "")
        on_any |= on_it
        terms = known[duty.duty_id]
        named = pd.Series([names_duty(text, terms) for text in spoken["text"]], spoken.index)
        rows += _attention(duty.duty_id, spoken, real[on_it], named)
        rows += _admissions(duty.duty_id, spoken, named)
    return rows + _share("figures_on_a_duty", int(on_any.sum()), len(real))


def _attention(
    duty: str, spoken: pd.DataFrame, figures: pd.DataFrame, named: pd.Series
) -> list[list]:
    """Measure how much of the text is on a duty, and how dense its figures are there."""
    has_figure = spoken.index.isin(figures["sentence"])
    length = spoken.loc[named | has_figure, "size"].sum()
    if not length:
        return []
    density = len(figures) / length * 1000
    note = f"{len(figures)} figures"
    dense = "figures_per_1000_characters_on_duty"
    return [
        ["characters_on_duty", duty, length, "character", ""],
        [dense, duty, density, "per_1000_characters", note],
    ]


def _admissions(duty: str, spoken: pd.DataFrame, named: pd.Series) -> list[list]:
    """Measure the problems that the report admits on a duty, and whether its plans name it."""
    problems = spoken["part"].eq("problems")
    plans = spoken["part"].eq("plans")
    admits = problems | (spoken["text"].str.contains(ADMITTED) & ~plans)
    admitted = (named & admits).sum()
    if not admitted:
        return []
    kind = "under problems" if (named & problems).any() else "in passing"
    answered = (named & plans).sum()
    return [
        ["problem_admitted", duty, admitted, "count", kind],
        ["problem_answered", duty, answered, "count", "sentences of the plans"],
    ]


def _borrowed(spoken: pd.DataFrame, real: pd.DataFrame, others: dict[str, list[str]]) -> list[list]:
    """Measure how much wording is shared with each other report, and how much is the region's
    own."""
    own, everything = spoken["text"].tolist(), [line for lines in others.values() for line in lines]
    found = shared_wording(own, others | {"all others": everything})
    samples = [
        spoken.loc[spoken["section"].str.startswith(name), "text"].tolist()
        for name in ("范文(1)", "范文(2)")
    ]
    if all(samples):
        found |= shared_wording(samples[0], {"first sample text in second": samples[1]})
    rows = []
    for other, one in found.items():
        chance = "mean {chance_mean:.4f}, highest {chance_max:.4f}, p {p:.3f}".format(**one)
        note = f"runs of {SHINGLE} characters; words shuffled: {chance}"
        rows += _share("shared_wording", one["share"], 1, note, other)
    common, local = {piece for line in everything for piece in shingles(line)}, places("".join(own))
    size, numbered = spoken["size"], spoken.index.isin(real["sentence"])
    placed = spoken["text"].map(lambda text: any(name in text for name in local)).astype(bool)
    free = spoken["text"].map(lambda text: common.isdisjoint(shingles(text))).astype(bool)
    kinds = {
        "figure": numbered,
        "place": placed,
        "figure_or_place": numbered | placed,
        "own_wording": free,
    }
    for name, kind in kinds.items():
        rows += _share(
            "text_with", size[kind].sum(), size.sum(), "characters of such sentences", name
        )
    return rows


def measure(
    source_id: str,
    texts: dict[str, str],
    tables: dict[str, pd.DataFrame],
    findings: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Measure how one report speaks: length, claims and their figures, hedges, problems, shared
    wording (文本测度).

    Parameters
    ----------
    source_id : str
        Which report.
    texts : dict of str
        All reports as received, by source.
    tables : dict of DataFrame
        `report_sections`, `figures`, `duties` and `duty_terms` of the data package.
    findings : DataFrame, optional
        One row a check, as `audit.audit` returns: `source_id`, `figure_ids`, `verdict`. Without it
        the two measures that rest on it are left out.

    Returns
    -------
    DataFrame
        One row a measure: `source_id`, `measure`, `part_or_duty`, `value`, `unit`, `note`. A claim
        is a sentence in which the government says what it did. A measure that would divide by
        nothing has no row. Five reports are cases, not a sample: differences between them are not
        those between governments.
    """
    sections, figures = tables["report_sections"], tables["figures"]
    spoken = {
        key: sentences(text, sections[sections["source_id"] == key]) for key, text in texts.items()
    }
    mine = spoken[source_id].assign(size=spoken[source_id]["text"].str.len())
    held = figures[(figures["source_id"] == source_id) & figures["start"].notna()]
    held = held.assign(
        sentence=[mine["start"].searchsorted(start, side="right") - 1 for start in held["start"]]
    )
    held["part"] = mine["part"].iloc[held["sentence"]].to_numpy()
    real = held[held["status"] != "placeholder"]
    others = {key: table["text"].tolist() for key, table in spoken.items() if key != source_id}
    own = None if findings is None else findings[findings["source_id"] == source_id]
    rows = [
        *_lengths(mine, real, len(held) - len(real)),
        *_claims(mine, held),
        *_hedges(texts[source_id], mine, real),
        *_checks(real, own),
        *_by_duty(mine, real, tables["duties"], tables["duty_terms"]),
        *_borrowed(mine, real, others),
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    table.insert(0, "source_id", source_id)
    return table.assign(value=table["value"].astype(float).round(4))


def make(material: Material) -> pd.DataFrame:
    """Measure every report of schemes.csv, with what the audit finds in its figures."""
    names = ("report_sections", "figures", "duties", "duty_terms")
    needed = {name: material.table(name) for name in names}
    texts = {key: document.text for key, document in material.reports().items()}
    figures = needed["figures"]
    findings = audit(figures[figures["source_id"].isin(texts)])
    measured = [measure(key, texts, needed, findings) for key in progress(list(texts), "report")]
    return pd.concat(measured, ignore_index=True)
