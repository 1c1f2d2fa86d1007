"""What a notebook shows: tables as HTML, links to places in sources, badges that need no colour."""

import warnings

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from lxml import html

from edugov import findings, labels, markup, pages, regions, tables
from edugov.markup import html as html_of


@pytest.fixture(scope="module")
def yunyang() -> dict[str, pd.DataFrame]:
    return regions.dossier("500235")


def test_table_has_caption_headings_and_cells():
    words = [html_of("<b>{}</b>", 1), "2"]
    cells = {"stage": ["primary"] * 2, "Own words": words, "value": [float("nan"), "3"]}
    table = pd.DataFrame(cells)
    root = html.fromstring(pages.html_table(table, "Caption & source", "zh").data)
    assert root.xpath("//caption")[0].text_content() == "Caption & source"
    assert root.xpath("//thead//th/text()") == ["学段", "Own words", "数据"]
    assert root.xpath("//thead//th/@scope") == ["col"] * 3
    first = root.xpath("//tbody/tr")[0]
    assert ["".join(cell.itertext()) for cell in first] == ["primary", "1", ""]


def test_cell_that_is_no_markup_is_text():
    table = pd.DataFrame({"<i>head</i>": ["<b>1</b>"]})
    root = html.fromstring(pages.html_table(table, "<u>Caption</u>", "en").data)
    assert root.xpath("//tbody//th/text()") == ["<b>1</b>"]
    assert root.xpath("//thead//th/text()") == ["<i>head</i>"]
    assert root.xpath("//caption/text()") == ["<u>Caption</u>"]


def test_markup_cannot_slip_into_a_string():
    with pytest.raises(TypeError, match="html"):
        f"see {pages.badge('met', 'en')}"


def test_table_cut_short_says_of_how_many():
    root = html.fromstring(
        pages.html_table(pd.DataFrame({"a": range(5)}), "Caption", "en", rows=2).data
    )
    assert root.xpath("//caption")[0].text_content() == "Caption (2 / 5)"
    assert len(root.xpath("//tbody/tr")) == 2


def rows_of(table, path: str) -> list[str]:
    return html.fromstring(f"<div>{table.data}</div>").xpath(f"{path}//tbody//th/text()")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_long_table_opens_with_its_first_rows_and_folds_the_others(lang):
    cells = {"a": list("abcdefgh")}
    shown = pages.Page(lang).opening(cells, "Caption", "core")
    assert rows_of(shown, "./figure") == ["a", "b", "c"]
    assert rows_of(shown, ".//details") == ["d", "e", "f", "g", "h"]
    assert "5" in html.fromstring(f"<div>{shown.data}</div>").xpath(".//summary/text()")[0]


def test_what_is_asked_to_stand_open_does_and_a_few_rows_are_not_folded():
    page = pages.Page("en")
    missed = page.opening({"a": list("abcdefgh")}, "Caption", "judged", 5)
    assert rows_of(missed, ".//details") == ["f", "g", "h"]
    assert rows_of(page.opening({"a": list("abcdefgh")}, "Caption", "judged", 0), "./figure") == []
    few = page.opening({"a": list("abcde")}, "Caption", "core")
    assert rows_of(few, "./figure") == list("abcde") and "details" not in few.data


def test_table_without_rows_says_why():
    assert (
        pages.html_table(pd.DataFrame({"a": []}), "Caption", "en", empty="none < here").data
        == "<p>none &lt; here</p>"
    )


@pytest.mark.parametrize(
    ("verdict", "en", "zh"),
    [
        ("met", "✓ met", "✓ 达标"),
        ("not met", "✗ not met", "✗ 未达标"),
        ("short", "! short of a benchmark that is not binding here", "! 未达到参照标准"),
        ("cannot judge", "? cannot judge", "? 无法判断"),
    ],
)
def test_badge_has_a_sign_a_word_and_a_class(verdict, en, zh):
    badge = html.fromstring(pages.badge(verdict, "en").source)
    assert badge.text == en
    assert badge.get("class") == "verdict " + verdict.replace(" ", "-")
    assert html.fromstring(pages.badge(verdict, "zh").source).text == zh


def test_finding_leaves_out_empty_sentences():
    assert pages.finding(["One.", "", "Two."]).data == ":::{div} finding\n- One.\n- Two.\n:::"


def test_every_figure_links_to_its_own_place(yunyang):
    figures = yunyang["figures"]
    cells = pages.figure_cells(figures, yunyang["indicators"], "en")
    links = [
        html.fromstring(f"<p>{cell.source}</p>").xpath(".//a/@href") for cell in cells["value"]
    ]
    assert links == [[f"../sources/yunyang-2021.html#{key}"] for key in figures["figure_id"]]


def test_damaged_figure_shows_what_is_printed_and_its_status(yunyang):
    damaged = yunyang["figures"].query("status == 'damaged'")
    for row in damaged.itertuples():
        cell = html.fromstring(f"<p>{pages.printed(row, 'en').source}</p>")
        assert cell.xpath(".//a")[0].text == row.value_printed + row.unit_printed
        assert cell.xpath(".//span/text()") == ["damaged"]
    assert len(damaged) >= 7  # seven numbers or units are torn in the funding paragraph alone


def test_unprinted_year_is_marked():
    figures = regions.dossier("654002")["figures"].query("year == ''")
    cells = pages.figure_cells(figures, tables.read("indicators"), "zh")
    assert {year.source for year in cells["year"]} == {"<i>未注明年份</i>"}


def test_year_that_is_inferred_is_marked():
    figures = regions.dossier("654002")["figures"].query("inferred == 'year'")
    cells = pages.figure_cells(figures, tables.read("indicators"), "en")
    assert len(figures) == 30
    assert {year.source for year in cells["year"]} == {
        "2020<small> (inferred, not printed)</small>"
    }


@pytest.mark.parametrize(
    ("code", "row", "said"),
    [
        ("450100", "selected == 'fastest growth'", "printed only because it grew fastest"),
        ("410727", "inferred == 'indicator'", "our reading of the printed label; the source heads"),
        ("510000", "scope == 'part' and year == '2019'", "only; rural schools only"),
    ],
)
def test_what_is_no_figure_of_the_whole_as_printed_says_so(code, row, said):
    figures = regions.dossier(code)["figures"]
    cells = pages.figure_cells(figures, tables.read("indicators"), "en")["indicator"]
    marked = cells[figures.eval(row)]
    assert len(marked) and all(said in cell.source for cell in marked)
    assert not any(said in str(cell) for cell in cells[~figures.eval(row)])


def test_text_of_sources_cannot_break_the_page():
    assert (
        pages.link("<script>", "s", "s-0001").source
        == '<a href="../sources/s.html#s-0001">&lt;script&gt;</a>'
    )


def test_own_row_is_the_region_not_one_above_it():
    for code in ("654002", "500235", "110000", "000000"):
        assert pages.own(regions.dossier(code))["region_code"] == code


def test_decimals_have_a_true_minus_and_a_dash_for_nothing():
    assert pages.decimals(pd.Series([1234.5, -1.214, float("nan")]), 2) == [
        "1,234.50",
        "−1.21",
        "–",
    ]
    assert pages.decimals(pd.Series([0.5, -0.5]), 1, "+") == ["+0.5", "−0.5"]


def test_sources_are_counted_by_their_figures(yunyang):
    root = html.fromstring(pages.sources_table(yunyang, "en").data)
    assert [cell.text_content() for cell in root.xpath("//tbody/tr/td[2]")] == [
        str(len(yunyang["figures"]))
    ]


def test_sources_that_differ_by_the_year_alone_have_one_row():
    """Invented sources: three yearbooks with a link for each year, two notices apart."""
    names = ["年鉴（2010年）", "年鉴（2011年）", "年鉴（2013年）", "公告2011年", "公告2012年"]
    sources = pd.DataFrame({"source_id": list("abcde"), "title_zh": names, "publisher": "虚构"})
    sources["title_en"] = ["Yearbook 2010", "Yearbook 2011", "Yearbook 2013", "2011", "2012"]
    region = {"region_code": ["1"], "parent_code": [""], "name_en": ["A"], "name_zh": ["甲"]}
    none = pd.DataFrame({"source_id": []}, dtype=object)
    dossier = {
        "sources": sources,
        "figures": pd.DataFrame({"source_id": [*"aabcde"]}),
        "equity_published": none.assign(figure_id=""),
        "funding_national": none,
        "funding_provincial": none,
        "regions": pd.DataFrame(region),
    }
    root = html.fromstring(pages.sources_table(dossier, "zh").data)
    series, *others = root.xpath("//tbody/tr")
    assert series[0].text == "年鉴（2010—2013年）"
    assert [place.text for place in series.iter("a")] == ["2010", "2011", "2013"]
    assert [place.get("href") for place in series.iter("a")][2] == "../sources/c.html"
    assert series[-1].text_content() == "4"
    assert [row[0].text_content() for row in others] == ["公告2011年", "公告2012年"]


def test_a_value_and_its_growth_stand_in_one_row(yunyang):
    """Every figure once, and what is printed of one indicator, stage and year side by side."""
    own = yunyang["figures"]
    own = own[own["indicator_id"] == "general_budget_education_funding_per_student"]
    cells = pages.by_quantity(own, yunyang["indicators"], "en")
    assert len(cells) == 5  # kindergarten, primary, lower, upper and vocational schools
    primary = cells[cells["stage"] == "primary"].iloc[0]
    texts = [html.fromstring(primary[name].source).text_content() for name in ("value", "growth")]
    assert texts == ["12,810.24 yuan per student", "2.46%"]
    linked = "".join(getattr(cell, "source", "") for cell in cells.to_numpy().ravel())
    assert all(f'#{figure_id}"' in linked for figure_id in own["figure_id"])


def test_rule_links_to_its_entry():
    rules = tables.read("standards").set_index("rule_id")
    cell = html.fromstring(f"<p>{pages.rule(rules.loc['BB_CV_P'], 'en').source}</p>")
    assert cell.xpath(".//a/@href") == ["../data/standards.html#BB_CV_P"]
    assert cell.text_content() == "≤\u00a00.65"  # never parted at the end of a line
    assert "basic balance" in cell.xpath(".//a/@title")[0]
    assert pages.rule(rules.loc["QB_G12_CERT"], "en").source.endswith("(only partly supported)")


def test_growth_cells_say_whether_the_digits_agree():
    table = pd.DataFrame(
        {
            "indicator_id": ["a"] * 4,
            "stage": ["primary"] * 4,
            "year": ["2021"] * 4,
            "growth_printed_pct": [1.5, -2.0, 3.0, 1.74],
            "growth_recomputed_pct": [1.5, 2.0, float("nan"), -0.18],
            "within_printed_digits": pd.array([True, False, None, False], dtype="boolean"),
            "like_for_like": [True, False, False, True],
            "across_sources": pd.array([False, True, False, True], dtype="boolean"),
            "inferred": ["", "", "year", ""],
            "source_id": ["s"] * 4,
        }
    )
    names = pd.DataFrame({"indicator_id": ["a"], "name_en": ["A & B"], "name_zh": ["甲"]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cells = pages.growth_cells(table, names, "en")
    assert cells["agree"].tolist() == [
        "yes",
        "no, but the earlier level stands in another source",
        "cannot be recomputed",
        "no: the rate is like for like (同口径), the earlier level is on another footing",
    ]
    assert cells["growth_printed"].tolist() == ["+1.50", "−2.00", "+3.00", "+1.74"]
    assert cells["growth_recomputed"].tolist() == ["+1.50", "+2.00", "–", "−0.18"]
    assert cells["indicator"].tolist() == ["A & B"] * 4
    shown = ["2021", "2021", "2021 (inferred, not printed)", "2021"]
    assert [markup.words(cell) for cell in cells["year"]] == shown
    assert [pages.dated("2021", read, "en") for read in table["inferred"]] == shown


def test_shown_chart_is_closed_and_carries_its_caption(capsys):
    figure = plt.figure()
    pages.show(figure, "fig-a", "Caption", "In words")
    capsys.readouterr()
    assert not plt.fignum_exists(figure.number)


def test_every_verdict_of_a_region_has_a_badge(yunyang):
    assert set(findings.verdicts(yunyang)["verdict"]) <= set(pages.SIGNS)


def test_cells_of_no_figures_are_text(yunyang):
    cells = pages.figure_cells(yunyang["figures"].head(0), yunyang["indicators"], "en")
    assert (" (" + cells["stage"] + ", " + cells["year"] + ")").tolist() == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_says_everything_in_its_language(lang):
    """Words as the functions that are told the language say them."""
    page = pages.Page(lang)
    stages = ["primary", "vocational"]
    assert page.words_of("stage", stages) == [
        page.say("stage.primary"),
        page.say("stage.vocational"),
    ]
    assert page.words_of("stage", stages) == labels.words_of("stage", stages, lang)
    table = pd.DataFrame({"key": ["a"], "name_en": ["A"], "name_zh": ["甲"]})
    assert page.names(table, "key") == {"a": {"en": "A", "zh": "甲"}[lang]}
    assert page.noted("not stated") == {"en": "not stated", "zh": "未注明"}[lang]
    assert page.joined(["a", "b"]) == {"en": "a; b", "zh": "a；b"}[lang]
    assert page.join(["a", "b"]) == {"en": "a, b", "zh": "a、b"}[lang]
    assert page.count(2, "county", "counties") == {"en": "2 counties", "zh": "2"}[lang]
    assert "x" + page.bracketed(3) == {"en": "x (3)", "zh": "x（3）"}[lang]
    assert "<th" in page.table({"stage": stages}, page.noted("not stated")).data


@pytest.mark.parametrize(("lang", "name"), [("en", "Yunyang County"), ("zh", "云阳县")])
def test_a_page_of_a_region_names_it_and_rests_on_its_row(yunyang, lang, name):
    page = pages.of_region(yunyang, lang)
    said = page.about("caption.levels")
    assert page.name == name and said.startswith(name)
    assert said.rests_on["region_code"] == ("500235",)


def test_a_chart_of_a_region_is_called_after_it_and_its_alt_is_in_parts(yunyang, monkeypatch):
    calls = []
    monkeypatch.setattr(pages, "show", lambda *given: calls.append(given))
    pages.of_region(yunyang, "zh").show(None, "growth", "题注", (part for part in "甲乙"), "rows")
    pages.Page("en").show(None, "fig-x", "caption", "whole", "rows")
    assert calls == [
        (None, "fig-yunyang-growth", "题注", "甲；乙", "rows"),
        (None, "fig-x", "caption", "whole", "rows"),
    ]


@pytest.mark.parametrize(("mark", "words"), [(", ", "1, 2, 3"), ("、", "1、2、3")])
def test_a_mark_between_links_stays_with_the_one_before_it(mark, words):
    listed = pages.listed([pages.link(text, "source") for text in "123"], mark)
    root = html.fromstring(f"<p>{listed.source}</p>")
    assert root.text_content() == words
    held = [part.text_content() for part in root.xpath("span[@class='listed']")]
    assert held == [f"1{mark[0]}", f"2{mark[0]}", "3"]


def test_figures_are_linked_by_number_or_as_printed():
    figures = pd.DataFrame(
        {
            "figure_id": ["f-1", "f-2"],
            "source_id": ["one", "two"],
            "value_printed": ["1.5", "3"],
            "unit_printed": ["%", "所"],
        }
    )
    numbered, none = pages.figure_links(["f-2 f-1", ""], figures)
    assert none == "–"
    assert numbered.source == (
        '<a href="../sources/two.html#f-2">1</a> <a href="../sources/one.html#f-1">2</a>'
    )
    (printed,) = pages.figure_links(["f-1 f-2"], figures, as_printed=True)
    assert html.fromstring(f"<p>{printed.source}</p>").text_content() == "1.5% 3所"
