"""`make bench`: runs every benchmark and prints its ratios."""

from benchmarks import auto_stop, cold_start, contract, inferences, sweep

for benchmark in (contract, cold_start, inferences, sweep, auto_stop):
    print(f"\n{benchmark.__name__.partition('.')[2]}: {benchmark.__doc__}")
    for row in benchmark.measure():
        print(f"  {row}")
