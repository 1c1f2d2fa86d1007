"""Entries of sources and downloads of regions: every figure has its place in them."""

import io
from pathlib import Path

import pandas as pd
import pytest
from lxml import html

from edugov import pages, regions, tables
from edugov.rendering import catalogue


@pytest.fixture(scope="module")
def every() -> dict[str, pd.DataFrame]:
    return {name: tables.read(name) for name in tables.names()}


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    catalogue.write(folder)
    return folder


def entry(book: Path, source_id: str):
    text = (book / "sources" / f"{source_id}.md").read_text(encoding="utf-8")
    return html.fromstring(f"<div>{text}</div>")


def test_every_source_has_an_entry(book, every):
    assert {path.stem for path in book.glob("sources/*.md")} == set(every["sources"]["source_id"])


def test_no_entry_has_two_places_of_one_name_and_long_tables_are_cut(book, every):
    for source_id in every["sources"]["source_id"]:
        anchors = entry(book, source_id).xpath("//span/@id")
        assert len(set(anchors)) == len(anchors) and "" not in anchors, source_id
    for source_id in ("mathpnl", "caschools", "schools-invented"):
        assert len(entry(book, source_id).xpath("//tbody/tr")) == 10


def test_every_figure_has_one_anchor_in_the_entry_of_its_source(book, every):
    for source_id, figures in every["figures"].groupby("source_id"):
        anchors = entry(book, source_id).xpath("//span/@id")
        assert len(set(anchors)) == len(anchors), source_id
        assert set(figures["figure_id"]) <= set(anchors), source_id


def test_every_coefficient_has_an_anchor_of_its_own(book, every):
    for source_id, rows in every["equity_published"].groupby("source_id"):
        anchors = entry(book, source_id).xpath("//span/@id")
        assert {pages.anchor(row) for row in rows.to_dict("records")} <= set(anchors), source_id


def test_entry_says_what_the_source_is_and_where_a_figure_stands(book, every):
    source = every["sources"].set_index("source_id").loc["yining-2021"]
    page = entry(book, "yining-2021")
    text = page.text_content()
    assert (
        source["title_en"] in text and source["title_zh"] in text and source["text_sha256"] in text
    )
    figure = every["figures"].query("source_id == 'yining-2021' and status == 'ok'").iloc[0]
    row = page.xpath(f"//span[@id='{figure['figure_id']}']/ancestor::tr")[0].text_content()
    assert f"characters {figure['start']}–{figure['end']}" in row
    assert figure["value_printed"] in row


def test_only_allowed_links_stand_in_entries(book, every):
    allowed = set(every["sources"]["link"]) - {""}
    for path in book.glob("sources/*.md"):
        links = {
            link for link in entry(book, path.stem).xpath("//a/@href") if link.startswith("http")
        }
        assert links <= allowed, path.name


def test_download_of_a_region_has_its_rows(book, every):
    for code in ("654002", "500235", "340207", "110000"):
        own = regions.belonging(code, every)
        slug = own["regions"].set_index("region_code").loc[code, "slug"]
        text = (book / "regions" / f"{slug}.csv").read_text(encoding="utf-8")
        rows = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
        coefficients = (
            own["equity_published"]
            .query("figure_id == ''")
            .dropna(subset="coefficient_of_variation")
        )
        assert list(rows) == [field["name"] for field in tables.fields("figures")]
        assert len(rows) == len(own["figures"]) + len(coefficients)
        assert set(own["figures"]["figure_id"]) <= set(rows["figure_id"])
        assert set(rows["region_code"]) == {code} or rows.empty
        for value in coefficients["coefficient_of_variation"]:
            assert (pd.to_numeric(rows["value"]) == value).any()


def test_written_again_nothing_changes_and_what_is_gone_is_removed(book):
    before = {path: path.stat().st_mtime_ns for path in book.rglob("*") if path.is_file()}
    (book / "sources" / "gone.md").write_text("of a source that was removed")
    (book / "regions" / "gone.csv").write_text("of a region that was removed")
    catalogue.write(book)
    assert {path: path.stat().st_mtime_ns for path in book.rglob("*") if path.is_file()} == before
