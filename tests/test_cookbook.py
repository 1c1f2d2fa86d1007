"""The recipes of the page of recipes run, and give what the library gives."""

import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from edugov import funding, research, tables
from edugov.provinces import per_student
from edugov.tables import export
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


def test_the_codes_of_the_regions_above_are_text(recipes):
    """China's is 000000 (GB/T 2260); as a number it would be 0."""
    above = recipes["regions"].set_index("region_code")["parent_code"]
    assert above[BEIJING] == "000000"
    assert above.fillna("").tolist() == tables.read("regions")["parent_code"].tolist()


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


# of the language, by Stata's manual
STATA = set(
    """if using use clear keep keepusing match merge m nogenerate missing inlist replace subinstr
    reshape wide i j string sort generate double sum ln exp summarize r mean tempfile save prices
    """.split()
)
STATA_LONGEST = 32  # characters of a name


def _names_of_exported(names: set[str], folder: Path) -> set[str]:
    """Return the columns of tables as their files for Stata, exported for this, have them."""
    found: set[str] = set()
    for name in names:
        path = folder / f"{name}.dta"
        export.write(tables.read(name), name, path)
        with pd.io.stata.StataReader(path) as reader:
            found |= set(reader.variable_labels())
    return found


def test_the_recipes_for_stata_name_what_the_exported_files_have(tmp_path):
    written = code("stata")
    used = set(re.findall(r"(?:\buse|using) (\w+)", written))
    told = re.search(r"for table in (.+); do", PAGE)[1].split()
    assert used == set(told)
    known = _names_of_exported(used, tmp_path)
    known |= set(re.findall(r"generate (?:double )?(\w+) =", written))
    known |= {"valuestudents", "valueteachers"}  # of reshape: value, and what the series ends in
    said = set(re.findall(r"[A-Za-z_]\w*", re.sub(r'"[^"]*"', "", written)))
    assert said - STATA - used - known == set()
    assert max(map(len, said)) <= STATA_LONGEST
    for name in re.findall(r"`(\w+)` for `\w+`", PAGE):
        assert name in known


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
def test_the_recipes_for_r_give_the_same(recipes):
    said = (
        f'cat(nrow(named), "\\n"); cat(sprintf("%.6f", ratio[["{BEIJING}"]]), "\\n");'
        'cat(sprintf("%.6f", sum(spent$real)), "\\n");'
        'cat(regions$parent_code[regions$region_code == "110000"], "\\n");'
        'cat(sprintf("%.6f", change), "\\n"); cat(names(change))'
    )
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", code("r") + said],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    rows, ratio, spent, above, *changes = done.stdout.split()
    assert above == "000000"
    assert int(rows) == len(recipes["named"])
    assert float(ratio) == pytest.approx(recipes["ratio"][BEIJING])
    assert float(spent) == pytest.approx(recipes["spent"]["real"].sum())
    told = dict(zip(changes[PROVINCES:], map(float, changes[:PROVINCES]), strict=True))
    assert told == pytest.approx(recipes["change"].dropna().to_dict(), abs=1e-6)
