"""What the words of a noun phrase say together (名词短语)."""

from dataclasses import dataclass, replace

from edugov.reading.grammar.cutting import Token
from edugov.reading.grammar.words import classes


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
        return any(classes()[feature] in ("thing", "head") for feature in self.features)

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
    features: set[str] = set()
    whole: set[str] = set()
    stages: list[str] = []
    behind_share = False
    for token in tokens:
        if token.stage and token.stage not in stages and not (behind_share and stages):
            stages.append(token.stage)
        if behind_share and token.features != {"share"}:
            whole = _joined(whole, token.features)
            continue
        if token.features == {"share"} and token.text in ("占", "约占"):
            behind_share = True
        features = _joined(features, token.features)
    return Phrase(frozenset(features), frozenset(whole), tuple(stages), tuple(tokens))


def _joined(features: set[str], more: frozenset[str]) -> set[str]:
    """Add features; a new thing takes the place of the one before it."""
    known = classes()
    if any(known[f] == "thing" for f in more) and any(known[f] == "head" for f in features):
        features = set()  # a noun phrase of its own, behind a line that ends without a mark
    if any(known[feature] in ("thing", "head") for feature in more):
        features = {f for f in features if known[f] != "thing"}
    return features | more
