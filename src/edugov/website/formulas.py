"""Formulas as MathML, which browsers draw and screen readers speak (a Sphinx extension): a page
with formulas loads nothing for them."""

import re

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

NAME = "mathml"
LIMITED = re.compile(r"(\\(?:sum|prod))(?=[_^])")


def mathml(formula: str, is_block: bool = False) -> str:
    """Return a formula in LaTeX as MathML.

    >>> "<msub><mi>x</mi><mi>i</mi></msub>" in mathml("x_i")
    True
    """
    if is_block:  # with what a sum runs over below it
        return convert(LIMITED.sub(r"\1\\limits", formula.strip()), display="block")
    return convert(formula.strip())


def _inline(translator: HTML5Translator, node: nodes.math) -> None:
    opening = translator.starttag(node, "span", "", CLASS="math")
    translator.body += [opening, mathml(node.astext()), "</span>"]
    raise nodes.SkipNode


def _block(translator: HTML5Translator, node: nodes.math_block) -> None:
    shown = mathml(node.astext(), is_block=True)
    opening = translator.starttag(node, "div", "", CLASS="math", tabindex="0")
    translator.body += [opening, shown, "</div>"]
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the way formulas are written, which `html_math_renderer: mathml` chooses."""
    app.add_html_math_renderer(NAME, (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
