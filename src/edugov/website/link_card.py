"""The picture that chats and social networks show beside a link to the site: card.png, its size and
its words."""

import io
from pathlib import Path

from edugov.files import write_bytes
from edugov.labels import say

CARD = "card.png"
WIDTH, HEIGHT, DPI = 1200, 630, 100  # of a card, in pixels, as those who show one ask for


def card(path: Path) -> None:
    """Write the picture that stands beside a shared link: the name of the book in both
    languages."""
    import matplotlib.pyplot as plt

    from edugov.charts import ACCENT, register_font

    register_font()
    inches = (WIDTH / DPI, HEIGHT / DPI)
    figure = plt.figure(figsize=inches, dpi=DPI, facecolor=ACCENT)
    for lang, height, size in (("zh", 0.6, 60), ("en", 0.38, 30)):
        text = say("site.title", lang)
        figure.text(0.5, height, text, ha="center", va="center", fontsize=size, color="white")
    drawn = io.BytesIO()
    # the name of the program and its version would change the bytes
    figure.savefig(drawn, dpi=DPI, facecolor=ACCENT, metadata={"Software": None})
    plt.close(figure)
    write_bytes(path, drawn.getvalue())
