"""The commands and their options: check, render, build, pdf, serve, export, verify, messages,
release, publish; read, add, template, carry; new, make, invent. Each command only calls the
library."""

import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import click

from edugov import __version__
from edugov.fault import Fault

MOST_RENDERED = 5  # regions whose pages are made when a panel is added
CONTINUES = "the same command continues where it stopped"


class Terminated(BaseException):
    """The command was told to end, by `kill`, by the system going down, or by a time limit."""


def _terminate(number: int, frame: object) -> None:
    """Let the command clean up, as at Ctrl-C; told a second time, it ends at once."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    raise Terminated


class Plain(click.Group):
    """A group of commands whose faults are sentences on the terminal and exit code 1, never a
    traceback."""

    def invoke(self, context: click.Context):
        """Run the command; show a fault as its sentence."""
        _print_anything()
        before = signal.signal(signal.SIGTERM, _terminate)
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            said, code = f"interrupted; {CONTINUES}", 130
        except Terminated:
            said, code = f"ended by TERM; {CONTINUES}", 143
        except OSError as error:
            said, code = f"error: {_told(error)}", 1
        except Fault as fault:
            said, code = f"error: {fault}", 1
        finally:
            signal.signal(signal.SIGTERM, before or signal.SIG_DFL)
        click.echo(said, err=True)
        context.exit(code)


def _print_anything() -> None:
    """Let what the terminal's encoding has no character for be printed as its number: the Chinese
    of Windows has no ü, its English no Chinese."""
    encoding = getattr(sys.stdout, "encoding", None)  # not every one that is put there has it
    if encoding and encoding.lower() != "utf-8":
        sys.stdout.reconfigure(errors="backslashreplace")


def _told(error: OSError) -> str:
    """Say what the system refused, and of which file."""
    if isinstance(error, shutil.Error):  # of a copied folder: each file's source, copy and reason
        _, path, reason = error.args[0][0]
        return f"{path}: {reason}"
    path = error.filename2 or error.filename
    return f"{path}: {error.strerror}" if path else str(error.strerror or error)


@click.group(cls=Plain, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Figures on local education governance in China: checked, judged, shown."""


def _refuse(faults: list[str], said: str) -> None:
    """Show faults, if there are any, and end the command with what they amount to."""
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise Fault(said)


@contextmanager
def _making_pages() -> Iterator[None]:
    """Hold the pages alone, and the tables still, so that every page shows one state of them."""
    from edugov import tables
    from edugov.files import changes

    tables.names()  # where there is no data package, that is what to say
    with changes.building(tables.ROOT), changes.reading(tables.DATA):
        yield


def _check(consequence: str = "") -> None:
    """Refuse tables with faults; where something follows, those that were right and did not change
    since are not checked again."""
    from edugov import tables
    from edugov.checking.already_checked import record_of

    record = record_of(tables.DATA) if consequence else None
    faults = tables.check(record=record)
    _refuse(
        faults, f"{consequence}{len(faults)} fault{'s' * (len(faults) > 1)} in {tables.DATA.name}/"
    )


@main.command()
def check() -> None:
    """Check every table in data/ against its description."""
    from edugov import tables
    from edugov.files import changes

    with changes.reading(tables.DATA):
        _check()
        sizes = {name: len(tables.read(name)) for name in tables.names()}
    click.echo("; ".join(f"{name} {size}" for name, size in sizes.items()) + ": nothing wrong")


def _pairs(context, parameter, values: tuple[str, ...]) -> dict[str, str]:
    for value in values:
        if "=" not in value:
            raise click.BadParameter(f"{value!r} is not of the form name=value")
    return dict(value.split("=", 1) for value in values)


_workers = click.option(
    "--workers", type=click.IntRange(1), help="Notebooks run at once (default: cores)."
)
_given = click.option(
    "-p",
    "--parameter",
    "given",
    multiple=True,
    callback=_pairs,
    metavar="NAME=VALUE",
    help="For the notebooks.",
)


@main.command()
@click.argument("regions", nargs=-1)
@_workers
@click.option("--dask", "address", help="Scheduler of a Dask cluster whose workers run them.")
@_given
def render(
    regions: tuple[str, ...], workers: int | None, address: str | None, given: dict[str, str]
) -> None:
    """Run the notebooks of REGIONS (codes, slugs or names; none: all that changed)."""
    from edugov.rendering import cluster, own_pages

    if workers and address:
        raise Fault("--workers is of this machine; a cluster of --dask has the workers it has")
    with _making_pages():
        for sentence in own_pages.told(list(regions)):
            click.echo(sentence)
        _render(regions, workers, given, elsewhere=address and cluster.workers(address))
        if given.keys() - {"lang"}:
            options = " ".join(f"-p {name}={value}" for name, value in given.items())
            click.echo(
                "the website has its own parameters: `make book` makes these pages with them"
                f" again; `edugov build {options}` makes the website with yours"
            )


def _render(
    wanted: tuple[str, ...],
    workers: int | None,
    given: dict[str, str],
    checked: bool = False,
    editions: Sequence[str] = (),
    elsewhere: AbstractContextManager | None = None,
) -> dict[str, str]:
    """Render what is due; return what failed of a user's own pages, where others go on without them
    (`editions` are named), as `own_pages.failed` does."""
    from edugov.rendering import own_pages, planning
    from edugov.rendering.render import prune, render

    pages = planning.plan(list(wanted), given, editions)
    standing = planning.Standing()
    due = sum(not planning.is_current(page, standing) for page in pages)
    if due and not checked:
        _check("nothing was rendered: ")
    failures = render(pages, workers, elsewhere=elsewhere)
    if not wanted:
        prune(pages)
    own = own_pages.failed(pages, failures) if editions else {}
    if len(own) < len(failures):
        _refuse(failures, f"{len(failures)} of {len(pages)} pages failed; the others are written")
    told = f"{len(pages)} pages: {due - len(own)} rendered, {len(pages) - due} unchanged"
    click.echo(f"{told}, {len(own)} of your own failed" if own else told)
    return own


@main.command()
@_workers
@_given
def build(workers: int | None, given: dict[str, str]) -> None:
    """Check the data, render what changed, and build both editions into _build/html."""
    from edugov import tables
    from edugov.website import up_to_date

    if "lang" in given:
        raise Fault("build makes both editions; `edugov render -p lang=zh` renders one")
    with _making_pages():
        if up_to_date.is_same(tables.ROOT, given):
            click.echo("site: nothing has changed since it was built, open _build/html/index.html")
            return
        _build(workers, given)
        up_to_date.remember(tables.ROOT, given)


def _build(workers: int | None, given: dict[str, str]) -> None:
    from edugov import labels, tables
    from edugov.rendering import catalogue, downloads
    from edugov.website import page_order, site

    _check("nothing was built: ")
    failed = _render((), workers, given, checked=True, editions=labels.LANGUAGES)
    catalogue.write(editions=labels.LANGUAGES)
    downloads.write(tables.ROOT / "_build" / "downloads")
    lost = set(failed.values())
    contents = {lang: page_order.contents(lang, lost) for lang in labels.LANGUAGES}
    site.build(tables.ROOT, contents)
    _refuse(list(failed), f"the website is made without {', '.join(sorted(lost))}, of your own")


@main.command()
@click.argument("regions", nargs=-1)
@click.option("--lang", "editions", multiple=True, help="Edition: en or zh (default: both).")
def pdf(regions: tuple[str, ...], editions: tuple[str, ...]) -> None:
    """Print the site into _build/pdf: one PDF an edition and a sheet of two pages a region; with
    REGIONS (codes, slugs or names) only their sheets."""
    from edugov import tables
    from edugov.files import changes
    from edugov.paper import editions as whole
    from edugov.paper import region_sheet

    langs = whole.langs(editions)
    slugs = region_sheet.slugs(regions)
    with changes.building(tables.ROOT):
        if not regions:
            for sentence in whole.write_books(tables.ROOT, langs):
                click.echo(sentence)
        click.echo(region_sheet.write_sheets(tables.ROOT, slugs, langs))


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="0: any that is free.")
def serve(port: int) -> None:
    """Show the built book on this machine, and make the page looked at again when what it is made
    from changes."""
    from edugov.tables import ROOT
    from edugov.website import serve

    try:
        serve.serve(ROOT, port, click.echo)
    except KeyboardInterrupt:
        click.echo("ended")


@main.command()
def verify() -> None:
    """Tell from their receipts which pages of the site do not come from the files beside it."""
    from edugov.rendering import receipts
    from edugov.tables import ROOT

    faults = receipts.verify(ROOT, ROOT / "_build" / "html")
    told = receipts.sentences(faults)
    _refuse(told, f"{len(faults)} pages do not come from the files beside the site")
    click.echo("every page comes from the files beside the site")


@main.command()
def messages() -> None:
    """Bring book/locale to the text of the pages, and list what has no Chinese."""
    from edugov import tables
    from edugov.website import messages

    pages = messages.extracted(tables.ROOT, tables.ROOT / "_build" / "messages")
    messages.renew(tables.ROOT, pages)
    lacking = list(messages.missing(tables.ROOT, pages))
    for message in lacking:
        click.echo(message)
    click.echo(f"{len(lacking)} without a translation")


_corrections = click.option(
    "--corrections",
    type=click.Path(path_type=Path),
    help="Corrections of the document, as its review page saves them.",
)
_anyway = click.option(
    "--anyway",
    is_flag=True,
    help="Also where the title names another place than --region, or something is asked.",
)


@main.command()
@click.argument("reports", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--region",
    default="",
    help="The region they are about: code or name of any county, prefecture or province.",
)
@click.option("--year", type=int, help="The year they are about (default: inferred).")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("."), help="Folder for the CSV files."
)
@click.option("--review", is_flag=True, help="Write a page to check each reading by eye as well.")
@click.option(
    "--text",
    is_flag=True,
    help="Write the text that places of figures point into as well; its SHA-256 is text_sha256.",
)
@click.option("--replace", is_flag=True, help="Write over readings that are there and differ.")
@_corrections
@_anyway
def read(
    reports: tuple[Path, ...],
    region: str,
    year: int | None,
    out: Path,
    review: bool,
    text: bool,
    replace: bool,
    corrections: Path | None,
    anyway: bool,
) -> None:
    """Read the figures of REPORTS (txt, html, docx, pdf) into one CSV each."""
    from tqdm import tqdm

    from edugov.reading import outputs, report
    from edugov.regions import county_codes

    if corrections and len(reports) > 1:
        raise Fault(f"--corrections {corrections}: it is of one document; read that one alone")
    located = county_codes.locate(region, year) if region else None
    asked = outputs.Asked(located, year, review, text, corrections, anyway)
    outputs.prepare(reports, out)
    words, failures = report.lexicon(), []
    for path in tqdm(reports, unit="report", disable=len(reports) < 3 or None):
        try:
            texts, told = outputs.reading(path, words, asked)
            outputs.write(texts, out, reports, replace)
        except Fault as fault:
            failures.append(str(fault))
            continue
        tqdm.write(f"{told}\n{outputs.told_of(texts, out)}")
    others = "; the others did" if len(failures) < len(reports) else ""
    _refuse(failures, f"{len(failures)} of {len(reports)} documents gave no reading{others}")


@main.command()
@click.argument("file", type=click.Path(path_type=Path), default="schools.csv")
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    help="Ids or Chinese headings; both are read.",
)
@click.option(
    "--of",
    "kind",
    type=click.Choice(["schools", "panel"]),
    help="What it is for (default: panel where the name begins so, else schools).",
)
def template(file: Path, lang: str, kind: str | None) -> None:
    """Write an empty school table, or an empty panel of yearly values, to FILE (csv or xlsx)."""
    from edugov.schools import files
    from edugov.yearly import template as panel

    if kind == "panel" or kind is None and file.name.startswith("panel"):
        written = panel.write_template(file, lang)
        click.echo(f"{written}: one row a value, any region and year. Then: edugov add {written}")
        return
    written = files.write_template(file, lang)
    click.echo(
        f"{written}: one row a school; a blank is missing, never zero. Then: edugov add "
        f"{written} --region ..."
    )


@main.command()
@click.argument("document", type=click.Path(path_type=Path))
@click.option(
    "--region",
    default="",
    help="The region it is about: code or name of any county, prefecture or province. "
    "A panel names its regions itself.",
)
@click.option("--year", type=int, help="The year it is about; a panel names its years itself.")
@click.option("--title", default="", help="Title of the document (default: its first line).")
@click.option("--publisher", default="", help="Who published it (default: as it says).")
@click.option("--date", default="", help="When it was published (default: as it says).")
@click.option("--link", default="", help="Address of the official page.")
@click.option("--sheet", "sheets", multiple=True, help="Sheet to read (default: all visible).")
@_corrections
@_anyway
def add(
    document: Path,
    region: str,
    year: int | None,
    sheets: tuple[str, ...],
    corrections: Path | None,
    anyway: bool,
    **entry: str,
) -> None:
    """Add a report (txt, html, docx, pdf), a school table or a panel (csv, xlsx) and render its
    regions."""
    from edugov.reading.adding import add_report
    from edugov.schools.adding import add_schools
    from edugov.schools.spreadsheets import SUFFIXES
    from edugov.tables.added_sources import Entry
    from edugov.yearly.files import is_panel

    said_of_it = Entry(**entry)
    is_table = document.suffix.lower() in SUFFIXES
    if is_table and corrections:
        raise Fault(f"--corrections {corrections}: they are of a report; correct the table")
    if is_table and is_panel(document, sheets):
        if region or year:
            raise Fault(f"{document.name}: a panel names its regions and years; leave these out")
        _add_panel(document, said_of_it, sheets)
        return
    if not region or year is None:
        raise Fault(_unnamed(document, sheets if is_table else None))
    if is_table:
        added = add_schools(document, region, year, said_of_it, sheets=sheets, anyway=anyway)
    elif sheets:
        raise Fault(f"--sheet {sheets[0]}: a report has no sheets; leave it out")
    else:
        added = add_report(
            document, region, year, said_of_it, corrections=corrections, anyway=anyway
        )
    _tell_added(added)
    _show_pages([added.region_code], "schools" if is_table else "profile")


def _unnamed(document: Path, sheets: tuple[str, ...] | None) -> str:
    """Say what is wanted to add a document; of a table, whose sheets to read are given, also which
    year its titles name, if it is one, and that it is no panel."""
    from edugov.schools.files import years_of_titles

    wanted = f"{document.name}: --region and --year are wanted, as in --region 654002 --year 2023"
    if sheets is None:
        return wanted
    named = years_of_titles(document, sheets)
    if len(named) == 1:
        wanted += f"; the title says {named.pop()}"
    return f"{wanted}; a panel has headings of its own, see `edugov template panel.xlsx`"


def _tell_added(added) -> None:
    """Say what came of adding a report or a school table."""
    from edugov.findings import count

    for sentence in added.said:
        click.echo(sentence)
    rows = f"{count(added.rows_count, added.row_name)} of {added.source_id}"
    there = "was there" if added.rows_count == 1 else "were there"
    click.echo(f"{rows} added" if added.changed else f"{rows} {there} already; nothing was changed")


def _add_panel(document: Path, entry, sheets: tuple[str, ...]) -> None:
    """Add a panel, say what came of it, and render the pages of its regions."""
    from edugov.findings import count
    from edugov.yearly.adding import add_panel

    added = add_panel(document, entry, sheets=sheets)
    for sentence in added.said:
        click.echo(sentence)
    if added.there_count:
        click.echo(f"{count(added.there_count, 'value')} of {document.name}: there already")
    if added.new_count:
        click.echo(f"{count(added.new_count, 'value')} of {added.source_id} added")
    else:
        click.echo("nothing was changed")
    _show_pages(list(added.region_codes), "series")


def _show_pages(codes: list[str], kind: str) -> None:
    """Render the pages of regions to which something was added, and name that of the kind; of many
    regions say only that they are due."""
    from edugov import tables
    from edugov.rendering import planning

    if len(codes) > MOST_RENDERED:
        click.echo(f"pages of {len(codes)} regions are due: `edugov render`, or `make book`")
        return
    try:
        planned = planning.plan(codes)
    except planning.NoPage as reason:
        click.echo(f"{reason}; add more, and it gets one")
        return
    with _making_pages():
        _render(tuple(codes), None, {}, checked=True)
    for job in planned:
        if job.template.stem == f"region_{kind}":
            page = job.page.relative_to(tables.ROOT)
            click.echo(f"its page: {page}; `make book` puts it into the website")


@main.command()
def release() -> None:
    """Write the archive of this version, with its checksum, into _build/releases.

    Before that, CHANGELOG.md has one heading "## VERSION (YEAR-MONTH-DAY)" of the version with all
    that is new below it and nothing under Unreleased; CITATION.cff has the same day as
    date-released; pyproject.toml, src/edugov/__init__.py, CITATION.cff and data/datapackage.json
    state the version; all is committed; and the website, where it is built, is of these files. What
    of this is not so, it says all at once.
    """
    from edugov import tables
    from edugov.files import changes
    from edugov.website.release import release

    with changes.building(tables.ROOT):
        for sentence in release(tables.ROOT):
            click.echo(sentence)


@main.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--branch", default="", help="A branch instead of a folder, such as gh-pages.")
@click.option("--remote", default="origin", help="The git remote of the branch.")
def publish(folder: Path | None, branch: str, remote: str) -> None:
    """Put the finished site into FOLDER, or onto a branch of a git remote."""
    from edugov import tables
    from edugov.files import changes
    from edugov.website.publish import to_branch, to_folder

    if bool(folder) == bool(branch):
        raise Fault("publish: name a folder, or a branch with --branch NAME; one of the two")
    with changes.building(tables.ROOT):
        site = tables.ROOT / "_build" / "html"
        if folder:
            click.echo(to_folder(site, folder))
        else:
            click.echo(to_branch(tables.ROOT, site, branch, remote))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def carry(folder: Path) -> None:
    """Take your own rows out of FOLDER, the data of an older clone, into data/own; or renew
    data/own itself."""
    from edugov.tables import carrying

    carried = carrying.carry(folder)
    told = {"taken": carried.taken, "left, the book's own or once its own": carried.left}
    for what, sizes in told.items():
        rows = [f"{name} {size}" for name, size in sizes.items() if size]
        click.echo(f"{what}: {', '.join(rows) or 'nothing'}")
    click.echo("data/own: " + ("changed" if carried.changed else "the same as before"))
    for what, numbers in ((carrying.UNTOLD, carried.untold), (carrying.EDITED, carried.edited)):
        for name, rows in numbers.items():
            shown = ", ".join(map(str, rows[:10]))
            more = f" and {len(rows) - 10} more" if len(rows) > 10 else ""
            click.echo(f"{name}.csv, row {shown}{more}: {what}")


@main.group()
def new() -> None:
    """Write a notebook of your own to start from."""


@new.command()
@click.argument("name")
def page(name: str) -> None:
    """A template for a page of each region that has what it needs: notebooks/region_NAME.ipynb."""
    from edugov.rendering import own_pages

    path = own_pages.create(name)
    click.echo(f"notebooks/{path.name}: open it with `make lab`; `edugov render` makes its pages")


@new.command()
@click.argument("name")
def question(name: str) -> None:
    """A notebook that is run once, with a page under Own analyses: notebooks/my_NAME.ipynb."""
    from edugov.rendering import own_pages

    path = own_pages.create(name, once=True)
    click.echo(f"notebooks/{path.name}: open it with `make lab`; `edugov render` makes its page")


@main.group()
def invent() -> None:
    """Write what is invented, to measure or to learn by."""


@invent.command()
@click.option("--regions", "count", type=click.IntRange(1), default=3000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new folder.")
def country(count: int, seed: int, out: Path) -> None:
    """This project with invented regions added; `EDUGOV_ROOT` names the folder to the commands."""
    from edugov.makers import invented_country
    from edugov.tables import ROOT

    invented_country.invent(ROOT, out, count, seed)
    click.echo(f"{out}: {count} invented regions; EDUGOV_ROOT={out} edugov check")


@main.command()
@click.argument("table")
@click.option("--region", default="", help="Only its rows: code, slug or name.")
@click.option("--indicator", default="", help="Only its rows: id or name.")
@click.option("--to", "kind", type=click.Choice(["stata", "xlsx", "csv", "parquet"]), default="csv")
@click.option("--out", type=click.Path(path_type=Path), help="The file (default: after TABLE).")
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    help="Of the labels, which stata and xlsx have.",
)
def export(table: str, region: str, indicator: str, kind: str, out: Path | None, lang: str) -> None:
    """Write TABLE of data/, or some of its rows, for Stata, Excel, R or pandas."""
    from edugov.tables import export

    rows = export.table_of(table, region, indicator)
    ending = export.ENDINGS[kind]
    name = "-".join(filter(None, [table, region, indicator]))
    path = out or Path(f"{name}{ending}")
    if path.suffix != ending:
        raise Fault(f"--out {path}: a file for {kind} ends in {ending}")
    for sentence in export.write(rows, table, path, lang):
        click.echo(sentence)
    click.echo(f"{path}: {len(rows)} rows")
    if rows.empty:
        click.echo(export.without_rows(table, region, indicator), err=True)


@main.command()
@click.argument("table", default="")
@click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder of the documents it is made from (default: data/raw).",
)
def make(table: str, folder: Path | None) -> None:
    """Make TABLE of data/ again from what it is derived from (no TABLE: list those that can be)."""
    from edugov import makers

    if not table:
        for name in makers.names():
            click.echo(f"{name}: {makers.origin(name, 'en')}")
        return
    try:
        rows, changed = makers.remake(table, makers.Material(folder=folder))
    except KeyboardInterrupt:  # nothing of it is kept, so no other run continues it
        click.echo("interrupted; nothing was changed", err=True)
        click.get_current_context().exit(130)
    click.echo(f"{table}: {rows} rows, {'changed' if changed else 'the same as before'}")


if __name__ == "__main__":
    sys.exit(main())
