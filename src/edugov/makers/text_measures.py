"""text_measures.csv: how a government reports on itself, measured on the text of its report
(自评报告的表述)."""

import re
from collections.abc import Iterator

import pandas as pd

from edugov.audit import audit
from edugov.makers import Material, progress
from edugov.makers.wording import (
    SAYING,
    SHINGLE,
    naming,
    pieces,
    places,
    sentences,
    shared_wording,
    shingles,
    terms_by_duty,
)
from edugov.tables import Tables

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
COUNTS = {  # the measures that count; others are lengths, densities and shares
    "sentences",
    "figures",
    "placeholders",
    "claims",
    "bound",
    "problem_admitted",
    "problem_answered",
}
Measured = tuple[str, str, float, str]  # measure, part or duty, value, note


def _unit(measure: str) -> str:
    if "per_1000_characters" in measure:
        return "per_1000_characters"
    if measure.startswith("characters"):
        return "character"
    return "count" if measure in COUNTS else "share"


def _share(
    name: str, hits: float, total: float, note: str = "", of: str = "all"
) -> Iterator[Measured]:
    """Give one row with a share; none where the total is zero."""
    if total:
        yield name, of, hits / total, note or f"{hits:g} of {total:g}"


def _lengths(spoken: pd.DataFrame, real: pd.DataFrame, masked: int) -> Iterator[Measured]:
    """Measure how long each part is, and how many figures it holds."""
    every = spoken["size"].sum()
    density = "figures_per_1000_characters"
    yield "sentences", "all", len(spoken), ""
    yield "figures", "all", len(real), ""
    yield "placeholders", "all", masked, "figures masked with x"
    yield density, "all", len(real) / every * 1000, ""
    for part in PARTS:
        is_of_part = spoken["part"] == part
        length = spoken.loc[is_of_part, "size"].sum()
        yield "characters", part, length, ""
        yield from _share("share_of_text", length, every, of=part)
        if length:
            count = int(real["part"].eq(part).sum())
            yield density, part, count / length * 1000, f"{count} figures"


def _claims(spoken: pd.DataFrame, figures: pd.DataFrame) -> Iterator[Measured]:
    """Measure which claims have a figure, a base for their rates, a comparison."""
    is_long = spoken["size"] >= CLAIM
    claims = spoken[is_long & spoken["part"].isin(SAYING)]
    is_masked = figures["status"] == "placeholder"
    masked = figures[is_masked]
    real = figures[~is_masked]
    is_rate = real["unit"].isin(["percent", "percentage_point", "ratio"])
    is_relative = is_rate | real["quantity"].eq("growth")
    is_level = ~is_relative & real["quantity"].eq("value")
    figured = claims[claims.index.isin(real["sentence"])]
    has_rate = claims.index.isin(real["sentence"][is_relative])
    rated = claims[has_rate]
    has_base = rated.index.isin(real["sentence"][is_level])
    based_count = has_base.sum()
    masked_count = claims.index.isin(masked["sentence"]).sum()
    compared_count = figured["text"].str.contains(COMPARED).sum()
    yield "claims", "all", len(claims), f"sentences of {CLAIM} characters or more"
    yield from _share("claims_with_figure", len(figured), len(claims))
    yield from _share("claims_with_masked_figure", masked_count, len(claims))
    yield from _share("claims_with_rate_and_base", based_count, len(rated))
    yield from _share("claims_with_figure_and_comparison", compared_count, len(figured))


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
    found = set()
    for word, form in BOUNDS.items():
        text = before if form.endswith("$") else after
        if re.search(form, text):
            found.add(word)
    return found


def _hedges(text: str, spoken: pd.DataFrame, real: pd.DataFrame) -> Iterator[Measured]:
    """Measure bounds at figures and words of vague progress."""
    marked = []
    for row in real.itertuples():
        end = row.end + len(row.unit_printed) + 3
        start = max(0, row.start - 2)
        before = text[start : row.start]
        after = text[row.start : end]
        marked.append(bounds(_squeezed(before), _squeezed(after)))
    yield from _share("figures_bounded", sum(map(bool, marked)), len(real))
    for word in BOUNDS:
        count = sum(word in found for found in marked)
        yield "bound", word, count, ""
    vague_words = "|".join(VAGUE.split())
    vague = spoken["text"].str.count(vague_words).sum()
    density = vague / spoken["size"].sum() * 1000
    yield "vague_words_per_1000_characters", "all", density, VAGUE


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _checks(real: pd.DataFrame, findings: pd.DataFrame) -> Iterator[Measured]:
    """Measure how many figures the arithmetic of the report can check, and how many checks hold."""
    computed = findings[findings["kind"] == "computed"]  # neither repetitions nor orders
    decided = computed[computed["verdict"] != "cannot check"]
    ids = set(" ".join(decided["figure_ids"]).split())
    can = real["figure_id"].isin(ids).sum()
    yield from _share("figures_that_can_be_checked", can, len(real))
    holding = decided["verdict"].eq("holds").sum()
    yield from _share("checks_that_hold", holding, len(decided))


def _by_duty(
    spoken: pd.DataFrame, real: pd.DataFrame, duties: pd.DataFrame, duty_terms: pd.DataFrame
) -> Iterator[Measured]:
    """Measure by duty: characters and figures on it, problems admitted, and whether the plans name
    it."""
    known = terms_by_duty(duty_terms)
    on_any = pd.Series(False, index=real.index)
    for duty in duties.itertuples():
        on_it = real["indicator_id"].isin(duty.indicator_ids.split())
        any_stage = duty.stages == ""
        of_stages = real["stage"].isin(duty.stages.split())
        on_it &= any_stage | of_stages
        on_any |= on_it
        named = naming(spoken["text"], known[duty.duty_id])
        yield from _attention(duty.duty_id, spoken, real[on_it], named)
        yield from _admissions(duty.duty_id, spoken, named)
    yield from _share("figures_on_a_duty", on_any.sum(), len(real))


def _attention(
    duty: str, spoken: pd.DataFrame, figures: pd.DataFrame, named: pd.Series
) -> Iterator[Measured]:
    """Measure how much of the text is on a duty, and how dense its figures are there."""
    has_figure = spoken.index.isin(figures["sentence"])
    is_on_it = named | has_figure
    length = spoken.loc[is_on_it, "size"].sum()
    if length:
        count = len(figures)
        yield "characters_on_duty", duty, length, ""
        density = "figures_per_1000_characters_on_duty"
        yield density, duty, count / length * 1000, f"{count} figures"


def _admissions(duty: str, spoken: pd.DataFrame, named: pd.Series) -> Iterator[Measured]:
    """Measure the problems that the report admits on a duty, and whether its plans name it."""
    problems = spoken["part"].eq("problems")
    plans = spoken["part"].eq("plans")
    in_words = spoken["text"].str.contains(ADMITTED)
    admits = problems | (in_words & ~plans)
    admitted = (named & admits).sum()
    if admitted:
        kind = "under problems" if (named & problems).any() else "in passing"
        yield "problem_admitted", duty, admitted, kind
        yield "problem_answered", duty, (named & plans).sum(), "sentences of the plans"


def _borrowed(
    spoken: pd.DataFrame, real: pd.DataFrame, others: dict[str, list[str]]
) -> Iterator[Measured]:
    """Measure how much wording is shared with each other report, and how much is the region's
    own."""
    own = spoken["text"].tolist()
    everything = [line for lines in others.values() for line in lines]
    found = shared_wording(own, others | {"all others": everything})
    first, second = (
        spoken.loc[spoken["section"].str.startswith(name), "text"].tolist()
        for name in ("范文(1)", "范文(2)")
    )
    if first and second:
        found |= shared_wording(first, {"first sample text in second": second})
    for other, one in found.items():
        chance = "mean {chance_mean:.4f}, highest {chance_max:.4f}, p {p:.3f}".format(**one)
        note = f"runs of {SHINGLE} characters; words shuffled: {chance}"
        yield from _share("shared_wording", one["share"], 1, note, other)
    common = pieces(everything)
    local = places("".join(own))
    kinds = pd.DataFrame(index=spoken.index)
    kinds["figure"] = spoken.index.isin(real["sentence"])
    kinds["place"] = [any(name in text for name in local) for text in own]
    kinds["figure_or_place"] = kinds["figure"] | kinds["place"]
    kinds["own_wording"] = [common.isdisjoint(shingles(text)) for text in own]
    size = spoken["size"]
    note = "characters of such sentences"
    for name in kinds:
        length = size[kinds[name]].sum()
        yield from _share("text_with", length, size.sum(), note, name)


def measure(
    source_id: str, texts: dict[str, str], tables: Tables, findings: pd.DataFrame
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
    findings : DataFrame
        One row a check, as `audit.audit` returns: `source_id`, `kind`, `figure_ids`, `verdict`;
        only claims that were worked out again count.

    Returns
    -------
    DataFrame
        One row a measure: `source_id`, `measure`, `part_or_duty`, `value`, `unit`, `note`. A claim
        is a sentence in which the government says what it did. A measure that would divide by
        nothing has no row. Five reports are cases, not a sample: differences between them are not
        those between governments.
    """
    sections = tables["report_sections"]
    spoken = {}
    for key, text in texts.items():
        own_sections = sections[sections["source_id"] == key]
        spoken[key] = sentences(text, own_sections)
    mine = spoken.pop(source_id)
    mine["size"] = mine["text"].str.len()
    others = {key: table["text"].tolist() for key, table in spoken.items()}
    figures = tables["figures"]
    is_own = figures["source_id"] == source_id
    held = figures[is_own].dropna(subset="start")
    next_sentence = mine["start"].searchsorted(held["start"], side="right")
    sentence = next_sentence - 1
    part = mine["part"].iloc[sentence].to_numpy()
    held = held.assign(sentence=sentence, part=part)
    real = held[held["status"] != "placeholder"]
    own_findings = findings[findings["source_id"] == source_id]
    rows = [
        *_lengths(mine, real, len(held) - len(real)),
        *_claims(mine, held),
        *_hedges(texts[source_id], mine, real),
        *_checks(real, own_findings),
        *_by_duty(mine, real, tables["duties"], tables["duty_terms"]),
        *_borrowed(mine, real, others),
    ]
    table = pd.DataFrame(rows, columns=["measure", "part_or_duty", "value", "note"])
    table["value"] = table["value"].astype(float).round(4)
    table.insert(0, "source_id", source_id)
    table.insert(4, "unit", table["measure"].map(_unit))
    return table


def make(material: Material) -> pd.DataFrame:
    """Measure every report of schemes.csv, with what the audit finds in its figures."""
    names = ("report_sections", "figures", "duties", "duty_terms")
    needed = {name: material.table(name) for name in names}
    texts = {key: document.text for key, document in material.reports().items()}
    figures = needed["figures"]
    findings = audit(figures[figures["source_id"].isin(texts)])
    measured = [measure(key, texts, needed, findings) for key in progress(list(texts), "report")]
    return pd.concat(measured, ignore_index=True)
