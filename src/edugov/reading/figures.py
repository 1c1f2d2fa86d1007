"""What reading gives for one number: the fields of a figure."""

from dataclasses import dataclass


@dataclass(slots=True)
class Figure:
    """One number of a report with all that was understood of it; places are those of the even
    text."""

    indicator_id: str
    stage: str
    quantity: str
    value: float | None
    unit: str
    year: str
    start: int
    end: int
    unit_printed: str = ""
    subject_zh: str = ""
    scope: str = "region"
    previous_value: float | None = None
    section: str = ""
    status: str = "ok"
    proposed_reading: str = ""
    note: str = ""
    base: str = ""  # canonical unit of the indicator
    bound: str = ""  # 以上, 余, 近 ... as printed
    narrowed: str = ""  # the word beside it that makes it a part
    rule: str = ""  # name of the rule that read it
    inferred: str = ""  # year: none is printed near it, it is the one the document is about

    @property
    def vouched(self) -> bool:
        """Whether it may support a count: without a doubt, and of the region itself."""
        return self.scope == "region" and self.status == "ok"

    def flag(self, status: str, proposed: str = "", note: str = "") -> None:
        """Say that this figure cannot be taken as it stands (the first reason given stays)."""
        if self.status == "ok":
            self.status, self.proposed_reading = status, proposed
            self.note = "; ".join(filter(None, (self.note, note)))


def unit_of(quantity: str, base: str) -> str:
    """Return the unit of a growth or a change of what is counted in another."""
    if quantity == "growth":
        return "percent"
    return "percentage_point" if (quantity, base) == ("change", "percent") else base
