"""Labels: both languages complete, the same placeholders, every key used, numbers as readers expect
them."""

import csv
import json
import re
import string

import pandas as pd
import pytest

from edugov import labels, tables
from edugov.tables import Fault
from tests.conftest import ROOT

with open(ROOT / "src" / "edugov" / "labels" / "labels.csv", encoding="utf-8", newline="") as file:
    CATALOGUE = list(csv.DictReader(file))
CODE = "\n".join(
    path.read_text(encoding="utf-8").replace('\\"', '"')
    for path in [*ROOT.glob("src/edugov/**/*.py"), *ROOT.glob("notebooks/*.ipynb")]
)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_keys_are_unique():
    keys = [row["key"] for row in CATALOGUE]
    assert sorted(set(keys)) == sorted(keys)


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row["key"])
def test_label_stands_in_both_languages_with_the_same_placeholders(row):
    if row["key"] not in ("unit.count", "unit.ratio"):  # these have no unit to show
        assert row["en"].strip() and row["zh"].strip()
    assert placeholders(row["en"]) == placeholders(row["zh"])
    assert re.search("[\u4e00-\u9fff]", row["zh"]) or row["key"] in (
        "unit.percent",
        "unit.count",
        "unit.ratio",
        "with_unit.ratio_one_to",
        "joiner",
        "duty.joiner",  # these two are marks without words
        "duty.told",
        "duty.of_stage",
        "audit.claim",
        "audit.staged",
        "range.numbers",
        "range.years",
        "california.income",
        "bracketed",
        "caption.rule",
        "change.part",
        "duty.figure",
        "duty.rule",
        "interval.ends",
        "limit.at_most",
        "limit.sign",
        "panel.title",
        "range",
        "rectification.finding",
        "tile",
    )


def test_no_digit_is_typed_into_a_sentence():
    typed = set()
    for row in CATALOGUE:
        for text in (row["en"], row["zh"]):
            is_sentence = "{" in text or text.endswith((".", "。"))
            is_sentence &= not row["key"].startswith("with_unit.")  # a unit, around its number
            if is_sentence and re.search(r"\d", re.sub(r"\{[^}]*\}", "", text)):
                typed.add(row["key"])
    # names (units, rule sets, weightings) are no sentences; the published example has its result in
    # words of its own, and no row of ours to take it from
    assert typed == {"example.five-schools"}


def test_every_paragraph_of_a_region_page_is_translated_and_no_other():
    with open(
        ROOT / "src" / "edugov" / "labels" / "template_prose.csv", encoding="utf-8", newline=""
    ) as file:
        known = {row["en"]: row["zh"] for row in csv.DictReader(file)}
    paragraphs = set()
    for path in ROOT.glob("notebooks/region_*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                paragraphs |= {
                    " ".join(part.split()) for part in "".join(cell["source"]).split("\n\n")
                }
    assert paragraphs == set(known)
    for english, chinese in known.items():
        assert re.search("[\u4e00-\u9fff]", chinese) or english == "# REGION_NAME"
        links = re.compile(r"\]\(([^)]+)\)|<([^>]+)>|REGION_\w+|`\w+`")
        assert sorted(m[0] for m in links.finditer(english)) == sorted(
            m[0] for m in links.finditer(chinese)
        ), english
        level = re.match("#*", english)[0]
        assert re.match("#*", chinese)[0] == level


def test_prose_in_a_language_is_translated_by_paragraph():
    text = "## Sources\n\nA paragraph that the table\nof translations lacks."
    assert labels.prose(text, "en") == text
    assert (
        labels.prose(text, "zh") == "## 来源\n\nA paragraph that the table\nof translations lacks."
    )


def test_every_key_that_code_says_is_in_the_catalogue():
    said = set(re.findall(r"""\bsay\(\s*["']([^"'{}]+)["'],""", CODE))
    assert len(said) > 50
    assert said - {row["key"] for row in CATALOGUE} == set()


def test_every_label_is_used():
    begun = set(re.findall(r"""["']((?!column)[a-z_]+\.(?:[a-z0-9_]+\.)?)(?:\{|["'] ?\+)""", CODE))
    begun |= {f"{name}." for name in re.findall(r'words_of\("([a-z_.]+)"', CODE)}
    quoted = CODE.replace("'", '"')
    names = [
        row["key"].removeprefix("column.")
        for row in CATALOGUE
        if not row["key"].startswith(tuple(begun))
    ]
    assert [name for name in names if f'"{name}"' not in quoted and f"{name}=" not in quoted] == []


@pytest.mark.parametrize(
    ("prefix", "table", "column"),
    [
        ("stage", "figures", "stage"),
        ("quantity", "figures", "quantity"),
        ("status", "figures", "status"),
        ("unit", "figures", "unit"),
        ("unit", "standards", "unit"),
        ("kind", "regions", "kind"),
        ("family", "indicators", "family"),
        ("rule_set", "equity_published", "rule_set"),
    ],
)
def test_every_code_of_the_tables_has_a_label(prefix, table, column):
    keys = {row["key"] for row in CATALOGUE}
    values = set(tables.read(table)[column]) - {""}
    assert {f"{prefix}.{value}" for value in values} - keys == set()


@pytest.mark.parametrize("table", ["regions", "indicators", "standards"])
@pytest.mark.parametrize("lang", labels.LANGUAGES)
def test_names_of_the_tables_stand_in_both_languages(table, lang):
    assert (tables.read(table)[f"name_{lang}"].str.strip() != "").all()


def test_unknown_language_and_key_are_named():
    with pytest.raises(Fault, match="language 'fr' is unknown; there are en, zh"):
        labels.say("stage.primary", "fr")
    with pytest.raises(Fault, match=r"labels.csv has no label 'stage\.nowhere'"):
        labels.say("stage.nowhere", "en")


@pytest.mark.parametrize(
    ("value", "unit", "en", "zh"),
    [
        (91.56, "percent", "91.56%", "91.56%"),
        (-1.21, "percent", "−1.21%", "−1.21%"),
        (1_978_300_000, "yuan", "1.9783 billion yuan", "19.783亿元"),
        (99_999_999, "yuan", "99,999,999 yuan", "9999.9999万元"),
        (9_999, "yuan", "9,999 yuan", "9,999元"),
        (23.04, "per_100_students", "23.04 per 100 students", "每百名学生23.04"),
        (-250_000_000, "yuan", "−250 million yuan", "−2.5亿元"),
        (15318, "yuan_per_student", "15,318 yuan per student", "15,318元/生"),
        (0.475375, "ratio", "0.4754", "0.4754"),
        (1 / 325, "ratio_one_to", "1:325", "1∶325"),
        (0.0606, "ratio_one_to", "1:16.5", "1∶16.5"),
        (0, "person", "0 persons", "0人"),
        (1, "school", "1 school", "1所"),
        (2, "school", "2 schools", "2所"),
        (-1, "percentage_point", "−1 percentage point", "−1个百分点"),
        (12, "count", "12", "12"),
        (3.5, "m2_per_student", "3.5 m² per student", "3.5平方米/生"),
        (float("nan"), "yuan", "–", "–"),
    ],
)
def test_numbers_with_their_units(value, unit, en, zh):
    assert labels.number(value, unit, "en") == en
    assert labels.number(value, unit, "zh") == zh


def test_titles_of_documents_have_their_marks_once():
    # 《》 stands in data/standards.csv, round what has a formal title
    documents = pd.read_csv(ROOT / "data" / "standards.csv", dtype=str)["document"]
    assert documents.str.contains("《").any()
    assert not [row["key"] for row in CATALOGUE if "《{document}》" in row["zh"]]


def test_lists_are_joined_in_the_manner_of_the_language():
    assert labels.join(["a", "b", "c"], "en") == "a, b, c"
    assert labels.join(["甲", "乙"], "zh") == "甲、乙"


def test_heading_without_a_label_is_the_column_itself():
    assert labels.heading("indicator", "zh") == "指标"
    assert labels.heading("County", "en") == "County"


def test_counts_agree_with_their_noun():
    assert labels.count(0, "figure") == "0 figures"
    assert labels.count(1, "figure") == "1 figure"
    assert labels.count(1, "county", many="counties") == "1 county"
    assert labels.count(1234, "county", many="counties") == "1,234 counties"
    assert labels.count(1234, "figure", "zh") == "1,234"


@pytest.mark.parametrize("lang", labels.LANGUAGES)
@pytest.mark.parametrize(
    "indicator_id",
    [  # what is said of kindergartens is not so of all teachers, nor of all students
        "teacher_certification_rate",
        "teacher_rotation_share",
        "private_school_enrolment_share",
        "non_teaching_staff_share",
        "boarder_living_subsidy_standard_per_student",
    ],
)
def test_a_headline_of_a_rate_of_one_stage_names_it(indicator_id, lang):
    stage = labels.say("stage.preschool", lang)
    assert stage in labels.say(f"told.{indicator_id}", lang, value="95.4%", stage=stage)
