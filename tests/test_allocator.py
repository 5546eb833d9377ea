"""Settings of the allocator: in force, and behind those that a person gives."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from interactions_cli.cli.allocator import VARIABLE, settle_allocator
from tests.cli_runner import run_process

OWN = f"narenas:{os.cpu_count()},muzzy_decay_ms:0"


@pytest.mark.parametrize(("given", "settled"), [(None, OWN), ("", OWN), ("narenas:9", f"{OWN},narenas:9")])
def test_what_a_person_sets_comes_last(given: str | None, settled: str) -> None:
    environment = {} if given is None else {VARIABLE: given}
    settle_allocator(environment)
    assert environment == {VARIABLE: settled}


@pytest.mark.skipif(sys.platform != "linux", reason="Polars has jemalloc on Linux")
def test_polars_is_loaded_with_them(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1736431407\n")
    said = run_process("validate", path, "-q", code=1, env={VARIABLE: "stats_print:true"}).stderr
    assert f"{OWN},stats_print:true" in said
    assert "opt.muzzy_decay_ms: 0 " in said
    assert f"opt.narenas: {os.cpu_count()}\n" in said
