"""The dataset, by what datapackage.json says."""

import json

import pytest
from lxml import html

from edugov import tables
from edugov.website import dataset_markup
from tests.conftest import ROOT

ADDRESS = "https://book.example/a/"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_dataset_says_what_the_data_package_says(lang):
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    package["title"] += "</script>"
    source = dataset_markup.dataset(package, ADDRESS, lang, "2026-01-28").source
    assert source.count("</script>") == 1
    told = json.loads(html.fromstring(f"<div>{source}</div>").findtext("script"))
    assert told["@type"] == "Dataset" and told["version"] == package["version"]
    assert {told["name"], told["alternateName"]} == {package["title"], package["title_zh"]}
    assert told["license"].startswith("https://creativecommons.org/licenses/by/4.0")
    assert f"{len(tables.names())}" in told["description"]
    # what Google's Dataset Search asks for
    assert len(told["description"]) >= 50
    assert told["distribution"]["contentUrl"] == f"{ADDRESS}downloads/edugov-data.zip"
    assert told["url"] == f"{ADDRESS}{'zh/' if lang == 'zh' else ''}data/tables.html"
