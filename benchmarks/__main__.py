"""Measures, interleaved, and prints the medians as ratios to their floors; exits with 1 when one is over its limit."""

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.prepare import API_TASKS, DASHBOARD, TASKS, event_addresses, list_addresses
from benchmarks.server import Site, site

# 120 tasks, so that a page is full, and 10,020; 1,594 events (746 of the plan's year), and 132,786 (61,978).
SMALL, LARGE = 2, 167
WARM_UP = 5


@dataclass
class Timed:
    """Something that is measured again and again."""

    run: Callable[[], object]
    seconds: list[float] = field(default_factory=list)

    def once(self) -> None:
        """Run it, and note how long it took."""
        start = time.perf_counter()
        self.run()
        self.seconds.append(time.perf_counter() - start)

    @property
    def median(self) -> float:
        """In milliseconds."""
        return 1000 * median(self.seconds)


@dataclass(frozen=True)
class Ratio:
    """What is measured, what it is measured against, and how many times as long it may take."""

    name: str
    measured: Timed
    floor_name: str
    floor: Timed
    limit: float

    @property
    def value(self) -> float:
        """The ratio of the medians."""
        return self.measured.median / self.floor.median


def ratios(small: Site, large: Site) -> Iterator[Ratio]:
    """Everything that has a limit."""
    lists: dict[str, list[Timed]] = {}
    for each, dashboard_limit in ((small, 6), (large, 3)):
        at = f"scale {each.scale}"
        dashboard = Timed(partial(each.page, DASHBOARD))
        yield Ratio(f"dashboard, {at}", dashboard, "its bare SQL", Timed(each.run_statements), dashboard_limit)
        tasks = Timed(partial(each.page, TASKS))
        bare = Timed(partial(each.page, "/bench/tasks/"))
        yield Ratio(f"task list of 50, {at}", tasks, "bare template", bare, 2)
        api = Timed(partial(each.json, API_TASKS))
        agg = Timed(partial(each.json, "/bench/api/tasks/"))
        yield Ratio(f"API tasks of 50, {at}", api, "one json_agg", agg, 2)
        lists.setdefault("task list of 50", []).append(tasks)
        lists.setdefault("API tasks of 50", []).append(api)
        for name, address in list_addresses(each.scale).items():
            lists.setdefault(f"tasks {name}", []).append(Timed(partial(each.page, address)))
        for name, address in event_addresses(each.scale).items():
            lists.setdefault(f"events {name}", []).append(Timed(partial(each.page, address)))
    for name, (at_small, at_large) in lists.items():
        yield Ratio(f"{name}, scale {large.scale}", at_large, f"itself at {small.scale}", at_small, 1.5)


def check_same(each: Site) -> None:
    """The floor of the API answers the same as the API, but for how it writes an instant."""

    def plain(body: bytes) -> list[dict[str, object]]:
        rows = json.loads(body)["results"]
        for row in rows:
            row.pop("updated_at")
            for schedule in row["schedules"]:
                schedule.pop("recorded_at")
        found: list[dict[str, object]] = rows
        return found

    measured, floor = plain(each.json(API_TASKS)), plain(each.json("/bench/api/tasks/"))
    if measured != floor:
        sys.exit("benchmarks: the API and its floor do not answer the same")


def measure(found: list[Ratio], rounds: int) -> None:
    """All of them in turn, so that whatever else the machine does falls on each alike."""
    timed = list({id(each): each for ratio in found for each in (ratio.measured, ratio.floor)}.values())
    for number in range(WARM_UP + rounds):
        for each in timed:
            each.once()
        if number + 1 == WARM_UP:
            for each in timed:
                each.seconds.clear()
        if sys.stderr.isatty() or (number + 1) % 10 == 0:
            start, end = ("\r", "") if sys.stderr.isatty() else ("", "\n")
            print(f"{start}round {number + 1} of {WARM_UP + rounds}", end=end, file=sys.stderr, flush=True)


def report(found: list[Ratio]) -> bool:
    """Print the table; whether every ratio is within its limit."""
    print(f"\n{'':32}{'median':>10}  {'against':<16}{'median':>10}{'ratio':>8}{'limit':>8}")
    for each in found:
        verdict = "PASS" if each.value <= each.limit else "OVER"
        print(
            f"{each.name:<32}{each.measured.median:7.1f} ms  {each.floor_name:<16}{each.floor.median:7.1f} ms"
            f"{each.value:7.2f}×{each.limit:7.1f}×  {verdict}"
        )
    return all(each.value <= each.limit for each in found)


def main() -> int:
    """Serve both scales side by side and measure them."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rounds", type=int, default=60, help="measurements of each (default 60)")
    parser.add_argument("--large", type=int, default=LARGE, help="the larger scale (default 100)")
    options = parser.parse_args()
    postgres = os.environ["WORKPLAN_BENCH_POSTGRES_URL"]
    with tempfile.TemporaryDirectory(prefix="workplan-bench-") as scratch, contextlib.ExitStack() as stack:
        small, large = (stack.enter_context(site(postgres, scale, Path(scratch))) for scale in (SMALL, options.large))
        for each in (small, large):
            check_same(each)
        found = list(ratios(small, large))
        measure(found, options.rounds)
        return 0 if report(found) else 1


if __name__ == "__main__":
    sys.exit(main())
