"""The product's settings, with the floors beside its own addresses and static files out of the way."""

import os
from pathlib import Path

from workplan.settings import *  # noqa: F403  # all of them, as they are

ROOT_URLCONF = "benchmarks.urls"
WSGI_APPLICATION = "benchmarks.wsgi.application"
STATIC_ROOT = Path(os.environ["WORKPLAN_BENCH_STATIC"])
