"""The data package as a Dataset of schema.org on the page of tables, as search engines for data
read it."""

import json

from edugov.labels import say
from edugov.markup import Html, html
from edugov.rendering.downloads import PACKAGE

TABLES = "data/tables.html"  # the page that describes the data package


def dataset(package: dict, address: str, lang: str, date: str) -> Html:
    """Return the data package as a Dataset of schema.org, as a page holds it for search engines;
    `package` is its description, datapackage.json."""
    count = len(package["resources"])
    licence = package["licenses"][0]
    told = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": package["title_zh" if lang == "zh" else "title"],
        "alternateName": package["title" if lang == "zh" else "title_zh"],
        "description": say("site.dataset", lang, count=count),
        "url": address + ("zh/" if lang == "zh" else "") + TABLES,
        "version": package["version"],
        "dateModified": date,
        "license": licence["path"],
        "creator": {"@type": "Organization", "name": say("site.authors", lang)},
        "isAccessibleForFree": True,
        "inLanguage": ["zh", "en"],
        "spatialCoverage": {"@type": "Place", "name": say("site.country", lang)},
        "distribution": {
            "@type": "DataDownload",
            "encodingFormat": "application/zip",
            "contentUrl": f"{address}downloads/{PACKAGE}",
        },
    }
    # within a script nothing is escaped but what could end it
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c")
    return html('<script type="application/ld+json">{}</script>\n', Html(text))
