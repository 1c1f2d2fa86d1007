"""The table of mentions, made again from the documents."""

from edugov import files, makers, tables


def test_mentions_made_again_are_the_committed_ones(shared):
    again = makers.make("mentions", makers.Material(folder=shared))
    assert files.to_csv(again) == files.to_csv(tables.read("mentions"))
