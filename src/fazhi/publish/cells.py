"""The parts of a table: cells and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from fazhi.publish.scalars import Scalar, plain_value

Align = Literal["left", "right", "center"]
Status = Literal["good", "bad", "caution", "unknown", "muted"]


@dataclass(frozen=True)
class Cell:
    """One cell of a table: what the reader sees and, where there is one, the value behind it.

    ``value`` (a number, date or truth value) goes to the workbook in place of the text, in the column's own
    unit; only behind a text with a per cent sign it is a ratio (``97.6%``: 0.976). ``href`` makes the text a
    link (relative, ``#anchor``, ``http(s)`` or ``mailto``; anything else is shown as bare text); ``status``
    adds a mark and a tint. ``cite`` is how the number is quoted when a reader copies it; what the table's own ``cite``
    says comes after it.
    """

    text: str
    value: Scalar = None
    href: str | None = None
    status: Status | None = None
    cite: str | None = None

    def __post_init__(self) -> None:
        """A comparison has thousands: what is plain already costs nothing."""
        if type(self.text) is not str:
            put(self, text=str(self.text))
        if self.value is not None:
            value = plain_value(self.value)
            put(self, value=None if isinstance(value, str) else value)
        if self.status is not None:
            check_choice("Cell.status", self.status, Status)


CellLike = Cell | Scalar


@dataclass(frozen=True)
class Column:
    """A column: key (for data), label (for people), alignment, relative width, group heading above it.

    Neighbouring columns with the same ``group`` share one heading. ``width`` is a weight among its
    neighbours; without one it is estimated from the texts.
    """

    key: str
    label: str
    align: Align = "left"
    width: float | None = None
    group: str | None = None

    def __post_init__(self) -> None:
        check_choice("Column.align", self.align, Align)


def put(frozen: object, **values: object) -> None:
    """Sets fields of a frozen value while it is being made."""
    for name, value in values.items():
        object.__setattr__(frozen, name, value)


def check_choice(name: str, value: object, choices: Any) -> None:
    """Raises ``ValueError`` when a value is none of a ``Literal``'s choices (``None`` always is)."""
    if value is not None and value not in get_args(choices):
        raise ValueError(f"{name} is {value!r}, expected one of {', '.join(get_args(choices))}")
