"""pyarrow's speed on one thread, best of five: peer.py FILE COLUMN,... (bytes as Arrow holds them)."""
import sys, time
import pyarrow.parquet as pq

best = None
for _ in range(5):
    start = time.perf_counter()
    table = pq.read_table(sys.argv[1], columns=sys.argv[2].split(","), use_threads=False)
    seconds = time.perf_counter() - start
    best = min(best or seconds, seconds)
print(f"best: {table.nbytes / best / 1e6} MB/s, {best} s")
