from __future__ import annotations

import gc
import threading

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from interactions_cli.reading import byte_series
from interactions_cli.reading.byte_series import byte_series as series_of


@given(data=st.binary(max_size=300), first=st.integers(0, 300), length=st.integers(0, 300))
def test_a_series_has_the_bytes_in_their_order_and_so_do_its_slices(data: bytes, first: int, length: int) -> None:
    series = series_of(data)
    assert series.dtype == pl.UInt8()
    assert series.to_list() == list(data)
    assert series.slice(first, length).to_list() == list(data[first : first + length])


def test_the_bytes_stay_for_as_long_as_a_part_of_the_series_does_and_no_longer() -> None:
    before = len(byte_series._held)
    part = series_of(b"".join(b"%d," % number for number in range(100_000))).slice(500_000, 6)
    for _ in range(3):
        gc.collect()
        bytes(1 << 20)
    assert bytes(part.to_list()) == b"".join(b"%d," % number for number in range(100_000))[500_000:500_006]
    assert len(byte_series._held) == before + 1
    del part
    gc.collect()
    assert len(byte_series._held) == before


def test_series_that_threads_make_and_drop_are_all_let_go() -> None:
    before = len(byte_series._held)
    sums: list[int] = []

    def count() -> None:
        for number in range(200):
            series = series_of(bytes([number]) * 1000)
            lazy = series.alias("b").to_frame().lazy().select((pl.col("b") == number).sum())
            del series
            sums.append(lazy.collect().item())

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gc.collect()
    assert sums == [1000] * 800
    assert len(byte_series._held) == before
