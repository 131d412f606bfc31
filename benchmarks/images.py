"""How well a picture is known again after it was cropped, mirrored, blurred, covered by glare …

    python -m benchmarks.images [--pictures 200]

The pictures are drawings that this bench makes; each is kept once and sought in every changed form.
Beside Weir's three views stands the perceptual hash alone, which is what most systems have. Ends with one
line of JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from statistics import median

import numpy as np

from benchmarks.drawings import CHANGES, drawing, png
from weir.evals import wilson
from weir.knowledge.images.features import Features, features_of
from weir.knowledge.images.likeness import Album

STRANGERS = 50
SURE = 0.35
"""From this score a picture counts as found; `weir.knowledge.images.gallery` uses the same."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pictures", type=int, default=200)
    count = parser.parse_args().pictures
    kept = [features_of(png(drawing(seed))) for seed in range(count)]
    album = Album(kept)
    result = {name: _sought(name, album, kept) for name in CHANGES}
    strangers = [_views(png(drawing(100_000 + seed))) for seed in range(STRANGERS)]
    false = sum(bool(found) and found[0].score >= SURE for found in (album.search(v, 1) for v in strangers))
    print(f"{'change':<10} {'found first':>12} {'95 %':>14} {'hash alone':>11} {'ms':>7}", file=sys.stderr)
    for name, row in result.items():
        low, high = row["interval"]
        print(
            f"{name:<10} {row['recall_at_1']:>12.1%} {low:>6.1%}-{high:<6.1%} {row['hash_alone']:>11.1%}"
            f" {row['ms']:>7.1f}",
            file=sys.stderr,
        )
    print(json.dumps({"pictures": count, "changes": result, "false_finds": false / STRANGERS}))


def _sought(change: str, album: Album, kept: list[Features]) -> dict[str, object]:
    hits = hashed = 0
    times = []
    hashes = np.array([one.hash for one in kept], np.uint64)
    for at in range(len(kept)):
        data = png(CHANGES[change](drawing(at)))
        started = time.process_time()
        views = _views(data)
        found = album.search(views, 1)
        times.append((time.process_time() - started) * 1000)
        hits += bool(found) and found[0].at == at and found[0].score >= SURE
        hashed += int(np.argmin(np.bitwise_count(hashes ^ np.uint64(views[0].hash)))) == at
    n = len(kept)
    low, high = wilson(hits, n)
    return {
        "recall_at_1": round(hits / n, 4),
        "interval": [round(low, 4), round(high, 4)],
        "hash_alone": round(hashed / n, 4),
        "ms": round(median(times), 1),
    }


def _views(data: bytes) -> list[Features]:
    return [features_of(data), features_of(data, mirrored=True)]


if __name__ == "__main__":
    main()
