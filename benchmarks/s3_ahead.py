"""Validates an object of S3 with another number of ranges fetched ahead than the one in use.

Usage: python benchmarks/s3_ahead.py NUMBER PATH
"""

from __future__ import annotations

import sys

from interactions_cli.cli import main
from interactions_cli.storage import s3_reader

if __name__ == "__main__":
    s3_reader.AHEAD = int(sys.argv[1])
    sys.argv[1:] = ["validate", sys.argv[2]]
    main()
