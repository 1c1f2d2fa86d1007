"""The navigation beside a page: cut to the pages near it (a Sphinx extension).

Of a long list of pages beside each other, such as the sources, those next to the page are shown:
the page above them lists all. Sphinx alone takes time and room by the square of their number.
"""

from collections import ChainMap
from itertools import pairwise
from types import SimpleNamespace

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.adapters.toctree import global_toctree_for_doc

SIDE = 80  # pages of a list that are shown on either side of one


class _KeepsNothing(dict):
    """Takes what Sphinx would keep of every page until the end, which it reads from its files as
    well."""

    def __setitem__(self, key: object, value: object) -> None:
        pass


class _Sidebars:
    """What stands above each page, of one reading of the book."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}

    def learn(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Note what stands above each page."""
        self.above = {
            page: above for above, below in env.toctree_includes.items() for page in below
        }

    def offer(
        self, app: Sphinx, page: str, template: str, context: dict[str, object], document: object
    ) -> None:
        """Let a page's template list pages in our way."""

        def toctree(**asked: object) -> str:
            around = self._around(app.env, page)
            tree = global_toctree_for_doc(around, page, app.builder, **asked)
            return app.builder.render_partial(tree)["fragment"]

        context["toctree"] = toctree

    def tell(
        self, app: Sphinx, page: str, template: str, context: dict[str, object], document: object
    ) -> None:
        """Let a page's template know whether pages are listed, without a look at all of them."""
        context["suppress_sidebar_toctree"] = lambda **_: page not in self.above

    def _around(self, env: BuildEnvironment, page: str) -> SimpleNamespace:
        """Return of Sphinx's environment what it makes a list of pages from, cut to those around a
        page."""
        line = [page]
        while line[-1] in self.above and self.above[line[-1]] not in line:
            line.append(self.above[line[-1]])
        steps = list(pairwise(line))
        cut = {above: _cut(env.tocs[above], below) for below, above in steps}
        return SimpleNamespace(
            master_doctree=env.master_doctree,
            toctree_includes={above: [below] for below, above in steps},
            tocs=ChainMap(cut, env.tocs),
            titles=env.titles,
            metadata=env.metadata,
            config=env.config,
            doc2path=env.doc2path,
        )


def _cut(contents: nodes.Element, page: str) -> nodes.Element:
    """Return what a page has below it, of a long list what is around another page."""
    contents = contents.deepcopy()
    for tree in contents.findall(addnodes.toctree):
        tree["entries"] = around([file for _, file in tree["entries"]], tree["entries"], page)
    return contents


def around(names: list[str], entries: list, name: str) -> list:
    """Return the entries around that of a name, which is among the names; all, where they are few.

    >>> names = [str(number) for number in range(500)]
    >>> shown = around(names, names, "200")
    >>> shown[0], shown[-1], len(around(names, names, "499")), len(around(names, names, "x"))
    ('120', '280', 161, 500)
    """
    if name not in names:
        return entries
    most = 2 * SIDE + 1
    first = max(0, min(names.index(name) - SIDE, len(names) - most))
    return entries[first : first + most]


def _hold_one_page(app: Sphinx) -> None:
    """Let no tree of a page stay in memory when it was written to its file."""
    app.env._write_doc_doctree_cache = _KeepsNothing()
    app.env._pickled_doctree_cache = _KeepsNothing()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register what is done before pages are read, after, and for each page that is written."""
    sidebars = _Sidebars()
    app.connect("builder-inited", _hold_one_page)
    app.connect("env-updated", sidebars.learn)
    # the theme makes its lists at 500
    app.connect("html-page-context", sidebars.offer, priority=400)
    app.connect("html-page-context", sidebars.tell, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
