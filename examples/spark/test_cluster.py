"""Runs tag.py on a cluster of two workers on this machine, kills one half-way, and compares with `layers tag` itself.

    python examples/spark/test_cluster.py PATH-OF-LAYERS

Python has to be that of an environment with pyspark; `tests/run --all` makes one.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pyspark

HERE = Path(__file__).parent
SPARK = Path(pyspark.__file__).parent
SESSIONS, TURNS, PARTITIONS = 240, 25, 24
SECONDS = 900
# Both workers are there before the first task, and each takes what it can get.
SETTINGS = [
    "spark.ui.enabled=false",
    "spark.scheduler.minRegisteredResourcesRatio=1",
    "spark.scheduler.maxRegisteredResourcesWaitingTime=600s",
    "spark.locality.wait=0",
]
TEXTS = [
    "We agreed to meet every week.",
    "You are just like my mother.",
    "I felt safe with you – “held”, even.",
    "It rained, and the bus was late.\nThen nothing.",
    "I am angry with you.",
    "I prayed, and so did you.",
    "Hm.",
]


def passages() -> list[dict]:
    """Sessions whose turns lie scattered over the table, with columns that mean nothing to layers."""
    rows = []
    for turn in range(TURNS):
        for session in range(SESSIONS):
            text = TEXTS[(session * 3 + turn * turn) % len(TEXTS)]
            speaker = ["client", "therapist"][turn % 2]
            row = {"id": f"{session}-{turn}", "text": text, "speaker": speaker, "session": str(session)}
            rows.append({**row, "turn": turn, "site": {"name": "ä", "beds": session}, "paid": None if turn % 3 else 1.5})
    return rows


def directly(layers: str, rows: list[dict]) -> dict[str, list]:
    """What `layers tag` says of each passage, of the same sessions one after another in one process."""
    known = ("id", "text", "speaker", "session")
    ordered = sorted(rows, key=lambda row: (row["session"], row["turn"]))
    lines = "".join(json.dumps({name: row[name] for name in known}) + "\n" for row in ordered)
    command = [layers, "tag", "--no-config", "--input-format", "jsonl", "--format", "jsonl"]
    out = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout
    return {line["id"]: line["tags"] for line in map(json.loads, out.splitlines())}


class Cluster:
    """A standalone master and two workers of one core, on the loopback address only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
        self.env.pop("SPARK_HOME", None)
        port = free_port()
        self.url = f"spark://127.0.0.1:{port}"
        deploy = "org.apache.spark.deploy"
        master = ["--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
        self.running = {"master": self.start("master", f"{deploy}.master.Master", *master)}
        self.until("the master is up", lambda: "I have been elected leader" in self.log("master"))
        for name in ("one", "two"):
            work = ["--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0"]
            work += ["--work-dir", str(folder / name), self.url]
            self.running[name] = self.start(name, f"{deploy}.worker.Worker", *work)
        self.until("both workers are known", lambda: self.log("master").count("Registering worker") == 2)

    def start(self, name: str, *command: str) -> subprocess.Popen:
        """A process in a group of its own, so that all that it starts ends with it."""
        log = open(self.folder / f"{name}.log", "wb")
        java = [SPARK / "bin" / "spark-class", *command]
        return subprocess.Popen(java, env=self.env, stdout=log, stderr=log, start_new_session=True)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def until(self, what: str, done) -> None:
        """Waits, but neither for ever nor for a process that is gone."""
        end = time.monotonic() + SECONDS
        while not done():
            gone = [name for name, process in self.running.items() if process.poll() not in (None, 0)]
            if gone or time.monotonic() > end:
                raise SystemExit(f"waited in vain until {what}; gone: {gone}\n" + "\n".join(map(self.tail, gone)))
            time.sleep(0.02)

    def tail(self, name: str) -> str:
        return f"--- {name}\n{self.log(name)[-3000:]}"

    def kill(self, name: str) -> None:
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        for name in list(self.running):
            if self.running[name].poll() is None:
                self.kill(name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def slowed(layers: str, folder: Path) -> Path:
    """`layers`, half a second late, so that there is a half-way."""
    script = folder / "slow-layers"
    script.write_text(f'#!/bin/sh\nsleep 0.5\nexec "{layers}" "$@"\n')
    script.chmod(0o700)
    return script


def run(layers: str, folder: Path, rows: list[dict]) -> Path:
    """The job, with one worker killed when some tasks are committed and others are not; gives its output."""
    table, out = folder / "passages", folder / "tagged"
    table.mkdir()
    # Several files, so that both workers read some, and what one read and handed on is lost with it.
    for part in range(8):
        lines = "".join(json.dumps(row) + "\n" for row in rows[part::8])
        (table / f"{part}.jsonl").write_text(lines)
    cluster = Cluster(folder)
    try:
        submit = ["org.apache.spark.deploy.SparkSubmit", "--master", cluster.url, "--executor-memory", "512m"]
        for setting in SETTINGS:
            submit += ["--conf", setting]
        submit += [str(HERE / "tag.py"), str(table), str(out)]
        submit += ["--order", "turn", "--partitions", str(PARTITIONS), "--layers", str(slowed(layers, folder))]
        job = cluster.running["job"] = cluster.start("job", *submit)
        committed = lambda: len(list(out.glob("tags.parquet/_temporary/0/task_*")))
        cluster.until("a third of the tasks is committed", lambda: committed() >= PARTITIONS // 3)
        cluster.kill("two")
        done = committed()
        assert done < PARTITIONS * 3 // 4 and not (out / "tags.parquet/_SUCCESS").exists(), f"killed too late: {done}"
        cluster.until("the job has ended", lambda: job.poll() is not None)
        assert job.returncode == 0, cluster.tail("job")
        said = cluster.log("job")
        again = len(re.findall(r"Starting task \d+\.[1-9]", said))
        assert "Lost executor" in said and again > 0, "the worker did nothing when it was killed\n" + cluster.tail("job")
        print(f"killed with {done} of {PARTITIONS} tasks committed; tasks run again: {again}")
    finally:
        cluster.end()
    return out


def compare(out: Path, rows: list[dict], expected: dict[str, list]) -> None:
    """Each row once, all its columns kept, its tags those of `layers tag`; summaries that add up."""
    assert (out / "tags.parquet/_SUCCESS").exists() and (out / "summary.parquet/_SUCCESS").exists()
    assert not (out / "tags.parquet/_temporary").exists()
    got = pq.read_table(out / "tags.parquet").to_pylist()
    times = Counter(row["id"] for row in got)
    assert set(times.values()) == {1} and set(times) == set(expected), "not every passage once"
    originals = {row["id"]: row for row in rows}
    keys = ("layer", "score", "evidence")
    tagged, scores = 0, defaultdict(list)
    for row in got:
        assert {name: row[name] for name in originals[row["id"]]} == originals[row["id"]], row["id"]
        assert row["error"] is None and len(row) == len(originals[row["id"]]) + 2
        assert row["tags"] == [{key: tag[key] for key in keys} for tag in expected[row["id"]]], row["id"]
        tagged += bool(row["tags"])
        for tag in row["tags"]:
            scores[tag["layer"]].append(tag["score"])
    for row in pq.read_table(out / "summary.parquet").to_pylist():
        found = scores.pop(row["layer"])
        assert (row["tagged"], row["passages"]) == (len(found), len(rows)), row
        assert abs(row["mean_score"] - sum(found) / len(found)) < 1e-6, row
    assert not scores and 0 < tagged < len(rows)
    print(f"{len(got)} passages came back once each, {tagged} of them tagged, as layers tag itself does")


def main() -> None:
    layers, rows = str(Path(sys.argv[1]).resolve()), passages()
    with tempfile.TemporaryDirectory() as folder:
        compare(run(layers, Path(folder), rows), rows, directly(layers, rows))
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
