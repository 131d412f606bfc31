"""How quick Weir is to begin: `python -m benchmarks.start` (`make bench-start`).

Import, help, server start on a home that is set up, and the size of what is installed. Ends with one line of
JSON.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from benchmarks.gateway import spread
from benchmarks.processes import ROOT, free_port, resident_mb, running
from benchmarks.targets import WEIR


def seconds(command: list[str], rounds: int = 9) -> dict[str, float]:
    """How long a command takes, warm."""
    times = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return spread(times[1:])


def server_start(rounds: int = 5) -> dict[str, object]:
    """From the command to the first answered request, and the memory of an idle server."""
    times, sizes = [], []
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as folder:
        for _ in range(rounds + 1):
            port = free_port()
            started = time.perf_counter()
            command = [WEIR, "serve", "--home", folder, "--port", str(port)]
            with running(command, f"http://127.0.0.1:{port}/readyz", log=Path(folder) / "log") as process:
                times.append(time.perf_counter() - started)
                time.sleep(1)
                sizes.append(resident_mb(process.pid))
    return {"seconds": spread(times[1:]), "first_seconds": round(times[0], 3), "resident_mb": spread(sizes)}


def installed() -> dict[str, float]:
    """Packages that running Weir needs (this platform's part of the lock), and their size on disk."""
    with tempfile.TemporaryDirectory(prefix="weir-size-") as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--disable-pip-version-check", "install", "-q"]
        subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "run.lock")], check=True)
        site = Path(sysconfig.get_path("purelib", vars={"base": folder, "platbase": folder}))
        packages = [
            path for path in site.glob("*.dist-info") if not re.match(r"(pip|setuptools)-", path.name)
        ]
        total = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
        own = sum(
            path.stat().st_size
            for name in ("pip", "setuptools")
            for path in (site / name).rglob("*")
            if path.is_file()
        )
        return {"packages": len(packages), "megabytes": round((total - own) / 1e6)}


def main() -> None:
    result = {
        "import_s": seconds([sys.executable, "-c", "import weir"]),
        "help_s": seconds([WEIR, "--help"]),
        "server": server_start(),
        "installed": installed() if "--no-install" not in sys.argv else None,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
