"""What the benchmarks and the comparison of builds say."""

from tests import same_bytes
from tests.bench_bounds import Bounds


def test_a_missed_bound_ends_with_exit_code_1(capsys):
    bounds = Bounds()
    bounds.at_most("megabytes", 300, 300)
    bounds.at_least("times as fast", 100, 100)
    assert bounds.exit_code() == 0
    bounds.at_most("megabytes", 339, 300)
    bounds.at_least("times as fast", 7, 7.3)
    bounds.at_most("seconds", float("nan"), 1)
    assert bounds.exit_code() == 1 and bounds.missed == 3
    assert capsys.readouterr().out.splitlines()[2:4] == [
        "MISS megabytes: 339.00 (at most 300)",
        "MISS times as fast: 7.00 (at least 7.3)",
    ]


def test_a_file_that_differs_or_is_there_once_is_named(tmp_path):
    for name, text in (("one", "a"), ("other", "b")):
        (tmp_path / name / "book" / "regions").mkdir(parents=True)
        (tmp_path / name / "_build" / "html").mkdir(parents=True)
        (tmp_path / name / "book" / "same.md").write_text("the same")
        (tmp_path / name / "book" / "regions" / "page.ipynb").write_text(text)
        (tmp_path / name / "_build" / "html" / f"{name}.html").write_text("the same")
    found = [same_bytes.digests(tmp_path / name) for name in ("one", "other")]
    assert same_bytes.differing(*found) == [
        "_build/html/one.html",
        "_build/html/other.html",
        "book/regions/page.ipynb",
    ]


def measured(path, megabytes: float, times: float) -> Bounds:
    """Report two invented figures that keep their bounds."""
    bounds = Bounds("invented", path)
    bounds.at_most("megabytes", megabytes, 1000)
    bounds.at_least("times as fast", times, 1)
    return bounds


def test_a_figure_that_got_much_worse_than_it_was_fails(tmp_path, monkeypatch, capsys):
    path = tmp_path / "results.csv"
    assert measured(path, 300, 100).exit_code() == 0 and not path.exists()
    monkeypatch.setenv("EDUGOV_BENCH", "write")
    assert measured(path, 300, 100).exit_code() == 0
    monkeypatch.delenv("EDUGOV_BENCH")
    before = path.read_bytes()
    assert measured(path, 440, 70).exit_code() == 0
    assert measured(path, 100, 900).exit_code() == 0
    assert measured(path, 460, 100).exit_code() == 1
    assert "MISS megabytes / that of version" in capsys.readouterr().out
    assert measured(path, 300, 66).exit_code() == 1
    assert path.read_bytes() == before


def test_the_figures_of_a_version_are_replaced_and_those_of_another_stay(tmp_path, monkeypatch):
    path = tmp_path / "results.csv"
    path.write_text("bench,figure,version,value,better\ninvented,megabytes,0.0.1,5,lower\n")
    monkeypatch.setenv("EDUGOV_BENCH", "write")
    for megabytes in (6, 7):
        measured(path, megabytes, 100).exit_code()
    rows = [line.split(",")[1:4] for line in path.read_text().splitlines()[1:]]
    values = {(figure, version): value for figure, version, value in rows}
    assert len(values) == len(rows) == 3
    assert values["megabytes", "0.0.1"] == "5" and "7" in values.values()
