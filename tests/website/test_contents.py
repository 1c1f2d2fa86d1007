"""The table of contents: what is fixed, what is generated, and its names in another language."""

import json

import pytest

from edugov.tables import Fault
from edugov.website import contents

FIXED = {
    "format": "jb-book",
    "root": "index",
    "parts": [
        {"caption": "Regions", "chapters": [{"file": "all"}, {"expand": "regions"}]},
        {
            "caption": "Sources",
            "chapters": [{"file": "sources", "sections": [{"expand": "sources"}]}],
        },
    ],
}


def entries(*slugs):
    return {
        "regions": [{"file": f"regions/{slug}", "title": slug.title()} for slug in slugs],
        "sources": [],
    }


def test_generated_entries_stand_where_the_fixed_table_says():
    before = json.dumps(FIXED)
    generated = entries("yi", "ding") | {"sources": [{"file": "sources/report-one"}]}
    listed = contents.table_of_contents(FIXED, generated)
    assert listed["parts"][0] == {
        "caption": "Regions",
        "chapters": [{"file": "all"}, *generated["regions"]],
    }
    assert listed["parts"][1]["chapters"] == [{"file": "sources", "sections": generated["sources"]}]
    assert contents.pages_of(listed) == [
        "index",
        "all",
        "regions/yi",
        "regions/ding",
        "sources",
        "sources/report-one",
    ]
    assert json.dumps(FIXED) == before


def test_unknown_name_in_the_table_of_contents_is_a_fault():
    with pytest.raises(Fault, match="'towns' is unknown; use regions, sources"):
        contents.table_of_contents(
            {"root": "index", "chapters": [{"expand": "towns"}]}, entries("yi")
        )


def test_a_page_to_which_nothing_is_generated_has_no_sections():
    listed = contents.table_of_contents(FIXED, entries("yi"))
    assert listed["parts"][1]["chapters"] == [{"file": "sources"}]


def test_names_of_parts_are_said_in_the_language_of_the_edition():
    listed = contents.table_of_contents(FIXED, entries("yi"))
    said = contents.with_captions(listed, {"Regions": "地区", "Sources": "来源"}.get)
    assert [part["caption"] for part in said["parts"]] == ["地区", "来源"]
    assert contents.pages_of(said) == contents.pages_of(listed)
