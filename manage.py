#!/usr/bin/env python3
"""Django's command line for Workplan."""

import os
import sys
from pathlib import Path

KEPT_BY_MAKE_RUN = Path(__file__).resolve().parent / "var" / "run.env"


def main() -> None:
    """Run the command named on the command line; what the environment does not say is as `make run` last served."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workplan.settings")
    if KEPT_BY_MAKE_RUN.exists():
        from dotenv import load_dotenv

        load_dotenv(KEPT_BY_MAKE_RUN, interpolate=False)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
