"""The link to report an error, in Chromium: it carries the page, and the place that its reader came
to."""

from urllib.parse import unquote

from edugov.website import head_and_foot

# invented
PAGE = """<html lang="en" data-content_root="../"><head><title>t</title></head><body>
<article><h1>Yi</h1><p id="yi-2021-0001">3 schools</p></article></body></html>"""


def test_who_came_to_a_figure_reports_on_that_figure(browser):
    settings = head_and_foot.Settings(report="https://book.example/report?about=")
    body = head_and_foot.furnished(PAGE, "sources/yi-2021.html", "en", "", settings)
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(body=body, content_type="text/html"))
    for place in ("#yi-2021-0001", ""):
        page.goto(f"http://127.0.0.1/sources/yi-2021.html{place}")
        # the click is kept from leaving the page, after the link was told what it carries
        page.evaluate("document.addEventListener('click', event => event.preventDefault())")
        page.click("aside p a")
        carried = unquote(page.get_attribute("aside p a", "href"))
        assert carried == f"https://book.example/report?about=sources/yi-2021.html{place}"
    page.close()
