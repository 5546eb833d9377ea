"""Bytes as a series of numbers without a copy, through Arrow's C data interface.

A cast to a list of numbers, which is the way without pointers, costs half as much again as all that is asked of them.
"""

from __future__ import annotations

import ctypes
from itertools import count
from typing import Any, ClassVar, Final

import polars as pl

# The function by which whoever has an Arrow structure says that it needs it no more.
_RELEASE: Final = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
# What Arrow calls unsigned numbers of 8 bits.
_UINT8: Final = b"C"
_new_capsule: Final = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype = ctypes.py_object
_new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]


class _Schema(ctypes.Structure):
    _fields_: ClassVar = [
        ("format", ctypes.c_char_p),
        ("name", ctypes.c_char_p),
        ("metadata", ctypes.c_char_p),
        ("flags", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p),
        ("release", _RELEASE),
        ("private_data", ctypes.c_void_p),
    ]


class _Array(ctypes.Structure):
    _fields_: ClassVar = [
        ("length", ctypes.c_int64),
        ("null_count", ctypes.c_int64),
        ("offset", ctypes.c_int64),
        ("n_buffers", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("buffers", ctypes.c_void_p),
        ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p),
        ("release", _RELEASE),
        ("private_data", ctypes.c_void_p),
    ]


# What series still look at, by a number of their own: bytes, and the pointers to them.
_held: Final[dict[int, tuple[bytes, Any]]] = {}
_numbers: Final = count(1)


def _let_schema_go(address: int) -> None:
    _Schema.from_address(address).release = _RELEASE()


def _let_array_go(address: int) -> None:
    array = _Array.from_address(address)
    _held.pop(array.private_data, None)
    array.release = _RELEASE()


_let_schema_go_in_c: Final = _RELEASE(_let_schema_go)
_let_array_go_in_c: Final = _RELEASE(_let_array_go)


class _Bytes:
    """Bytes as something that Arrow takes for an array."""

    def __init__(self, data: bytes) -> None:
        pointers = (ctypes.c_void_p * 2)(None, ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value)
        number = next(_numbers)
        _held[number] = data, pointers
        self._schema = _Schema(_UINT8, b"", None, 0, 0, None, None, _let_schema_go_in_c, None)
        self._array = _Array(
            len(data), 0, 0, len(pointers), 0, ctypes.addressof(pointers), None, None, _let_array_go_in_c, number
        )

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return (
            _new_capsule(ctypes.addressof(self._schema), b"arrow_schema", None),
            _new_capsule(ctypes.addressof(self._array), b"arrow_array", None),
        )


def byte_series(data: bytes) -> pl.Series:
    """The bytes as UInt8; they are kept for as long as the series or a part of it is."""
    return pl.Series(_Bytes(data))
