"""The table of contents of the book in a language: book/_toc.yml with what is generated."""

from collections.abc import Callable
from pathlib import Path

import yaml

from edugov.fault import Fault

EXPANDED = ("regions", "examples", "sources", "own")  # what `- expand: NAME` may name
Generated = dict[str, list[dict]]  # the entries of each of them


def read(book: Path) -> dict:
    """Return what the table of contents of a book says; a Fault where it cannot be read."""
    try:
        return yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise Fault(f"_toc.yml: {error}") from error


def table_of_contents(fixed: object, generated: Generated) -> object:
    """Return what book/_toc.yml says, `- expand: NAME` replaced by the entries generated under that
    name; a page that gets no sections has none, and a part without a page is left out."""
    if isinstance(fixed, dict):
        made = {key: table_of_contents(value, generated) for key, value in fixed.items()}
        if not made.get("sections"):
            made.pop("sections", None)
        return made
    if not isinstance(fixed, list):
        return fixed
    made = []
    for item in _expanded(fixed, generated):
        entry = table_of_contents(item, generated)
        if not isinstance(entry, dict) or entry.get("chapters") != []:
            made.append(entry)
    return made


def _expanded(fixed: list, generated: Generated) -> list:
    """Return a list with what is generated in the place of each name that is to be expanded; a
    Fault names one that is unknown."""
    items = []
    for item in fixed:
        name = item.get("expand") if isinstance(item, dict) else None
        if name is None:
            items.append(item)
        elif name in generated:
            items += generated[name]
        else:
            raise Fault(f"_toc.yml: expand: {name!r} is unknown; use {', '.join(generated)}")
    return items


def pages_of(contents: dict | list) -> list[str]:
    """Return every page that a table of contents names, in reading order."""
    if isinstance(contents, list):
        return [page for item in contents for page in pages_of(item)]
    own = [contents[key] for key in ("root", "file") if key in contents]
    return own + pages_of(
        [contents.get(key, []) for key in ("chapters", "sections", "parts", "subtrees")]
    )


def with_captions(contents: dict, said: Callable[[str], str]) -> dict:
    """Return a table of contents with the names of its parts as `said` has them, which Sphinx
    extracts but does not translate."""
    if "parts" not in contents:
        return contents
    parts = [{**part, "caption": said(part["caption"])} for part in contents["parts"]]
    return {**contents, "parts": parts}
