"""Charts: each draws in both languages without a warning and leaves its table as it was."""

import io
from itertools import combinations

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from edugov import charts, equity, labels, regions
from edugov.charts import budget_chart, coefficients_chart, distances_chart, growth_chart
from edugov.findings import funding_sentences

NAN = float("nan")


def coefficients(lang: str) -> pd.DataFrame:
    own = regions.dossier("654002")
    name = labels.names(own["indicators"], "indicator_id", lang)
    ranked = equity.drivers(own["equity_published"], own["standards"])
    return ranked.assign(label=ranked["indicator_id"].map(name), composite=False, limit=0.65)


def distances(lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": [
                labels.say(f"stage.{key}", lang)
                for key in ("primary", "lower_secondary", "vocational")
            ],
            "distance_pct": [12.5, -250.0, 0.0],
            "verdict": ["met", "not met", "short"],
        }
    )


def growth(lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": [
                labels.say(f"stage.{key}", lang)
                for key in ("primary", "upper_secondary", "preschool")
            ],
            "growth_printed_pct": [5.57, -1.21, NAN],
            "growth_recomputed_pct": [5.6, NAN, 2.0],
        }
    )


def budget(lang: str) -> pd.DataFrame:
    return funding_sentences.budget_series(regions.dossier("110000"), 2020)


CASES = {
    "coefficients": (coefficients_chart.draw, coefficients, ()),
    "distances": (distances_chart.draw, distances, ()),
    "growth": (growth_chart.draw, growth, ()),
    "budget": (budget_chart.draw, budget, (2020,)),
}


@pytest.mark.parametrize("lang", labels.LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_chart_draws_without_warning_and_leaves_its_table(case, lang):
    draw, make, more = CASES[case]
    table = make(lang)
    before = table.copy()
    figure = draw(table, *more, lang)
    file = io.BytesIO()
    figure.savefig(file, format="png")
    plt.close(figure)
    assert len(file.getvalue()) > 5000
    pd.testing.assert_frame_equal(table, before)


def test_same_table_gives_the_same_bytes():
    files = []
    for _ in range(2):
        files.append(io.BytesIO())
        figure = growth_chart.draw(growth("zh"), "zh")
        figure.savefig(files[-1], format="png")
        plt.close(figure)
    assert files[0].getvalue() == files[1].getvalue()


def test_label_that_the_font_lacks_is_an_error():
    table = distances("zh").assign(label="\u0e01")
    figure = distances_chart.draw(table, "zh")
    with pytest.raises(UserWarning, match="missing from font"):
        figure.savefig(io.BytesIO(), format="png")
    plt.close(figure)


def test_coefficient_above_its_limit_is_hollow_and_missing_ones_are_left_out():
    table = pd.DataFrame(
        {
            "stage": ["primary"] * 3,
            "label": ["a", "b", "c"],
            "coefficient_of_variation": [0.7, 0.5, NAN],
            "limit": [0.65] * 3,
            "composite": [False] * 3,
        }
    )
    figure = coefficients_chart.draw(table, "en")
    marks = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert [(line.get_xdata()[0], line.get_markerfacecolor()) for line in marks] == [
        (0.7, "white"),
        (0.5, charts.ACCENT),
    ]
    plt.close(figure)


def test_the_number_of_a_small_coefficient_does_not_lie_over_the_axis():
    one = {"stage": "primary", "label": "a", "coefficient_of_variation": 0.109, "limit": 0.55}
    other = one | {"stage": "lower_secondary", "coefficient_of_variation": 1.206}
    figure = coefficients_chart.draw(pd.DataFrame([one, other]).assign(composite=True), "en")
    figure.draw_without_rendering()
    axes = figure.axes[0]
    number = next(text for text in axes.texts if text.get_text() == "0.109")
    assert axes.bbox.x0 < number.get_window_extent().x0
    plt.close(figure)


def test_every_number_of_a_chart_is_written_beside_its_mark():
    figure = growth_chart.draw(growth("en"), "en")
    assert [text.get_text() for text in figure.axes[0].texts] == ["+5.57", "−1.21", "+2.00"]
    plt.close(figure)


def test_distance_beyond_the_axis_keeps_its_number():
    figure = distances_chart.draw(distances("en"), "en")
    assert "−250.0%" in [text.get_text() for text in figure.axes[0].texts]
    assert figure.axes[0].get_xlim()[0] > -100
    plt.close(figure)


def test_a_figure_is_as_wide_as_a_page_and_its_legend_stands_above_it():
    figure, (left, right) = charts.panels(2.5, 1, 2, sharey=True)
    assert tuple(figure.get_size_inches()) == (charts.WIDTH, 2.5)
    left.plot([0, 1], label="a")
    charts.legend(left, 2)
    figure.draw_without_rendering()
    assert left.get_legend().get_window_extent().y0 >= left.bbox.y1
    plt.close(figure)


def test_a_number_does_not_cover_what_was_recomputed_further_out():
    table = pd.DataFrame(
        {
            "label": ["a", "b", "c"],
            "growth_printed_pct": [0.7, -0.5, 8.0],
            "growth_recomputed_pct": [5.8, -6.0, 8.01],
        }
    )
    figure = growth_chart.draw(table, "en")
    places = {text.get_text(): (text.xy[0], text.get_ha()) for text in figure.axes[0].texts}
    # across zero from their marks; the last lies on its mark's own bar
    assert places == {"+0.70": (0, "right"), "−0.50": (0, "left"), "+8.00": (8.0, "left")}
    plt.close(figure)


def test_labels_of_three_lines_do_not_lie_on_each_other_on_a_wide_page():
    long = (
        "General public budget recurrent education funding per student, general upper secondary, "
    )
    table = pd.DataFrame({"label": [f"{long}{year}" for year in range(2010, 2020)]})
    table = table.assign(growth_printed_pct=1.0, growth_recomputed_pct=NAN)
    figure = growth_chart.draw(table, "en")
    figure.draw_without_rendering()
    found = [label.get_window_extent() for label in figure.axes[0].get_yticklabels()]
    assert not any(one.overlaps(other) for one, other in combinations(found, 2))
    plt.close(figure)


def test_a_budget_is_parted_where_it_holds_something_else_and_where_a_year_is_missing():
    years = [2012, 2013, 2015, 2016]
    table = pd.DataFrame({"year": years, "nominal": 1.0, "constant": 2.0, "share_pct": 15.0})
    figure = budget_chart.draw(table, 2020, "en", breaks=[2016])
    for axes in figure.axes:
        line = axes.lines[0]
        gone = [year for year, value in zip(*line.get_data(), strict=True) if value != value]
        assert gone == [2014, 2015.5]
        assert axes.lines[-1].get_xdata() == [2015.5, 2015.5] and axes.lines[-1].get_ls() == ":"
    plt.close(figure)


def test_titles_of_two_panels_side_by_side_do_not_run_together():
    for lang in labels.LANGUAGES:
        figure = budget_chart.draw(budget(lang), 2020, lang)
        figure.draw_without_rendering()
        left, right = (axes._left_title.get_window_extent() for axes in figure.axes)
        assert left.x1 + 10 < right.x0
        plt.close(figure)


def test_what_explains_the_marks_takes_no_room_from_the_panel():
    verdicts = ["met", "right side", "short", "not met"]
    table = pd.DataFrame({"label": list("abcd"), "distance_pct": [1, 2, -1, -2.0]})
    figure = distances_chart.draw(table.assign(verdict=verdicts), "en")
    figure.draw_without_rendering()
    assert figure.axes[0].bbox.width > 0.8 * figure.bbox.width
    plt.close(figure)
