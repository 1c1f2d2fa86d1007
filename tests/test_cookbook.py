"""The recipes of the page of recipes run, and give what the library gives."""

import re
import shutil
import subprocess

import pandas as pd
import pytest

from edugov import funding, research, tables
from edugov.provinces import per_student
from tests.conftest import ROOT

PAGE = (ROOT / "book" / "cookbook.md").read_text(encoding="utf-8")
BEIJING, PRINTED_RATIO = "110000", 13.58  # of primary schools in 2019, as the yearbook prints it

PROVINCES = 31


def code(language: str) -> str:
    return "\n".join(re.findall(rf"```{language}\n(.*?)```", PAGE, re.S))


@pytest.fixture(scope="module")
def recipes():
    """Run the recipes for pandas from the top of the project; give the names that they set."""
    names = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        exec(code("python"), names)
    return names


def test_the_codes_are_text(recipes):
    codes = recipes["figures"]["region_code"].fillna("")
    assert codes.tolist() == tables.read("figures")["region_code"].tolist()


def test_what_is_kept_is_what_the_library_keeps(recipes):
    of_a_region = research.figures().query("region_code != ''")
    assert set(recipes["named"]["figure_id"]) == set(of_a_region["figure_id"])


def test_the_ratio_is_the_one_that_the_yearbook_prints(recipes):
    assert round(recipes["ratio"][BEIJING], 2) == PRINTED_RATIO


def test_prices_are_those_of_the_funding_pages(recipes):
    panel, column = tables.read("funding_provincial"), funding.EDUCATION
    real = funding.constant_prices(panel, tables.read("price_index"), 2010, column)
    pd.testing.assert_series_equal(
        recipes["spent"]["real"], real[f"{column}_at_2010_prices"], check_names=False
    )


def test_money_per_student_is_that_of_the_chapter(recipes):
    """As the material's README has it of 2012 to 2019: Tianjin -8.4 %, Liaoning -4.3 %."""
    change = recipes["change"].dropna()
    assert len(change) == PROVINCES
    assert change[change < 0].round(1).to_dict() == {"120000": -8.4, "210000": -4.3}
    every = [tables.read(name) for name in ("funding_provincial", "province_values")]
    money = per_student.expenditure(*every)
    real = per_student.own_prices(money, tables.read("prices_provincial"), 2019)
    chapter = (real / per_student.enrolled(every[1])).dropna(how="all")
    own = recipes["per_student"].dropna(how="all").dropna(axis=1, how="all")
    pd.testing.assert_frame_equal(
        own, chapter.loc[own.index, own.columns], check_names=False, check_column_type=False
    )


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
def test_the_recipes_for_r_give_the_same(recipes):
    said = (
        f'cat(nrow(named), "\\n"); cat(sprintf("%.6f", ratio[["{BEIJING}"]]), "\\n");'
        'cat(sprintf("%.6f", sum(spent$real)), "\\n");'
        'cat(sprintf("%.6f", change), "\\n"); cat(names(change))'
    )
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", code("r") + said],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    rows, ratio, spent, *changes = done.stdout.split()
    assert int(rows) == len(recipes["named"])
    assert float(ratio) == pytest.approx(recipes["ratio"][BEIJING])
    assert float(spent) == pytest.approx(recipes["spent"]["real"].sum())
    told = dict(zip(changes[PROVINCES:], map(float, changes[:PROVINCES]), strict=True))
    assert told == pytest.approx(recipes["change"].dropna().to_dict(), abs=1e-6)
