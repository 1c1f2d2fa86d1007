"""The page that compares regions, in Chromium on the finished site: what is chosen is what the
chart, the table, the address and the CSV hold."""

import csv
import io
from urllib.parse import unquote

import pytest

PAGE = "comparisons/compare.html"
# the nation and a province in a yearly series, and one that breaks in 2006
STUDENTS = "#measure=students_count.primary.value.person&regions="
BROKEN = "#measure=fiscal_education_funding.all.value.yuan&regions="


@pytest.fixture
def page(browser, address):
    """Give the page in English, on a phone."""
    opened = browser.new_page(viewport={"width": 375, "height": 812})
    opened.goto(f"{address}/{PAGE}")
    yield opened
    opened.close()


def heads(page) -> list[str]:
    return page.eval_on_selector_all(
        ".compare-table thead th", "found => found.slice(1).map(head => head.textContent)"
    )


def taken(page) -> list[dict[str, str]]:
    """Give the rows of the CSV that is offered."""
    address = page.get_attribute(".compare-csv", "href")
    kind, _, text = address.partition(",")
    assert kind == "data:text/csv;charset=utf-8"
    return list(csv.DictReader(io.StringIO(unquote(text).removeprefix("\ufeff"))))


def test_it_begins_with_a_comparison_and_says_so_in_its_address(page):
    assert heads(page) == ["Guangdong", "Heilongjiang"]
    assert page.url.endswith("regions=guangdong,heilongjiang")
    assert page.is_hidden(".compare-without")
    # of 2023, by hand from the yearbook
    first = page.inner_text(".compare-table tbody tr >> nth=0").split()
    assert first == ["2023", "21.61", "10.54"]


@pytest.mark.parametrize("typed", ["昭通", "zhaotong", "Zhao tong", "530600"])
def test_a_region_is_added_by_name_pinyin_or_code_with_the_keyboard(page, typed):
    page.focus(".compare input")
    page.keyboard.type(typed)
    assert page.inner_text(".compare-offers button >> nth=0").startswith("Zhaotong")
    page.keyboard.press("Enter")
    assert page.url.endswith("regions=guangdong,heilongjiang,zhaotong")
    assert page.evaluate("document.activeElement.matches('.compare input')")
    said = page.inner_text(".compare [role=status]")
    assert said.startswith("Zhaotong added.") and "No value of this indicator: Zhaotong." in said


def test_at_most_five_are_chosen_and_each_can_be_removed(page):
    for name in ("beijing", "tianjin", "hebei", "shanxi"):
        page.fill(".compare input", name)
        page.press(".compare input", "Enter")
    assert len(heads(page)) == 5
    assert "at most 5" in page.inner_text(".compare label >> nth=1")
    assert "At most 5" in page.inner_text(".compare [role=status]")
    page.focus(".compare-chosen button >> nth=0")
    assert page.get_attribute(".compare-chosen button >> nth=0", "aria-label") == "Remove Guangdong"
    page.keyboard.press("Enter")
    assert "Guangdong" not in heads(page) and len(heads(page)) == 4


def test_what_is_not_among_the_regions_is_said(page):
    page.fill(".compare input", "Atlantis")
    assert page.locator(".compare-offers button").count() == 0
    assert "No region" in page.inner_text(".compare [role=status]")


def test_a_link_keeps_the_choice_in_both_editions(page, browser, address):
    page.select_option(".compare select", "student_teacher_ratio.primary.value.ratio")
    kept = page.get_attribute(".compare-link", "href")
    assert page.url.endswith(kept)
    other = browser.new_page()
    other.goto(f"{address}/{PAGE}{kept}")
    assert heads(other) == heads(page)
    shown = ".compare-table tbody >> nth=0"
    assert other.inner_text(shown).split() == page.inner_text(shown).split()
    other.click("a.language-switch")
    other.wait_for_url(f"{address}/zh/{PAGE}{kept}")
    assert heads(other) == ["广东省", "黑龙江省"]
    other.close()


def test_a_region_alone_stands_beside_those_above_it(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/regions/zhaotong.html")
    page.click(".taken a[href*='compare']")
    page.wait_for_url(f"**/{PAGE}#measure=*&regions=zhaotong*")
    assert heads(page)[0] == "Zhaotong"
    page.close()


def test_the_csv_has_what_the_table_has(page, address):
    page.goto(f"{address}/{PAGE}{STUDENTS}china,beijing")
    page.reload()
    rows = taken(page)
    shown = page.eval_on_selector_all(
        ".compare-table tbody td a", "found => found.map(link => link.textContent)"
    )
    assert len(rows) == len(shown) > 40
    assert {row["region_code"] for row in rows} == {"000000", "110000"}
    assert {row["unit"] for row in rows} == {"person"}
    # shown in ten thousands
    exact = sorted(float(row["value"]) / 1e4 for row in rows)
    assert sorted(float(text.replace(",", "")) for text in shown) == pytest.approx(exact, abs=1e-4)


def parts_of_line(page, number: int) -> int:
    """Give into how many parts a line of the chart is broken."""
    path = page.get_attribute(f".compare-chart [data-part=line] path >> nth={number}", "d")
    return path.count("M")


def test_a_line_is_broken_where_nothing_is_known_or_counting_changed(page, address):
    page.goto(f"{address}/{PAGE}{BROKEN}guizhou")
    page.reload()
    years = [int(row["year"]) for row in taken(page)]
    gaps = sum(later - year > 1 for year, later in zip(years, years[1:], strict=False))
    breaks = 1  # 2006, from which local institutions alone are counted
    assert parts_of_line(page, 0) == 1 + gaps + breaks
    page.goto(f"{address}/{PAGE}#measure=schools_count.primary.value.school&regions=beijing")
    page.reload()
    years = [int(row["year"]) for row in taken(page)]
    assert years == list(range(years[0], years[-1] + 1)) and parts_of_line(page, 0) == 1


def test_a_number_leads_to_its_place_and_a_missing_one_is_a_dash(page, address):
    page.goto(
        f"{address}/{PAGE}#measure=public_kindergarten_enrolment_share.preschool.value.percent"
        "&regions=zhaotong,yunyang"
    )
    page.reload()
    assert "–" in page.inner_text(".compare-table tbody")
    link = page.locator(".compare-table tbody a", has_text="39.66")
    assert "✗" in link.locator("xpath=..").inner_text()
    link.click()
    page.wait_for_url("**/sources/zhaotong-2023.html#*")
    assert page.locator(":target").count() == 1


def test_a_value_is_told_where_the_mouse_is(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/{PAGE}")
    page.hover(".compare-chart [data-part=dot] path >> nth=0")
    page.wait_for_selector(".compare-chart [aria-label=tip] text")
    assert "Guangdong" in page.text_content(".compare-chart [aria-label=tip]")
    page.close()


def test_its_scripts_are_loaded_on_this_page_alone_and_nothing_from_elsewhere(browser, address):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("index.html", "comparisons/provinces.html", "regions/zhaotong.html"):
        page.goto(f"{address}/{name}", wait_until="networkidle")
    assert not [url for url in asked if "/plot/" in url or "compare" in url]
    page.goto(f"{address}/{PAGE}", wait_until="networkidle")
    assert len([url for url in asked if "/plot/" in url]) == 2
    assert all(url.startswith((address, "data:")) for url in asked)
    page.close()


def test_without_scripts_it_says_what_it_would_do_and_links_the_tables(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    assert page.is_visible(".compare-without") and page.is_hidden(".compare")
    page.click(".compare-without a >> nth=0")
    page.wait_for_url("**/data/tables.html")
    context.close()


@pytest.mark.parametrize("regions", ["china,beijing", "china,beijing,tianjin,hebei,shanxi"])
def test_nothing_of_it_passes_a_phone(page, address, regions):
    page.goto(f"{address}/{PAGE}{STUDENTS}{regions}")
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    boxes = page.evaluate(
        "[...document.querySelectorAll('.compare-chart > figure > svg, .compare-table table')]"
        ".map(box => box.getBoundingClientRect().right)"
    )
    assert len(boxes) == 2 and max(boxes) <= 375
