"""The card is as large as those who show one ask for."""

import struct

from edugov.website import link_card


def test_the_card_is_a_picture_of_the_size_it_says_and_the_same_each_time(tmp_path):
    for name in ("one.png", "two.png"):
        link_card.card(tmp_path / name)
    one, two = ((tmp_path / name).read_bytes() for name in ("one.png", "two.png"))
    assert one == two and one.startswith(b"\x89PNG")
    assert struct.unpack(">II", one[16:24]) == (link_card.WIDTH, link_card.HEIGHT)
    assert len({path.name for path in tmp_path.iterdir()}) == 2
