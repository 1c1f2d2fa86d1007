"""The invented county of data/schools.csv, made again."""

from edugov import files, makers, tables
from edugov.makers.schools import SOURCE, invented_county


def test_schools_made_again_are_the_committed_ones():
    again = makers.make("schools", makers.Material())
    assert files.to_csv(again) == files.to_csv(tables.read("schools"))


def test_what_is_not_invented_stays_as_it_is(data):
    table = tables.read("schools", data)
    added = table[table["source_id"] != SOURCE].assign(books_count=3.0)
    files.write_text(data / "schools.csv", files.to_csv(added))
    again = makers.make("schools", makers.Material(data))
    kept = again[again["source_id"] != SOURCE].reset_index(drop=True)
    assert kept["books_count"].eq(3).all() and len(kept) == len(added)
    assert again["source_id"].eq(SOURCE).sum() == 120


def test_the_county_shows_everything_and_every_name_says_that_it_is_invented():
    county = invented_county()
    assert len(county) == 60 and county["school_name"].str.startswith("虚构").all()
    kinds = {"nine_year", "complete_secondary", "teaching_point", "special"}
    assert kinds <= set(county["school_type"])
    assert county["ownership"].eq("private").sum() == 1
    assert county["books_count"].isna().sum() == 1


def test_a_year_later_students_have_moved_to_the_large_schools():
    before, after = (invented_county(year).set_index("school_code") for year in (2023, 2024))
    both = before.index.intersection(after.index)
    primary = before.loc[both].query("school_type == 'primary'")["students_primary"]
    growth = after.loc[primary.index, "students_primary"] / primary
    is_large = primary > primary.median()
    assert growth[is_large].mean() > 1 > growth[~is_large].mean()
