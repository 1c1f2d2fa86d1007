"""The funding page of a region: budget series, growth as printed and recomputed, the duties that may only rise."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd
from IPython.display import HTML, Markdown

from edugov import charts, funding, trends
from edugov.labels import names, number, say
from edugov.pages import badge, html_table, link, own, plural, show

NOMINAL, CONSTANT = funding.EDUCATION, "education_constant"


def series(dossier: dict[str, pd.DataFrame], base_year: int) -> pd.DataFrame:
    """Return a region's budget series with education expenditure in constant prices of the base year."""
    panel = dossier["funding_provincial"].sort_values("year")
    if not len(panel):
        return pd.DataFrame(columns=["year", "nominal", "constant", "share_pct", "provisional"])
    real = funding.constant_prices(panel, dossier["price_index"], base_year, NOMINAL)
    return pd.DataFrame(
        {
            "year": real["year"].astype(int),
            "nominal": real[NOMINAL],
            "constant": real[f"{NOMINAL}_at_{base_year}_prices"],
            "share_pct": real["education_share_pct"],
            "provisional": real["provisional"],
        }
    )


def money(dossier: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the region's funding figures; for the nation those of the national table as well."""
    family = dossier["indicators"].set_index("indicator_id")["family"]
    figures = dossier["figures"]
    figures = figures[figures["indicator_id"].map(family) == "funding"]
    national = dossier["funding_national"]
    if len(national):
        rows = funding.from_yearbook(national[national["growth_printed"] | national["growth_pct"].isna()])
        rows = rows.rename(columns={"coverage": "scope_zh"}).assign(figure_id="", year=rows["year"].astype(str))
        figures = pd.concat([figures.assign(scope_zh=""), rows[rows["scope_zh"] == "nation"].assign(scope_zh="")])
    return figures.reset_index(drop=True)


def duties(dossier: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Judge the two duties that may only rise (两个只增不减) on the region's own figures."""
    figures = money(dossier)
    return funding.only_rise(figures[figures["indicator_id"].isin(funding.DUTY_INDICATORS)], dossier["price_index"])


def findings(dossier: dict[str, pd.DataFrame], base_year: int, lang: str) -> list[str]:
    """Say in words what the region's funding figures amount to."""
    said = []
    judged = duties(dossier)
    latest = judged[judged["year"] == judged["year"].max()]
    for row in latest.itertuples():
        said.append(
            say(
                f"duty.{row.direction}",
                lang,
                what=say("duty.total", lang)
                if row.duty == "total"
                else say("duty.per_student", lang, stage=say(f"stage.{row.stage}", lang)),
                year=row.year,
                growth=f"{abs(row.growth_pct):.2f}",
                verdict=say(f"verdict.{row.verdict}", lang),
            )
        )
    table = series(dossier, base_year)
    if len(table):
        first, last = table.iloc[0], table.iloc[-1]
        said.append(
            say(
                "funding.share",
                lang,
                first=int(first["year"]),
                last=int(last["year"]),
                before=f"{first['share_pct']:.1f}",
                after=f"{last['share_pct']:.1f}",
            )
        )
        said.append(trend_sentence(trends.trend(table["year"], table["constant"]), base_year, lang))
    if not said:
        figures = money(dossier)
        years = sorted(set(figures["year"]) - {""})
        span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else say("year.none", lang)
        count = plural(len(figures), "funding figure") if lang == "en" else len(figures)
        said.append(say("funding.only", lang, count=count, years=span))
    return said


def trend_sentence(trend: trends.Trend, base_year: int, lang: str) -> str:
    """Say a trend in words, with its interval, or why there is none."""
    if pd.isna(trend.growth_pct):
        return say("trend.none", lang, reason=trend.reason_en if lang == "en" else trend.reason_zh)
    rates = {"growth": trend.growth_pct, "low": trend.low_pct, "high": trend.high_pct}
    shown = {key: f"{rate:.1f}".replace("-", "−") for key, rate in rates.items()}
    return say("trend.found", lang, base=base_year, first=trend.first_year, last=trend.last_year, **shown)


def _fitted(table: pd.DataFrame) -> pd.DataFrame | None:
    """Return the fitted line of the trend; it runs through the means of years and logs."""
    trend = trends.trend(table["year"], table["constant"])
    if pd.isna(trend.growth_pct):
        return None
    steps = (table["year"] - table["year"].mean()) * np.log1p(trend.growth_pct / 100)
    return pd.DataFrame({"year": table["year"], "fitted": np.exp(np.log(table["constant"]).mean() + steps)})


def show_series(dossier: dict[str, pd.DataFrame], base_year: int, lang: str) -> Markdown | None:
    """Draw the budget series, nominal and in constant prices, with its trend; say so where there is none."""
    table = series(dossier, base_year)
    if not len(table):
        return Markdown(say("funding.no_series", lang))
    place = own(dossier)
    caption = say(
        "caption.series",
        lang,
        name=place[f"name_{lang}"],
        first=table["year"].min(),
        last=table["year"].max(),
        base=base_year,
    )
    alt = "; ".join(
        f"{row.year}: {row.nominal:,.1f} ({row.constant:,.1f}), {row.share_pct:.1f}%" for row in table.itertuples()
    )
    drawn = charts.budget(table, base_year, _fitted(table), lang)
    show(drawn, f"fig-{place['slug']}-budget", caption, alt)
    return None


def series_table(dossier: dict[str, pd.DataFrame], base_year: int, lang: str) -> HTML | None:
    """Return the budget series as a table; each year links to its yearbook."""
    table = series(dossier, base_year)
    if not len(table):
        return None
    sources = dossier["funding_provincial"].sort_values("year")["source_id"]
    cells = pd.DataFrame(
        {
            "year": [link(str(year), source) for year, source in zip(table["year"], sources, strict=True)],
            say("chart.expenditure", lang): [f"{value:,.2f}" for value in table["nominal"]],
            say("chart.constant", lang, year=base_year): [f"{value:,.2f}" for value in table["constant"]],
            say("chart.share", lang): [f"{value:.2f}" for value in table["share_pct"]],
        }
    )
    caption = say("caption.series_table", lang, name=own(dossier)[f"name_{lang}"], base=base_year)
    return html_table(cells, caption, lang, rows=None)


def _label(row, name: dict[str, str], lang: str) -> str:
    return f"{name[row.indicator_id]}, {say(f'stage.{row.stage}', lang)}, {row.year or say('year.none', lang)}"


def show_growth(dossier: dict[str, pd.DataFrame], lang: str) -> Markdown | None:
    """Draw growth as printed beside growth recomputed, the newest year of each indicator and stage."""
    grown = funding.growth(money(dossier)).dropna(subset="growth_printed_pct")
    newest = grown.sort_values("year", kind="stable").drop_duplicates(["indicator_id", "stage"], keep="last")
    if not len(newest):
        return Markdown(say("funding.no_growth", lang))
    newest = newest.sort_index().head(16)
    name = names(dossier["indicators"], "indicator_id", lang)
    rows = pd.DataFrame(
        {
            "label": [_label(row, name, lang) for row in newest.itertuples()],
            "printed_pct": newest["growth_printed_pct"],
            "recomputed_pct": newest["growth_recomputed_pct"],
        }
    )
    place = own(dossier)
    alt = "; ".join(f"{row.label}: {row.printed_pct:+.2f}%" for row in rows.itertuples())
    caption = say("caption.growth", lang, name=place[f"name_{lang}"])
    show(charts.growth(rows, lang), f"fig-{place['slug']}-growth", caption, alt)
    return None


def growth_table(table: pd.DataFrame, indicators: pd.DataFrame, caption: str, lang: str) -> HTML | Markdown:
    """Return growth as printed and recomputed as a table, and whether the printed digits allow it."""
    if not len(table):
        return Markdown(say("funding.no_growth", lang))
    name = names(indicators, "indicator_id", lang)
    allowed = {True: say("growth.holds", lang), False: say("growth.fails", lang)}
    cells = pd.DataFrame(
        {
            "indicator": [escape(name[key]) for key in table["indicator_id"]],
            "stage": [say(f"stage.{key}", lang) for key in table["stage"]],
            "year": table["year"],
            "growth_printed": [_percent(value) for value in table["growth_printed_pct"]],
            "growth_recomputed": [_percent(value) for value in table["growth_recomputed_pct"]],
            "agree": [
                say("growth.unknown", lang) if pd.isna(value) else allowed[bool(value)]
                for value in table["within_printed_digits"]
            ],
            "source": [link(say("column.source", lang), key) for key in table["source_id"]],
        }
    )
    return html_table(cells, caption, lang, rows=None)


def _percent(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:+.2f}".replace("-", "−")


def duties_table(dossier: dict[str, pd.DataFrame], lang: str) -> HTML | Markdown:
    """Return the verdicts on the two duties that may only rise, nominal and in constant prices."""
    judged = duties(dossier)
    if not len(judged):
        return Markdown(say("duty.none", lang))
    judged = judged.sort_values(["year", "duty"], ascending=[False, False], kind="stable")
    real = {"rise": "duty.real.rise", "flat": "duty.real.flat", "fall": "duty.real.fall"}
    cells = pd.DataFrame(
        {
            "year": judged["year"],
            "duty": [say("duty.total" if key == "total" else "duty.each", lang) for key in judged["duty"]],
            "stage": [say(f"stage.{key}", lang) for key in judged["stage"]],
            "growth_printed": [_percent(value) for value in judged["growth_printed_pct"]],
            "growth_recomputed": [_percent(value) for value in judged["growth_recomputed_pct"]],
            "nominal": [badge(verdict, lang) for verdict in judged["verdict"]],
            "reason": [escape(reason) for reason in judged[f"reason_{lang}"]],
            "real": [
                "–"
                if pd.isna(value)
                else say(real[direction], lang, growth=_percent(value))
                + (f" ({say('provisional', lang)})" if provisional else "")
                for value, direction, provisional in zip(
                    judged["growth_constant_prices_pct"],
                    judged["direction_constant_prices"],
                    judged["provisional"],
                    strict=True,
                )
            ],
            "source": [link(say("column.source", lang), key) for key in judged["source_id"]],
        }
    )
    return html_table(cells, say("caption.duties", lang, name=own(dossier)[f"name_{lang}"]), lang, rows=None)


def levels_table(dossier: dict[str, pd.DataFrame], lang: str) -> HTML | Markdown:
    """Return every sum and amount per student that the region's sources print."""
    rows = money(dossier)
    rows = rows[(rows["quantity"] == "value") & (rows["status"] == "ok")]
    if not len(rows):
        return Markdown(say("funding.no_levels", lang))
    name = names(dossier["indicators"], "indicator_id", lang)
    rows = rows.sort_values(["indicator_id", "stage", "year"], kind="stable")
    cells = pd.DataFrame(
        {
            "indicator": [escape(name[key]) for key in rows["indicator_id"]],
            "stage": [say(f"stage.{key}", lang) for key in rows["stage"]],
            "year": [year or say("year.none", lang) for year in rows["year"]],
            "value": [
                link(number(row.value, row.unit, lang), row.source_id, row.figure_id) for row in rows.itertuples()
            ],
        }
    )
    return html_table(cells, say("caption.levels", lang, name=own(dossier)[f"name_{lang}"]), lang, rows=None)


def caption(dossier: dict[str, pd.DataFrame], lang: str) -> str:
    """Return the caption of the region's table of growth."""
    return say("caption.growth_table", lang, name=own(dossier)[f"name_{lang}"])
