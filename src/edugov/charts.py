"""Figures: the font that every chart uses."""

import warnings
from pathlib import Path

import matplotlib
from matplotlib import font_manager

FONT_FILE = Path(__file__).parent / "fonts" / "NotoSansSC-subset.otf"


def register_font() -> str:
    """Make every chart use the book's own font (Noto Sans SC, 思源黑体) and return the font's name.

    The font has every character of GB2312, Latin letters and digits, and the signs that reports use.
    A character that it lacks is an error from here on (UserWarning raised), not an empty box in a figure.

    Errors
    ------
    FileNotFoundError, when the package was installed without its font.
    """
    if not FONT_FILE.is_file():
        raise FileNotFoundError(f"the book's font is missing: {FONT_FILE.name}; install edugov again")
    name = font_manager.FontProperties(fname=FONT_FILE).get_name()
    if name not in font_manager.fontManager.get_font_names():
        font_manager.fontManager.addfont(FONT_FILE)
    matplotlib.rcParams["font.family"] = [name]
    matplotlib.rcParams["axes.unicode_minus"] = True
    warnings.filterwarnings("error", message=r"Glyph .* missing from font", category=UserWarning)
    return name
