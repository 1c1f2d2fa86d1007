"""A house rule that no tool asks for: how long a function may be."""

import ast
import io
import tokenize
from pathlib import Path

from tests.conftest import ROOT

MOST_LINES = 40  # of code, without heading, docstring, comments and empty lines, is too many
NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


def lines_of_functions(text: str) -> dict[str, int]:
    """Give how many lines of code each function has, by its name."""
    filled: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in NO_CODE:
            filled.update(range(token.start[0], token.end[0] + 1))
    found = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[ast.get_docstring(node) is not None :]
            lines = range(body[0].lineno, node.end_lineno + 1) if body else ()
            found[node.name] = len(filled.intersection(lines))
    return found


def library() -> list[Path]:
    return sorted((ROOT / "src" / "edugov").rglob("*.py"))


def test_lines_of_code_are_counted_without_docstring_comments_and_empty_lines():
    text = '''
def one(
    a,
):
    """Say.

    More.
    """
    # why

    b = [
        a
    ]
    return b
'''
    assert lines_of_functions(text) == {"one": 4}
    assert lines_of_functions('def none():\n    """Nothing."""\n') == {"none": 0}


def test_no_function_of_the_library_is_too_long():
    for path in library():
        counts = lines_of_functions(path.read_text(encoding="utf-8"))
        assert {name: count for name, count in counts.items() if count >= MOST_LINES} == {}, path
