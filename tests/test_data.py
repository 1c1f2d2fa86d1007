"""The real tables: against their description, an official list of codes, the texts, and each
other."""

import csv
import hashlib
import time

import numpy as np
import pandas as pd
import pytest
from gb2260.data import data as gb2260

from edugov import equity, regions, tables

# Each yearly edition of GB/T 2260 that the package holds; its newest, without a year, is that of
# 2014.
EDITIONS = {
    2014 if year is None else year: names
    for year, names in gb2260.items()
    if year is None or year < 9999
}
NEWER_THAN_THE_LIST = {
    "530303": "沾益区",
    "530581": "腾冲市",
    "632301": "同仁市",
    "632803": "茫崖市",
}
ONE_NUMBER_FOR_THREE = (
    "full_time_guard_rate",
    "closed_campus_management_rate",
    "alarm_and_video_surveillance_rate",
)
REPORTS = ("nantong-2021", "sichuan-template-2023", "yining-2021", "yunyang-2021", "zhaotong-2023")


@pytest.fixture(scope="module")
def every() -> dict[str, pd.DataFrame]:
    return {name: tables.read(name) for name in tables.names()}


@pytest.mark.parametrize("name", tables.names())
def test_table_and_each_column_have_titles_in_both_languages(name):
    assert tables.title(name) and tables.description(name)
    for field in tables.fields(name):
        assert field["title"] and field["title_zh"], field["name"]


def test_codes_and_names_are_those_of_the_official_list_in_their_years(every):
    listed = every["regions"]
    listed = listed[listed["code_kind"].isin(["gbt2260", "gbt2260_reused"])].set_index(
        "region_code"
    )
    assert listed.loc[list(NEWER_THAN_THE_LIST), "name_zh"].to_dict() == NEWER_THAN_THE_LIST
    assert (listed.loc[list(NEWER_THAN_THE_LIST), "valid_from"] > max(EDITIONS)).all()
    for row in listed.drop(index=list(NEWER_THAN_THE_LIST)).itertuples():
        held = [
            year for year, names in EDITIONS.items() if names.get(int(row.Index[:6])) == row.name_zh
        ]
        assert held, f"{row.Index} {row.name_zh}"
        if pd.isna(row.valid_from):
            assert min(held) == min(EDITIONS), f"{row.Index} {row.name_zh}: valid_from {min(held)}"
        else:
            assert min(held) == row.valid_from, row.Index
        if pd.isna(row.valid_to):
            assert max(held) == max(EDITIONS), (
                f"{row.Index} {row.name_zh}: valid_to {max(held) + 1}"
            )
        else:
            assert max(held) == min(row.valid_to - 1, max(EDITIONS)), row.Index


def test_conventions_and_reused_codes_are_marked(every):
    table = every["regions"].set_index("region_code")
    kinds = table["code_kind"]
    assert kinds[~kinds.index.str.fullmatch(r"\d{6}")].to_dict() == {
        "3415Z1": "convention",
        "4107Z1": "convention",
        "500110-2011": "gbt2260_reused",
        "500111-2011": "gbt2260_reused",
        "9999Z1": "convention",
        "9999Z2": "convention",
    }
    assert list(kinds[kinds == "convention"].index) == [
        "000000",
        "3415Z1",
        "4107Z1",
        "9999Z1",
        "9999Z2",
    ]
    assert (table.loc[kinds != "gbt2260", "note"] != "").all()


def test_each_region_stands_below_the_one_its_code_says(every):
    table = every["regions"]
    kind = dict(zip(table["region_code"], table["kind"], strict=True))
    for row in table.itertuples():
        if row.kind in ("nation", regions.EXAMPLE):
            assert row.parent_code == ""
        elif row.kind == "province":
            assert row.parent_code == "000000"
        elif row.kind == "prefecture":
            assert row.parent_code == row.region_code[:2] + "0000"
        else:  # counties of a municipality stand below it, as they have no prefecture
            above = (
                row.region_code[:2] + "0000"
                if row.region_code.startswith("50")
                else row.region_code[:4] + "00"
            )
            assert row.parent_code == above
            assert kind[row.parent_code] in ("prefecture", "province")


def test_slugs_are_each_ones_own_and_plain(every):
    slugs = every["regions"]["slug"]
    assert slugs.is_unique
    assert slugs.str.fullmatch(r"[a-z]+(-[a-z]+)*").all()


@pytest.mark.parametrize(
    ("table", "column", "other"),
    [
        ("figures", "source_id", "sources"),
        ("figures", "indicator_id", "indicators"),
        ("equity_published", "region_code", "regions"),
        ("equity_published", "indicator_id", "indicators"),
        ("funding_provincial", "region_code", "regions"),
        ("funding_national", "source_id", "sources"),
        ("standards", "indicator_id", "indicators"),
    ],
)
def test_keys_point_to_rows(every, table, column, other):
    assert set(every[table][column]) <= set(every[other][column])


def test_only_figures_of_anonymous_reports_have_no_region(every):
    figures = every["figures"]
    assert set(figures.loc[figures["region_code"] == "", "source_id"]) == {"sichuan-template-2023"}
    assert set(figures["region_code"]) - {""} <= set(every["regions"]["region_code"])


def test_every_figure_is_of_a_year_in_which_its_region_was_there(every):
    figures = every["figures"].merge(every["regions"], on="region_code")
    year = pd.to_numeric(figures["year"].str[:4])
    outside = (year < figures["valid_from"]) | (year > figures["valid_to"])
    assert figures.loc[outside.fillna(False), "figure_id"].tolist() == []


def test_figure_ids_begin_with_their_source(every):
    figures = every["figures"]
    assert (figures["figure_id"].str.rsplit("-", n=1).str[0] == figures["source_id"]).all()


def test_status_and_value_agree(every):
    figures = every["figures"]
    assert figures.loc[figures["status"] == "ok", "value"].notna().all()
    assert figures.loc[figures["status"].isin(["damaged", "placeholder"]), "value"].isna().all()
    assert (figures.loc[figures["status"] == "damaged", "proposed_reading"] != "").all()


@pytest.mark.parametrize("source_id", REPORTS)
def test_every_figure_stands_where_it_says(every, shared, source_id):
    received = (shared / "corpus" / f"{source_id}.txt").read_bytes()
    source = every["sources"].set_index("source_id").loc[source_id]
    text = received.decode("utf-8")
    assert source["text_sha256"] == hashlib.sha256(received).hexdigest()
    assert source["text_characters"] == len(text)
    figures = every["figures"][every["figures"]["source_id"] == source_id]
    for row in figures[figures["origin"] != "computed"].itertuples():
        assert "".join(text[row.start : row.end].split()) == "".join(row.value_printed.split()), (
            row.figure_id
        )


@pytest.mark.parametrize("source_id", REPORTS)
def test_every_hand_label_with_an_indicator_is_a_figure(every, shared, source_id):
    with open(shared / "gold" / f"{source_id}.csv", encoding="utf-8") as file:
        gold = [
            row
            for row in csv.DictReader(file)
            if row["indicator_id"] not in ("", "not_an_indicator")
        ]
    figures = every["figures"][every["figures"]["source_id"] == source_id]
    figures = figures[figures["origin"] != "computed"]
    # one label for the one number that is printed for three things
    three = figures["indicator_id"].isin(ONE_NUMBER_FOR_THREE)
    assert three.sum() % 3 == 0
    figures = figures.assign(
        indicator_id=figures["indicator_id"].mask(three, "campus_security_compliance_rate")
    )
    figures = figures[~(three & figures["start"].duplicated())]
    # digits of several numbers run together: a label each, but one damaged figure, for none can be
    # told apart
    torn = figures[figures["status"] == "damaged"]
    fused = [
        row
        for row in gold
        if any(
            start <= int(row["char_offset"]) < end
            for start, end in zip(torn["start"], torn["end"], strict=True)
        )
    ]
    assert len(fused) >= len(torn)
    sound = [row["indicator_id"] for row in gold if row not in fused]
    held = figures.loc[figures["status"] != "damaged", "indicator_id"].value_counts().to_dict()
    assert held == pd.Series(sound).value_counts().to_dict()


def test_provincial_panel_is_complete(every):
    panel = every["funding_provincial"]
    assert panel.groupby("region_code")["year"].apply(list).map(tuple).unique().tolist() == [
        tuple(range(2010, 2024))
    ]
    provinces = every["regions"].query("kind == 'province'")["region_code"]
    assert len(provinces) == 31
    assert set(panel["region_code"]) == set(provinces)


def test_shares_of_the_panel_are_its_quotients(every):
    panel = every["funding_provincial"]
    share = (
        panel["education_expenditure_100_million_yuan"]
        / panel["general_budget_expenditure_100_million_yuan"]
    )
    assert np.allclose(share * 100, panel["education_share_pct"], rtol=0, atol=0.005 + 1e-9)


def test_panel_is_the_one_received(every, shared):
    received = pd.read_csv(
        shared / "data" / "funding_provincial.csv", dtype=str, keep_default_na=False
    )
    received = received[received["indicator_id"] == "general_budget_education_expenditure"]
    ours = every["funding_provincial"].merge(every["regions"], on="region_code")
    theirs = {(row.region, int(row.year)): float(row.value) for row in received.itertuples()}
    for row in ours.itertuples():
        assert theirs[row.name_zh, row.year] == pytest.approx(
            row.education_expenditure_100_million_yuan
        )


def test_links_lead_to_official_press_and_dataset_pages_only(every):
    sources = every["sources"]
    linked = sources["link"] != ""
    assert set(sources.loc[linked, "link_kind"]) <= {"official", "press", "public_dataset"}
    assert sources.loc[linked, "link"].str.match(r"https?://[^ ]+$").all()
    texts = pd.concat([table.astype(str).stack() for table in every.values()])
    assert texts[texts.str.contains(r"book118|docin\.|wenku")].tolist() == []


def test_every_source_gives_something(every):
    named = {
        key
        for name, table in every.items()
        for own, other, _ in tables.references(name)
        if other == "sources"
        for key in table[own]
    }
    assert named - {""} == set(every["sources"]["source_id"])  # a verdict on a whole year has none


def test_published_composites_are_the_means_of_their_eight(every):
    table = every["equity_published"]
    whole = table[table["composite"]].set_index(["region_code", "stage"])[
        "coefficient_of_variation"
    ]
    single = table[~table["composite"] & (table["rule_set"] == "basic_2012")].groupby(
        ["region_code", "stage"]
    )
    means = single["coefficient_of_variation"].agg(["mean", "count"])
    # Jiujiang's page prints its two composites alone
    alone = whole.drop(index=means.index, errors="ignore")
    assert alone.to_dict() == {("340207", "primary"): 0.335, ("340207", "lower_secondary"): 0.328}
    whole = whole.drop(index=alone.index)
    judged = means.loc[whole.index]
    assert len(judged) == 23
    assert judged["count"].eq(8).all()
    assert (judged["mean"] - whole).abs().max() <= 0.001


def test_coefficients_under_the_rule_of_2017_are_seven_and_have_no_composite(every):
    table = every["equity_published"].query("rule_set == 'quality_2017'")
    assert not table["composite"].any()
    assert table.groupby(["region_code", "stage"]).size().to_dict() == {
        ("340207", "primary"): 7,
        ("341881", "lower_secondary"): 7,
        ("341881", "primary"): 7,
    }


def test_jiujiang_coefficients_are_its_deviations_over_its_means(every):
    table = every["equity_published"].query("region_code == '340207' and not composite")
    assert np.allclose(
        table["standard_deviation"] / table["county_mean"],
        table["coefficient_of_variation"],
        rtol=0,
        atol=1e-5,
    )
    assert table["coefficient_of_variation"].mean() == pytest.approx(
        0.367503, abs=5e-7
    )  # as printed


def test_coefficients_of_yining_are_its_figures(every):
    table = every["equity_published"].query("region_code == '654002'").set_index("figure_id")
    figures = every["figures"].set_index("figure_id").loc[table.index]
    assert figures["value"].tolist() == table["coefficient_of_variation"].tolist()
    assert (figures["indicator_id"] == "cv_" + table["indicator_id"]).all()


def test_each_coefficient_table_can_be_judged_or_says_what_is_missing(every):
    judged = equity.judge_table(every["equity_published"], every["standards"])
    assert len(judged) == 12 * 2 + 2 + 2 + 3  # districts, Yining, Ningguo, Jiujiang (two by 2012)
    cannot = judged[judged["verdict"] == "cannot judge"]
    assert cannot[["region_code", "stage"]].to_numpy().tolist() == [["500110", "lower_secondary"]]
    assert (cannot["missing"] != "").all()


def test_price_index_has_every_year_of_the_panel_and_says_what_is_confirmed(every):
    index = every["price_index"]
    assert index["year"].tolist() == list(range(2008, 2024))
    assert index["confidence"].eq("page").all()  # each rate was read on an official page


def test_computed_figures_are_what_their_operands_give(every):
    """Worked out by hand: 1,037 of 2,943 rotated teachers are 35.24 %; none of any classes is 0."""
    figures = every["figures"].set_index("figure_id")
    computed = figures[figures["origin"] == "computed"]
    own = computed[~computed["source_id"].str.startswith("yearbook")]
    assert own["value"].to_dict() == {
        "nantong-2021-003420b": 0,
        "yunyang-2021-005115b": 0,
        "zhaotong-2023-006528b": 35.24,
    }
    for row in computed.itertuples():
        operands = figures.loc[row.operand_ids.split()]
        same = operands[["source_id", "region_code", "year"]].eq(
            [row.source_id, row.region_code, row.year]
        )
        assert same.all(axis=None), row.Index


def test_coefficients_of_yining_say_that_their_year_is_inferred(every):
    """The report prints no year beside them; a sentence two sections before speaks of 2017."""
    figures = every["figures"].query("source_id == 'yining-2021'")
    coefficients = figures[figures["indicator_id"].str.startswith("cv_")]
    assert len(coefficients) == 16
    assert set(coefficients["year"]) == {"2020"}
    assert set(coefficients["inferred"]) == {"year"}
    notes = every["equity_published"].query("source_id == 'yining-2021'")["note"]
    assert notes.str.contains("year not printed; 2020 inferred").all()


def test_one_number_printed_for_three_things_is_three_figures(every):
    """Nantong's guards, closed campuses, and alarms with cameras, all at 100 %."""
    figures = every["figures"]
    three = figures[(figures["source_id"] == "nantong-2021") & (figures["start"] == 6824)]
    assert three["indicator_id"].tolist() == list(ONE_NUMBER_FOR_THREE)
    assert set(three["value"]) == {100}


def test_national_growth_as_printed_follows_from_its_levels(every):
    table = every["funding_national"].dropna(subset=["value", "previous_value", "growth_pct"])
    table = table[table["growth_printed"]]
    assert len(table) > 30
    recomputed = (table["value"] / table["previous_value"] - 1) * 100
    assert (
        recomputed - table["growth_pct"]
    ).abs().max() < 0.0151  # half a digit of the rate, and of the levels


def test_outcomes_of_evaluations_are_of_places_that_were(every):
    """133 were gathered; of the places that have a code each is one of the official lists."""
    outcomes = every["evaluation_outcomes"]
    assert len(outcomes) == 133
    placed = outcomes[~outcomes["region_code"].isin(["", "000000"])]
    listed = every["county_codes"].groupby("region_code")["name_zh"].agg(set)
    for row in placed.itertuples():
        known = listed[row.region_code] | {row.name_zh[:-1]}
        assert any(name in row.name_zh or row.name_zh in name for name in known), row.name_zh
    shandong = outcomes[outcomes["source_id"] == "evaluation-shandong-2019"]
    assert len(shandong) == 16  # every prefecture: the one scheme that names all
    assert (outcomes["published"] == "all").sum() == 16


def test_bulletins_and_the_statistics_bureau_print_the_same_nation(every):
    table = every["national_benchmarks"]
    keys = ["indicator_id", "stage", "year"]
    bureau = table[table["source_id"] == "nbs-portal-tree"]
    both = table[table["source_id"] != "nbs-portal-tree"].merge(bureau, on=keys)
    assert len(both) == 20
    assert ((both["value_x"] - both["value_y"]).abs() <= 1000).all()  # both are rounded


def test_the_tables_of_the_book_are_small_and_read_as_fast_as_their_text():
    """CSV under 3 MB in all; under half a second is about six times what pandas takes for it."""
    paths = sorted(tables.DATA.glob("*.csv"))
    assert sum(path.stat().st_size for path in paths) < 3_000_000

    def seconds(read, things) -> float:
        spent = []
        for _ in range(3):
            start = time.process_time()
            for thing in things:
                read(thing)
            spent.append(time.process_time() - start)
        return min(spent)

    plain = seconds(lambda path: pd.read_csv(path, dtype=str, keep_default_na=False), paths)
    assert seconds(tables.read, tables.names()) < 6 * plain


def test_a_source_of_a_duty_does_not_name_the_number_that_stands_beside_it():
    doubled = [
        row.duty_id
        for row in tables.read("duties").itertuples()
        for number in row.document_number.split()
        if number in row.source_zh + row.source_en
    ]
    assert not doubled


def test_words_about_a_rule_name_no_other_rule_by_its_id():
    rules = tables.read("standards")
    words = rules[["note", "caveat_en", "caveat_zh"]].agg(" ".join, axis=1)
    named = words.str.findall(r"[A-Za-z0-9_]{4,}").explode()
    assert not set(named.dropna()) & set(rules["rule_id"])


def test_a_document_that_is_a_notice_or_measure_stands_in_the_marks_of_a_title():
    documents = tables.read("standards")["document"]
    bare = documents[documents.str.contains("(?:办法|通知|规定|意见)$")]
    assert set(bare) == {"双减意见"}  # what it is called, not its title
