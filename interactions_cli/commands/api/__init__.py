"""The functions of the Python API: the commands' cores behind keyword arguments. The package's face names them."""

from __future__ import annotations
