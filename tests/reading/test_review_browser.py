"""The review page in Chromium, opened as a file: figures are corrected there, an unread number is
said what it is, and the saved file is applied. The report is invented; what is expected is worked
out by hand."""

import csv

import pytest
from click.testing import CliRunner

from edugov import tables
from edugov.checking.already_checked import record_of
from edugov.cli import main
from edugov.reading import adding

REPORT = """泰宁县2023年教育情况报告（虚构）
全县有小学43所，小学在校生8640人，新聘特岗教师60名。
九年义务教育巩固率97.1%。小学专任教师512人。

泰宁县教育局
2024年4月12日
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    return tmp_path


def read(folder, *more):
    """Read the report with a page to check it by; give the page's address."""
    arguments = ["read", str(folder / "report.txt"), "--out", str(folder), "--review", "--replace"]
    done = CliRunner().invoke(main, [*arguments, *more])
    assert done.exit_code == 0, done.output
    return (folder / "report.review.html").as_uri()


@pytest.fixture
def page(browser):
    """Give a page that may load nothing, and whose script may not fail."""
    context = browser.new_context(viewport={"width": 375, "height": 812})
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url))
    page.said = said
    yield page
    context.close()


def opened(page, printed):
    """Open the form at a number, and give it."""
    page.locator("li[data-start]", has_text=printed).get_by_role("button").first.click()
    return page.locator("#correction")


def keep(form):
    form.get_by_role("button", name="记下").click()


def save(page, folder):
    with page.expect_download() as download:
        page.get_by_role("button", name="保存更正").click()
    assert download.value.suggested_filename == "report.corrections.csv"
    path = folder / "report.corrections.csv"
    download.value.save_as(path)
    return path


def test_figures_are_corrected_on_the_page_and_added(page, folder, data):
    address = read(folder, "--region", "泰宁县", "--year", "2023")
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    form = opened(page, "8640人")
    form.locator("[name=stage]").select_option("lower_secondary")
    form.locator("[name=year]").fill("2022")
    form.locator("[name=why]").fill('the heading says, "初中"')
    keep(form)
    form = opened(page, "512人")
    form.locator("[name=decision]").select_option("no figure")
    keep(form)
    form = opened(page, "60名")
    form.locator("[name=indicator]").fill("特岗教师")
    keep(form)  # no indicator of the list: the form stays open
    assert form.is_visible()
    form.locator("[name=indicator]").fill("招录特岗教师")  # typed, not chosen
    assert form.locator("[name=unit]").inner_text() == "person"
    form.locator("[name=stage]").select_option("compulsory")
    form.locator("[name=year]").fill("2023")
    keep(form)
    page.locator("#decided_by").fill("李老师")
    path = save(page, folder)
    assert page.said == [address]

    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["value_printed"] for row in rows] == ["8640", "60", "512"]
    assert rows[0]["why"] == 'the heading says, "初中"' and rows[0]["decided_by"] == "李老师"
    assert rows[2]["decision"] == "no figure"

    added = adding.add_report(folder / "report.txt", "泰宁县", 2023, corrections=path, data=data)
    assert added.changed and tables.check(data, record_of(data)) == []
    figures = tables.read("figures", data).query("source_id == 'taining-2023'")
    figures = figures.set_index("value_printed")
    assert list(figures.index) == ["43", "8640", "60", "97.1"]
    assert tuple(figures.loc["8640", ["stage", "year"]]) == ("lower_secondary", "2022")
    hand = figures.loc["60", ["indicator_id", "stage", "value", "unit_printed", "origin"]]
    indicator = "special_post_teachers_recruited_count"
    assert tuple(hand) == (indicator, "compulsory", 60, "名", "hand")
    (source,) = tables.read("sources", data).query("source_id == 'taining-2023'").itertuples()
    assert (source.publisher, source.date) == ("泰宁县教育局", "2024-04-12")


def test_corrections_are_taken_up_again(page, folder):
    page.goto(read(folder, "--year", "2023"))
    form = opened(page, "8640人")
    form.locator("[name=stage]").select_option("preschool")
    keep(form)
    form = opened(page, "512人")
    form.locator("[name=decision]").select_option("no figure")
    keep(form)
    first = save(page, folder).read_text(encoding="utf-8")
    page.goto(
        read(folder, "--year", "2023", "--corrections", str(folder / "report.corrections.csv"))
    )
    assert page.locator("li.changed").count() == 2
    assert save(page, folder).read_text(encoding="utf-8") == first
    form = opened(page, "8640人")
    form.get_by_role("button", name="撤销").click()
    assert page.locator("li.changed").count() == 1
    assert "8640" not in save(page, folder).read_text(encoding="utf-8")


def test_no_other_script_runs_on_the_page(page, folder):
    address = read(folder)
    path = folder / "report.review.html"
    text = path.read_text(encoding="utf-8")
    evil = "<script>document.title = 'evil'</script><img src=x onerror=\"document.title='evil'\">"
    path.write_text(text.replace("<h1>", f"{evil}<h1>"), encoding="utf-8")
    page.goto(address)
    assert page.title() == "report · edugov"
    assert any("Content Security Policy" in said for said in page.said)
