"""What the navigation lists, and in which order."""

from edugov import regions, tables
from edugov.website import page_order, site


def test_contents_list_every_page_below_its_province():
    every = {name: tables.read(name) for name in tables.names()}
    contents = page_order.contents()
    assert contents["sources"] == [
        {"file": f"sources/{source_id}"} for source_id in every["sources"]["source_id"]
    ]
    assert {entry["file"] for entry in contents["examples"]} == {
        "regions/five-schools-schools",
        "regions/invented-county-schools",
    }
    entries = {entry["file"].removeprefix("regions/"): entry for entry in contents["regions"]}
    assert entries["china"]["title"] == "China 全国"
    yining = {"file": "regions/yining", "title": "Yining City 伊宁市"}
    yining["sections"] = [{"file": "regions/yining-funding"}, {"file": "regions/yining-equity"}]
    assert entries["xinjiang"]["sections"] == [{"file": "regions/xinjiang-funding"}, yining]
    having, kinds = regions.with_pages(every), every["regions"].set_index("region_code")["kind"]
    alone = having["region_code"].map(kinds).isin(["nation", "province"])
    assert sorted(entries) == sorted(every["regions"].loc[alone & having["pages"], "slug"])
    listed = site.pages_of({"parts": list(contents.values())})
    assert len(listed) == int(having[list(regions.PAGES)].sum().sum()) + len(every["sources"])
