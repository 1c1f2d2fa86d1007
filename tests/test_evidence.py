"""Sentences and the gate that each of their numbers has to pass."""

from decimal import Decimal

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from edugov import evidence, findings, labels, pages, regions, tables
from edugov.evidence import checked, finding, is_carried, named, printed_numbers, resting, together
from edugov.fault import Fault
from edugov.findings import funding_sentences

ROW = {"figure_id": "invented-1", "value": -1.69, "year": "2022", "unit": "percent"}


def test_a_sentence_whose_numbers_its_rows_carry_passes():
    said = "It fell by 1.69% (1.7%) in 2022."
    assert checked(said, ROW) == said


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("It fell by 1.6% in 2022.", "1.6"),  # cut, not rounded
        ("It fell by 1.69% in 2023.", "2023"),
        ("It fell by 1.69% in 2022, twice in 7 years.", "7"),  # typed
        ("It fell by 169% in 2022.", "169"),
        ("It fell by 1.690001% in 2022.", "1.690001"),
    ],
)
def test_a_number_that_no_row_carries_is_named_with_its_sentence(said, number):
    with pytest.raises(Fault, match=f"the number {number}$") as raised:
        checked(said, ROW)
    assert said in str(raised.value)


def test_a_table_carries_its_cells_and_how_many_rows_it_has():
    table = pd.DataFrame([ROW, ROW | {"value": 3.25}])
    assert checked("2 rows of 2022: 1.69, 3.2 or 3.3, 3.25", table)  # a half may go either way
    with pytest.raises(Fault):
        checked("3 rows", table)


def test_money_may_be_said_in_larger_units():
    amount = {"value": 1_236_000_000.0}
    assert checked("1,236,000,000; 123,600; 1,236; 12.36; 1.24", amount)
    with pytest.raises(Fault):
        checked("123.6", amount)


def test_numbers_within_names_are_carried_by_their_row():
    rule = {"rule_id": "A", "name_en": "basic balance, 2012"}
    assert checked("The rule of 2012", rule)


def test_a_digit_within_a_name_of_a_table_is_no_number_of_the_sentence():
    table = pd.DataFrame({"key": ["a"], "name_en": ["Invented rooms per 317 pupils"]})
    with pytest.raises(Fault, match="317"):
        checked("Most unequal: Invented rooms per 317 pupils")
    labels.names(table, "key", "en")
    assert checked("Most unequal: invented rooms per 317 pupils")
    with pytest.raises(Fault, match="317"):
        checked("Most unequal: invented rooms per 317 pupils, in 317 places")


def test_missing_values_carry_nothing():
    with pytest.raises(Fault):
        checked("0", {"value": float("nan"), "text": ""})


def test_a_finding_is_text_that_knows_its_row_and_its_keys():
    rest = pd.DataFrame(
        {"verdict_id": ["a", "b"], "rule_id": ["X", "X"], "figure_ids": ["f g", "h"]}
    )
    said = finding("headline.rest", "en", rest, count=len(rest))
    assert said.key == "headline.rest" and isinstance(said, str)
    assert said.rests_on == {
        "figure_ids": ("f", "g", "h"),
        "rule_id": ("X",),
        "verdict_id": ("a", "b"),
    }


def test_signs_and_separators_are_no_part_of_a_number():
    assert printed_numbers("+3,001.50 to −2") == [Decimal("3001.50"), Decimal(2)]
    assert is_carried(Decimal("0.00"), {Decimal("0.004")})


def test_computed_numbers_are_named_in_the_record():
    panel = {"year": 2023, "source_id": "invented"}
    facts = {"education_share_pct": 15.44, "year": 2023, "spent": "a part", "whole": "all"}
    said = finding("profile.panel", "en", panel, **facts)
    assert said.record()["kind"] == "profile.panel"
    assert "education_share_pct = 15.44" in said.record()["computed"]
    assert said.record()["source_id"] == "invented"


def test_sentences_joined_rest_on_all_that_each_rests_on():
    one = finding("headline.rest", "en", [{"rule_id": "A"}], count=1)
    two = finding("headline.rest", "en", {"rule_id": "B"}, count=2)
    both = together(one, two, lang="en")
    assert both == f"{one} {two}" and both.rests_on["rule_id"] == ("B",)


def test_a_table_is_not_shown_where_its_caption_says_another_number():
    table = pd.DataFrame({"year": [2021]})
    assert pages.html_table(table, "Of 2021, 1 row.", "en")
    assert pages.html_table(table, "Of 2022.", "en", rests_on=(2022,))
    with pytest.raises(Fault, match="2022"):
        pages.html_table(table, "Of 2022.", "en")


def test_a_chart_is_not_shown_where_its_description_says_another_number():
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3, 4.25])
    drawn = pd.DataFrame({"year": [1, 2], "value": [3, 4.25]})
    with pytest.raises(Fault, match=r"4\.35"):
        pages.show(figure, "fig-invented", "Invented.", "1: 3; 2: 4.35", drawn)
    with pytest.raises(Fault, match="1990"):
        pages.show(figure, "fig-invented", "Invented, 1990.", "A line.")
    plt.close(figure)


def test_a_sentence_with_a_number_that_rests_on_nothing_is_not_shown():
    rest = finding("headline.rest", "en", [{"rule_id": "A"}], count=1)
    assert str(rest) in pages.finding([rest, "No number."]).data
    with pytest.raises(Fault, match="nothing that it rests on has the number 7$"):
        pages.finding(["It rose in 7 regions."])


@pytest.mark.parametrize("said", ["0.00", "0.0 million"])
def test_a_small_value_does_not_carry_a_nought(said):
    with pytest.raises(Fault):
        checked(said, {"value": 5.0})


def test_a_name_of_digits_alone_hides_no_number():
    table = pd.DataFrame({"key": ["a"], "name_en": ["2022"], "name_zh": ["2022"]})
    assert labels.names(table, "key", "en") == {"a": "2022"}
    with pytest.raises(Fault, match="2022"):
        checked("It fell in 2022.", {"value": 5.0})


def test_keys_and_places_of_rows_vouch_for_no_number():
    # the id has 2022 and 17, the place 731: none of them is said by the row
    row = {"figure_id": "invented-2022-17", "start": 731, "section": "二(三)10", "value": 4.2}
    table = pd.DataFrame([row])
    assert checked("4.2", row) and checked("4.2 in 1 row", table) and checked("4.2", table.iloc[0])
    for number in ("2022", "17", "731", "10"):
        for rests_on in (row, table, table.iloc[0], next(table.itertuples())):
            with pytest.raises(Fault, match=f"the number {number}$"):
                checked(f"It is {number}.", rests_on)


def test_a_computed_number_vouches_whatever_its_hole_is_called():
    """A hole named start or end, as the places of rows are, is a year of the sentence."""
    said = resting("From 2000 to 2019.", "invented", {"start": 2000, "end": 2019})
    assert said.computed == {"start": 2000.0, "end": 2019.0}
    with pytest.raises(Fault, match="the number 2001$"):
        resting("From 2001 to 2019.", "invented", {"start": 2000, "end": 2019})


def test_rows_that_are_only_named_carry_their_keys_and_no_number():
    table = pd.DataFrame([ROW, ROW | {"figure_id": "invented-2"}])
    said = resting("They are 7.", "invented", named(table), [7])
    assert said.rests_on == {"figure_id": ("invented-1", "invented-2")}
    with pytest.raises(Fault, match="the number 1.69$"):
        resting("It fell by 1.69%.", "invented", named(table))


def wrong_numbers(number: Decimal) -> list[Decimal]:
    """Return what a slip makes of a number: ten times, a tenth, the last digit one more, digits
    exchanged."""
    step = Decimal(1).scaleb(int(number.as_tuple().exponent))
    slips = [number * 10, number / 10, number + step]
    text = str(number)
    for place in range(len(text) - 1):
        first, second = text[place], text[place + 1]
        if first.isdigit() and second.isdigit() and first != second:
            slips.append(Decimal(text[:place] + second + first + text[place + 2 :]))
    return slips


def test_most_wrong_numbers_in_the_sentences_of_regions_would_stop_the_build(monkeypatch):
    # the others are mostly a small count in the place of another small count of the same sentence
    every = {name: tables.read(name) for name in tables.names()}
    seen = []

    def noted(text, *rests_on):
        seen.append((text, rests_on))
        return checked(text, *rests_on)

    monkeypatch.setattr(evidence, "checked", noted)
    for code in ("220000", "340207", "530600"):  # Jilin, Jiujiang, Zhaotong
        own = regions.belonging(code, every)
        findings.profile(own, findings.verdicts(own), "en")
        funding_sentences.money(own, 2020, "en")
    tried = passed = 0
    for text, rests_on in seen:
        for number in evidence._own_numbers(text):
            slips = {slip for slip in wrong_numbers(number) if slip != number}
            tried += len(slips)
            passed += len(slips) - len(evidence._lacking(list(slips), rests_on))
    assert tried > 300
    assert passed / tried < 0.1


def test_the_longest_of_names_with_a_digit_hides_its_own_number_alone(monkeypatch):
    names = {"3": {"Invented 3", "Invented 3 North"}, "33": {"Invented 33"}}
    monkeypatch.setattr(evidence, "NUMBERED", names)
    sentence = "invented 3 north has 7 and Invented 3 has 3, Invented 33 has 34"
    assert evidence._own_numbers(sentence) == [7, 3, 34]
    assert evidence._own_numbers("no number, Invented") == []
