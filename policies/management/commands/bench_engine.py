"""Measure the engine: one decision with its explanation, and the whole catalogue put to very many enterprises."""

import random
import resource
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from statistics import quantiles
from typing import Any

from django.core.management.base import BaseCommand

from policies.engine import Pack, evaluate
from policies.engine.screening import Screen
from policies.engine.values import read_facts
from policies.packs import read_packs

CHUNK = 2500
CLAIMS = 8  # policies that an enterprise knows all the facts of; of the others it knows what they share


class Command(BaseCommand):
    """Print the figures that the budgets are held against (design §10)."""

    help = "Measure decisions per second: single ones with explanation, and the catalogue × synthetic enterprises."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of enterprises and of processes."""
        parser.add_argument("--enterprises", type=int, default=100_000)
        parser.add_argument("--processes", type=int, default=2)

    def handle(self, *, enterprises: int, processes: int, **options: Any) -> None:
        """Run both measurements, the second at a tenth and in full to show that time is linear and memory flat."""
        packs = read_packs()
        times = single_decisions(packs)
        p50, p95 = quantiles(times, n=100)[49], quantiles(times, n=100)[94]
        self.stdout.write(
            f"单件（含解释）：{len(times)} 次，中位 {p50:.3f} ms，p95 {p95:.3f} ms，最长 {max(times):.3f} ms"
        )
        for count in (enterprises // 10, enterprises):
            seconds, outcomes, memory = whole_catalogue(count, processes)
            decisions = sum(outcomes.values())
            rate = decisions / seconds / processes
            told = "，".join(f"{outcome} {number}" for outcome, number in sorted(outcomes.items()))
            self.stdout.write(
                f"{len(packs)} 项政策 × {count} 家企业：{seconds:.1f} s，{decisions} 次判断，每核每秒 {rate:.0f} 次，"
                f"单进程内存峰值 {memory} MB（{told}）"
            )


def single_decisions(packs: list[Pack]) -> list[float]:
    """Return the milliseconds of every golden case, three times each, explanation and JSON included."""
    times = []
    for pack in packs:
        for case in pack.golden * 3:
            started = time.perf_counter()
            evaluate(pack, case.facts, case.ledger).contract(pack.facts)
            times.append((time.perf_counter() - started) * 1000)
    return times


def whole_catalogue(enterprises: int, processes: int) -> tuple[float, Counter[str], int]:
    """Return the seconds, the outcomes and the largest memory of a process in MB."""
    chunks = [(start, min(CHUNK, enterprises - start)) for start in range(0, enterprises, CHUNK)]
    started = time.perf_counter()
    outcomes: Counter[str] = Counter()
    memory = 0
    with ProcessPoolExecutor(processes, initializer=prepare) as pool:
        for found, peak in pool.map(screen_chunk, chunks):
            outcomes.update(found)
            memory = max(memory, peak)
    return time.perf_counter() - started, outcomes, memory


SCREENS: list[Screen] = []
TEMPLATES: list[list[dict[str, Any]]] = []


def prepare() -> None:
    """Compile the catalogue once per process; the facts of the golden cases are the stuff enterprises are made of."""
    for pack in read_packs():
        SCREENS.append(Screen(pack))
        TEMPLATES.append([read_facts(pack.facts, case.facts) for case in pack.golden])


def screen_chunk(chunk: tuple[int, int]) -> tuple[Counter[str], int]:
    """Return how the policies answer a stretch of enterprises, and the memory used so far in MB."""
    outcomes: Counter[str] = Counter()
    for facts in synthetic(*chunk):
        for screen in SCREENS:
            outcomes[screen.verdict(facts).outcome] += 1
    return outcomes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def synthetic(start: int, count: int) -> Iterator[dict[str, Any]]:
    """Yield enterprises, the same ones for the same numbers: facts of a few golden cases, figures between half and double."""
    for number in range(start, start + count):
        rng = random.Random(number)
        facts: dict[str, Any] = {}
        for templates in rng.sample(TEMPLATES, min(CLAIMS, len(TEMPLATES))):
            facts.update(rng.choice(templates))
        yield {name: varied(value, rng) for name, value in facts.items()}


def varied(value: Any, rng: random.Random) -> Any:
    """Return a figure somewhere between half and double, to two decimals; everything else as it is."""
    if isinstance(value, Decimal) and value > 10:
        return (value * Decimal(rng.randint(50, 200)) / 100).quantize(Decimal("0.01"))
    return value
