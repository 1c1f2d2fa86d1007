"""What one verdict consists of: a value, the rule it is held against, the margin, and why it is
what it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from edugov.labels import LANGUAGES, Reason, joined

from .applied_rules import Rule

# The worst first. Short and right side are of a benchmark that is not binding here.
VERDICTS = ("not met", "short", "cannot judge", "right side", "met")
# Of several rules that speak of one figure the first decides: one that is missed, else one that
# binds this kind of place before marks that do not
DECIDING_FIRST = ("not met", "short", "met", "right side", "cannot judge")
COLUMNS = [
    "verdict_id",
    "kind",
    "region_code",
    "source_id",
    "year",
    "stage",
    "indicator_id",
    "figure_id",
    "figure_ids",
    "rule_id",
    "verdict",
    "value",
    "margin",
    "margin_unit",
    "margin_share",
    "binding",
    "reason_en",
    "reason_zh",
    "confidence",
]


@dataclass
class Judgement:
    """One judged thing and rule.

    `obstacles` keep any verdict away; `loosened` says why the mark does not bind here (pairs of a
    word and its reason); `notes` are said beside.
    """

    kind: str  # figure, growth, whole, coefficients
    rule: Rule
    region_code: str
    source_id: str
    year: str
    stage: str
    indicator_id: str
    figure_ids: list[str]
    value: float  # what is compared with the threshold, in `unit`
    unit: str
    right: bool | None  # None: not to be told
    notes: list[Reason] = field(default_factory=list)
    obstacles: list[Reason] = field(default_factory=list)
    loosened: list[tuple[str, Reason]] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """One of `VERDICTS`."""
        if self.obstacles or self.right is None:
            return "cannot judge"
        if self.loosened:
            return "right side" if self.right else "short"
        return "met" if self.right else "not met"

    @property
    def reasons(self) -> list[Reason]:
        """What is said of the verdict, in order, each reason once."""
        doubts = [reason for _, reason in self.loosened]
        once = []
        for reason in [*self.notes, *self.obstacles, *doubts]:
            if reason not in once:
                once.append(reason)
        return once

    def row(self) -> dict:
        """Return the judgement as a row of the table of verdicts."""
        judged = self.verdict != "cannot judge"
        margin = None
        if judged and pd.notna(self.value):
            margin = self.rule.margin(self.value)
        first = self.figure_ids[0] if self.figure_ids else ""
        subject = first or f"{self.region_code}-{self.year}-{self.stage}-{self.source_id}"
        row = {name: getattr(self, name) for name in COLUMNS if hasattr(self, name)}
        for lang in LANGUAGES:
            reasons = [reason[lang] for reason in self.reasons]
            row[f"reason_{lang}"] = joined(reasons, lang)
        return row | {
            "verdict_id": f"{self.kind}:{subject}:{self.rule.rule_id}",
            "figure_id": first,
            "figure_ids": " ".join(self.figure_ids),
            "rule_id": self.rule.rule_id,
            "margin": margin,
            "margin_unit": self.unit,
            "margin_share": margin_share(margin, self.rule.threshold),
            "binding": ", ".join(word for word, _ in self.loosened),
            "confidence": self.rule.confidence,
        }


def margin_share(margin: float | None, threshold: float) -> float | None:
    """Return a margin as a share of its limit (达标裕度); of a limit of zero, of 100 percent.

    Examples
    --------
    >>> margin_share(6.56, 85), margin_share(0.02, 0)
    (0.077176, 0.0002)
    """
    if margin is None or pd.isna(margin):
        return None
    return round(margin / (abs(threshold) or 100), 6)


def deciding(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the verdict (判定) on each figure that pages show as its own: of several rules one
    that is missed, else one that binds (`DECIDING_FIRST`).

    Parameters
    ----------
    judged : DataFrame
        The table of verdicts.

    Returns
    -------
    DataFrame
        Its rows, one a figure.

    Examples
    --------
    >>> two = pd.DataFrame({"figure_id": ["a", "a"], "verdict": ["right side", "met"]})
    >>> deciding(two)["verdict"].tolist()
    ['met']
    """
    order = judged["verdict"].map(DECIDING_FIRST.index).sort_values(kind="stable")
    return judged.loc[order.index].drop_duplicates("figure_id")


def decided(judged: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the verdict that decides on each figure (判定) as `deciding` does, of a few pairs of
    figure and verdict: for these a table takes long.

    Parameters
    ----------
    judged : iterable of (str, str)
        A figure's id and a verdict on it, in any order.

    Returns
    -------
    dict
        The verdict of each figure.

    Examples
    --------
    >>> decided([("a", "right side"), ("a", "met"), ("b", "not met"), ("b", "short")])
    {'a': 'met', 'b': 'not met'}
    """
    return dict(sorted(judged, key=lambda pair: DECIDING_FIRST.index(pair[1]), reverse=True))


def table(judgements: Iterable[Judgement]) -> pd.DataFrame:
    """Return judgements as the table of verdicts, one row each."""
    rows = [judgement.row() for judgement in judgements]
    numbers = dict.fromkeys(["value", "margin", "margin_share"], "float64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(numbers)
