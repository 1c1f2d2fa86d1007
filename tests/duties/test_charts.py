"""Charts of duties: a shape for each state, each cell drawn once, sides and order."""

from itertools import pairwise

import pandas as pd
from matplotlib import pyplot as plt

from edugov import labels
from edugov.duties import charts as duty_charts


def test_every_state_has_a_shape_of_its_own():
    looks = [(style["marker"], style.get("facecolors", "")) for style in duty_charts.MARKS.values()]
    assert list(duty_charts.MARKS) and all(
        labels.say(f"verdict.{state}", "en") for state in duty_charts.MARKS
    )
    assert len(set(looks)) == len(looks)


def test_matrix_draws_each_cell_once():
    table = pd.DataFrame(
        [
            ("a", "x", "met", "G"),
            ("b", "x", "not met", "G"),
            ("a", "y", "short", "G"),
            ("b", "y", "cannot judge", "G"),
        ],
        columns=["row", "column", "state", "group"],
    )
    figure = duty_charts.matrix(table, "en")
    assert sum(len(points.get_offsets()) for points in figure.axes[0].collections) == len(table)
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["a", "b"]
    plt.close(figure)


def test_margins_keep_side_and_order():
    table = pd.DataFrame(
        {"label": ["a", "b"], "margin_share": [0.0002, -0.2], "state": ["met", "not met"]}
    )
    figure = duty_charts.margins(table, "en")
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["b", "a"]
    assert {text.get_text() for text in figure.axes[0].texts} == {"+0.02%", "−20%"}
    plt.close(figure)


def test_margins_have_ticks_apart_and_numbers_clear_of_the_names_of_rows():
    states = ["met", "right side", "short", "not met", "cannot judge"]
    names = [f"Yining City: Places of good high schools given to all schools {n}" for n in range(5)]
    shares = [2, 0.8, -0.0562, -0.21, 0]
    table = pd.DataFrame({"label": names, "margin_share": shares, "state": states})
    figure = duty_charts.margins(table, "en")
    figure.draw_without_rendering()
    (axes,) = figure.axes
    ticks = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert all(left.x1 < right.x0 for left, right in pairwise(ticks))
    numbers = [text.get_window_extent() for text in axes.texts]
    assert min(box.x0 for box in numbers) > axes.bbox.x0
    plt.close(figure)
