"""`edugov build`: both editions built by Jupyter Book (`jupyter_book.py`), what is rebuilt, and
what the site is told."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import NamedTuple, TextIO

import yaml

from edugov.files import write_bytes, write_text
from edugov.rendering import receipts
from edugov.rendering.planning import ENGLISH, what_is_shown
from edugov.rendering.planning import sources as sources_of
from edugov.tables import Fault
from edugov.tables.data_date import date_of
from edugov.website import finishing, messages, search_index
from edugov.website.contents import Generated, pages_of, table_of_contents, with_captions
from edugov.website.contents import read as read_contents
from edugov.website.head_and_foot import Settings
from edugov.website.jupyter_book import Build, run

PACKAGES = ("jupyter-book", "sphinx", "sphinx-book-theme", "pydata-sphinx-theme", "myst-nb")
COMPLETE = "complete"  # says what a work folder was made from; not there while a build runs
# what the editions share of book/: first the translations, which the English one does not read
SHARED = ("locale/**/*.po", "_templates/**/*", "_static/**/*", "*.md", "*.bib")


class Edition(NamedTuple):
    """One edition of the book: its language, the folder of its sources, where it is built, and its
    configuration and table of contents."""

    lang: str
    sources: Path
    work: Path
    config: dict
    contents: dict

    def files(self) -> list[Path]:
        """Return the source of each page; a Fault where one is not there."""
        return [_file_of(self.sources, page) for page in pages_of(self.contents)]


def build(root: Path, generated: dict[str, Generated]) -> Path:
    """Build the website of the book in `root` into _build/html and return that folder.

    A site that stands there is replaced only by a whole new one, in one step. What an earlier build
    read is used again where it still holds: a changed notebook or entry of a source rebuilds its
    page, any other change rebuilds all pages; what counts is what a file holds, not its time. The
    caller holds the pages with `changes.building`.

    `root` has _config.yml and book/; `generated` are, by language, the entries of the table of
    contents that `page_order.contents` returns. The first language stands at the root of the site,
    another one in a folder of its name. A Fault says which page is missing, or all that Jupyter
    Book warned of.
    """
    root = root.resolve()
    html = root / "_build" / "html"
    finishing.recover(html)
    editions = [edition(root, lang, entries) for lang, entries in generated.items()]
    states = [_prepare(each) for each in editions]
    builds = [Build(each.sources, each.work, f"site {each.lang}") for each in editions]
    if complaints := run(builds, ["-W", "-n", "--keep-going"]):
        raise Fault(
            "the site was not built; what stood before is left\n"
            + complaints.replace(f"{root}/", "")
        )
    made = {each.lang: each.work / "_build" / "html" for each in editions}
    finishing.publish(made, html, settings(root, editions))
    for each, state in zip(editions, states, strict=True):
        write_text(each.work / COMPLETE, json.dumps(state))
    print(f"site: done, open {html.relative_to(root)}/index.html", flush=True)
    return html


def settings(root: Path, editions: Sequence[Edition], only: Sequence[str] = ()) -> Settings:
    """Return what the pages of the site, or `only` some of them, are told of it."""
    context = editions[0].config["sphinx"]["config"].get("html_context", {})
    package = root / "data" / "datapackage.json"
    described = json.loads(package.read_bytes()) if package.is_file() else {}
    library = receipts.of_library(root)
    told = {
        each.lang: {
            page: receipts.inputs(root, each.sources, page) for page in only or _pages(each)
        }
        for each in editions
    }
    named = {name for pages in told.values() for made in pages.values() for name in made["files"]}
    digests = {name: receipts.digest(root / name) for name in named}
    made_from = {
        lang: {
            f"{page}.html": receipts.shown(made, digests, library, lang)
            for page, made in pages.items()
        }
        for lang, pages in told.items()
    }
    return Settings(
        context.get("site_url", ""),
        context.get("report_url", ""),
        described.get("version", ""),
        root,
        tuple(search_index.places(root)),
        root / "_build" / "downloads",
        made_from,
        described,
        date_of(root),
        cache=root / "_build",
        library=library,
    )


def _pages(edition: Edition) -> list[str]:
    """Return the names of all pages of an edition, those without a source of their own too."""
    extra = edition.config["sphinx"]["config"].get("html_additional_pages", {})
    return [*pages_of(edition.contents), *extra]


def edition(root: Path, lang: str, generated: Generated) -> Edition:
    """Return an edition; the sources of a translated one are put together beside book/."""
    book, config = root / "book", _yaml(root / "_config.yml")
    contents = table_of_contents(read_contents(book), generated)
    work = root / "_build" / f"site-{lang}"
    if lang == ENGLISH:
        return Edition(lang, book, work, config, contents)
    sources = sources_of(lang, book)
    _gather(book, sources)
    config = _merged(config, _yaml(root / f"_config.{lang}.yml"))
    said = partial(messages.said, root, contents["root"])
    return Edition(lang, sources, work, config, with_captions(contents, said))


@contextmanager
def warm(edition: Edition, complaints: TextIO) -> Iterator[object]:
    """Give the Sphinx of an edition that was built, which stays in this process to make single
    pages again; a process has one of them."""
    from jupyter_book.config import get_final_config
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    made = edition.work / "_build"
    toc = (edition.work / "_toc.yml").as_posix()
    told = {"external_toc_path": toc, "latex_individualpages": False, "nitpicky": True}
    config, _ = get_final_config(
        user_yaml=edition.work / "_config.yml", cli_config=told, sourcedir=edition.sources
    )
    folders = [str(made / "html"), str(made / ".doctrees")]
    with patch_docutils(None), docutils_namespace():
        yield Sphinx(
            str(edition.sources), None, *folders, "html", config, status=None, warning=complaints
        )


def _yaml(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _merged(one: object, other: object) -> object:
    """Return a configuration with what another one says otherwise.

    >>> _merged({"a": {"b": 1, "c": [2]}}, {"a": {"c": [3]}})
    {'a': {'b': 1, 'c': [3]}}
    """
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return other
    return one | {key: _merged(one.get(key), value) for key, value in other.items()}


def _gather(book: Path, sources: Path) -> None:
    """Copy what a translated edition shares with book/; what did not change keeps its time, by
    which Sphinx knows it."""
    for pattern in SHARED:
        wanted = {path.relative_to(book) for path in book.glob(pattern) if path.is_file()}
        for path in {path.relative_to(sources) for path in sources.glob(pattern)} - wanted:
            if (sources / path).is_file():
                (sources / path).unlink()
        for path in wanted:
            new, old = (book / path).read_bytes(), sources / path
            if not old.is_file() or old.read_bytes() != new:
                write_bytes(old, new)


def _prepare(edition: Edition) -> dict:
    """Write what Jupyter Book is told of an edition, forget what no longer holds of its last build,
    and return what it is made from."""
    work, files = edition.work, edition.files()
    state = {"all": _key(edition, files), "alone": _alone(edition.sources, files)}
    before = _read_complete(work / COMPLETE)
    (work / COMPLETE).unlink(missing_ok=True)
    if before.get("all") == state["all"]:
        _forget_changed(work, before["alone"], state["alone"])
    else:
        shutil.rmtree(work, ignore_errors=True)
    told = {"_toc.yml": edition.contents, "_config.yml": edition.config}
    for name, content in told.items():
        write_text(work / name, yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    print(f"site {edition.lang}: {len(files)} pages", flush=True)
    return state


def _file_of(book: Path, page: str) -> Path:
    found = [
        book / (page + ending)
        for ending in (".md", ".ipynb", "")
        if (book / (page + ending)).is_file()
    ]
    if not found:
        raise Fault(
            f"book/{page}: the table of contents names this page, but there is no .md or "
            ".ipynb of it"
        )
    return found[0]


def _forget_changed(work: Path, before: dict[str, str], now: dict[str, str]) -> None:
    """Remove from the work folder what Sphinx would take for current by the times of files."""
    made = work / "_build"
    for page, digest in before.items():
        if now.get(page) != digest:
            (made / ".doctrees" / f"{page}.doctree").unlink(missing_ok=True)
    # while its style sheet stands there, pages name it otherwise
    for style in made.glob("html/_static/mystnb.*.css"):
        style.unlink()


def _read_complete(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _is_alone(path: Path) -> bool:
    """Tell whether no other page shows anything of a page but its title: one that a notebook made,
    or the entry of a source."""
    return path.suffix == ".ipynb" or path.parent.name == "sources"


def _alone(book: Path, files: Sequence[Path]) -> dict[str, str]:
    """Return the digest of what each page shows that stands alone, by its name."""
    digests = {}
    for path in filter(_is_alone, files):
        content = path.read_bytes()
        if path.suffix == ".ipynb":
            page = what_is_shown(json.loads(content))
            content = json.dumps(page, sort_keys=True).encode()
        name = path.relative_to(book).with_suffix("").as_posix()
        digests[name] = hashlib.sha256(content).hexdigest()
    return digests


def _key(edition: Edition, files: Sequence[Path]) -> str:
    """Return a digest of all that more than one page shows; of one that stands alone only its title
    is."""
    digest = hashlib.sha256(json.dumps([edition.contents, edition.config]).encode())
    for package in PACKAGES:
        digest.update(f"{package} {metadata.version(package)}".encode())
    here = Path(__file__).parent
    extensions = "search.*", "formulas.py", "nearby_pages.py"
    shared = sorted(path for name in extensions for path in here.glob(name))
    for pattern in SHARED[edition.lang == ENGLISH :]:
        shared += sorted(path for path in edition.sources.glob(pattern) if path.is_file())
    for path in [*shared, *files]:
        digest.update(path.name.encode())
        content = _title(path).encode() if _is_alone(path) else path.read_bytes()
        digest.update(content)
    return digest.hexdigest()


def _title(page: Path) -> str:
    """Return the first line of the prose of a page."""
    text = page.read_text(encoding="utf-8")
    if page.suffix != ".ipynb":
        return text.partition("\n")[0]
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "markdown":
            return "".join(cell["source"]).partition("\n")[0]
    return ""
