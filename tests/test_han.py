"""What a Chinese character is, by the names that Unicode gives to all of them."""

import unicodedata

from edugov.han import IS_HAN

OF_WORDS = "々〇"  # Unicode counts these two to the script as well
NAMES = ("CJK UNIFIED IDEOGRAPH-", "CJK COMPATIBILITY IDEOGRAPH-")


def test_each_named_character_is_one_and_no_other():
    for code in range(0x10000):
        name = unicodedata.name(chr(code), "")
        if name:
            is_one = name.startswith(NAMES) or chr(code) in OF_WORDS
            assert bool(IS_HAN.match(chr(code))) == is_one, name
