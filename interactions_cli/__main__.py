"""`python -m interactions_cli`."""

from __future__ import annotations

from interactions_cli.cli import main

if __name__ == "__main__":
    main()
