"""A TIMESTAMP of too many digits is seen wherever it stands, although zeros before a number change nothing."""

from __future__ import annotations

import pytest

from interactions_cli.personalize.fields import Domain
from interactions_cli.personalize.schema import infer_schema
from interactions_cli.reading import proof
from interactions_cli.reading.columns import Column
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.records import BlockReader

TIME = "1700000000"


def read_times(times: list[str], position: int, separator: str) -> tuple[list[int | None], bool]:
    """The numbers that times are read as, and whether their texts were not needed."""
    names = ["USER_ID", "ITEM_ID"]
    names.insert(position, "TIMESTAMP")
    schema = infer_schema(names, Domain.CUSTOM)
    fields = [schema.field(name) for name in names]
    columns = tuple(Column(field, slot) for slot, field in enumerate(fields) if field is not None)
    layout = Layout(
        columns=columns, positions=(0, 1, 2), width=3, separator=separator, plausible=(1_000_000_000, 2_000_000_000)
    )
    lines = []
    for time in times:
        cells = ["00u", "00i"]
        cells.insert(position, time)
        lines.append(separator.join(cells) + "\n")
    records = BlockReader(layout, max_samples=5).read("".join(lines).encode())
    column = columns[position]
    return records.frame[column.typed_name].to_list(), records.is_proven(column)


@pytest.mark.parametrize("row", [0, 1, 5])
@pytest.mark.parametrize("separator", [",", "|"])
@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("quote", ["", '"'])
def test_zeros_hide_no_digits(
    position: int, separator: str, quote: str, row: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "PIECE_BYTES", 50)
    for zeros, allowed in ((1, True), (9, True), (10, False), (40, False)):
        times = [f"{quote}{TIME}{quote}"] * 6
        times[row] = f"{quote}{'0' * zeros}{TIME}{quote}"
        numbers, is_proven = read_times(times, position, separator)
        expected = [int(TIME)] * 6 if allowed else [int(TIME)] * row + [None] + [int(TIME)] * (5 - row)
        assert numbers == expected
        assert not is_proven or allowed


def test_zeros_of_ids_cost_no_second_reading() -> None:
    assert read_times([TIME] * 3, 2, ",") == ([int(TIME)] * 3, True)
