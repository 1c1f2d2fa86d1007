"""What the benchmarks and the comparison of builds say."""

from tests import same_bytes
from tests.bounds import Bounds


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
