"""Columns of JSON arrays as columns of lists; a text that is none must not stop the others."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Final

import polars as pl


def decode_each(texts: pl.Series, dtype: pl.List) -> pl.Series:
    """Decode JSON arrays; null where a text is none of that type. One that is none must not stop the others."""
    # Polars takes the texts for lines: one without a value has no row, and one with several has as many.
    is_json = texts.str.contains(r"^\s*[\[{]")
    asked = texts.zip_with(is_json, pl.Series([None], dtype=pl.String))
    decoded = _decoded_lines(asked, dtype)
    if decoded is not None:
        return decoded
    # Lines that Python cannot read either are set aside before halves are tried: half of a log may be no JSON.
    fields = [field.name for field in dtype.inner.fields] if isinstance(dtype.inner, pl.Struct) else None
    readable = pl.Series([_is_array(text, fields) for text in asked.to_list()], dtype=pl.Boolean)
    return _decoded_halves(asked.zip_with(readable, pl.Series([None], dtype=pl.String)), dtype)


def _decoded_halves(texts: pl.Series, dtype: pl.List) -> pl.Series:
    decoded = _decoded_lines(texts, dtype)
    if decoded is not None:
        return decoded
    if len(texts) == 1:
        return pl.Series([None], dtype=dtype)
    half = len(texts) // 2
    return pl.concat([_decoded_halves(texts[:half], dtype), _decoded_halves(texts[half:], dtype)])


def _is_array(text: str | None, fields: Sequence[str] | None) -> bool:
    """Whether a text may be an array of objects with such fields or, without these, of texts and numbers."""
    if text is None:
        return False
    try:
        entries = DECODER.decode(text)
    except RecursionError:
        return True
    except ValueError:
        return False
    if not isinstance(entries, list):
        return False
    if fields is None:
        return not any(isinstance(entry, list | dict) for entry in entries)
    return all(entry is None or isinstance(entry, dict) for entry in entries) and not any(
        isinstance(entry.get(name), list | dict) for entry in entries if entry for name in fields
    )


def _decoded_lines(texts: pl.Series, dtype: pl.List) -> pl.Series | None:
    try:
        decoded = texts.str.json_decode(dtype)
    except pl.exceptions.PolarsError:
        return None
    return decoded if len(decoded) == len(texts) else None


def _number(text: str) -> str:
    if not math.isfinite(float(text)):
        raise ValueError(text)
    return text


def _no_number(text: str) -> str:
    raise ValueError(text)


# Numbers stay as they are written; those that Polars refuses are refused here, too.
DECODER: Final = json.JSONDecoder(parse_float=_number, parse_int=str, parse_constant=_no_number)
