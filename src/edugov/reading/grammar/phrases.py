"""What the words of a noun phrase say together (名词短语)."""

from dataclasses import dataclass, replace

from edugov.reading.grammar.cutting import Token
from edugov.reading.grammar.words import of_class


@dataclass(frozen=True)
class Phrase:
    """The features of a noun phrase, what it is a share of, the stages it names."""

    features: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    stages: tuple[str, ...] = ()
    tokens: tuple[Token, ...] = ()
    narrowed: str = ""  # a word of it, or right before it, that nobody knows

    def __bool__(self) -> bool:
        return bool(self.features or self.stages)

    @property
    def text(self) -> str:
        """The words as printed."""
        return "".join(token.text for token in self.tokens)

    @property
    def thing(self) -> bool:
        """Whether it names what is counted or measured, not only how."""
        return bool(self.features & of_class("thing", "head"))

    def plus(self, other: "Phrase", without: frozenset[str] = frozenset()) -> "Phrase":
        """Add the features of another phrase, which says what this one leaves out."""
        return replace(
            self,
            features=self.features | (other.features - without),
            whole=self.whole or other.whole,
            stages=self.stages or other.stages,
        )


def phrase_of(tokens: list[Token]) -> Phrase:
    """Read the words of one noun phrase; of the things it names only the last is counted."""
    features: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    stages: list[str] = []
    behind_share = False
    for token in tokens:
        if token.stage and token.stage not in stages:
            stages.append(token.stage)
        is_share = token.features == {"share"}
        if behind_share and not is_share:
            whole = _joined(whole, token.features)
            continue
        behind_share = behind_share or token.text in ("占", "约占")
        features = _joined(features, token.features)
    return Phrase(features, whole, tuple(stages), tuple(tokens))


def _joined(features: frozenset[str], more: frozenset[str]) -> frozenset[str]:
    """Add features; a new thing takes the place of the one before it."""
    if more & of_class("thing") and features & of_class("head"):
        return more  # a noun phrase of its own, behind a line that ends without a mark
    if more & of_class("thing", "head"):
        features = features - of_class("thing")
    return features | more
