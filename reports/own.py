"""The reader's own view: what concerns the reader alone, on the reader's own card and nowhere else."""

from dataclasses import dataclass, field

from reports.section_story import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
    """Values with their labels, in the reader's language, made from a fresh reading and kept nowhere.

    Only a card in the reader's own chat may get one: never a channel's, a page, or a file.
    """

    facts: tuple[Fact, ...] = field(repr=False)
    """The value first, such as `4` and `of your messages landed in somebody's free time`."""
    remark: str = field(default="", repr=False)
    """One sentence about how it was measured."""
