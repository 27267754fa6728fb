"""What runs on Spark's workers: Arrow batches through one `layers` process a partition."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from io import BytesIO
from pathlib import Path
from typing import Iterator

import pyarrow as pa
import pyarrow.json

EVIDENCE = pa.struct([
    ("rule", pa.string()),
    ("facet", pa.string()),
    ("adds", pa.float64()),
    ("start", pa.int64()),
    ("end", pa.int64()),
    ("text", pa.string()),
    ("counted", pa.bool_()),
])
TAGS = pa.list_(pa.struct([("layer", pa.string()), ("score", pa.float64()), ("evidence", pa.list_(EVIDENCE))]))
ERROR = pa.struct([("code", pa.string()), ("message", pa.string())])
LINE = pa.schema([("id", pa.string()), ("tags", TAGS), ("error", ERROR)])


class LayersFailed(RuntimeError):
    """The process ended early or said something else than a line a passage. Spark runs the task again."""


class Layers:
    """One `layers tag` process: a batch of records in, as many lines out."""

    def __init__(self, program: str) -> None:
        # Into a file, as nobody reads a pipe while lines are awaited. It holds no text of a passage.
        self.said = tempfile.TemporaryFile()
        command = [program, "tag", "--no-config", "--input-format", "jsonl", "--format", "jsonl", "--threads", "1"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.said)
        self.failures = 0

    def tag(self, records: list[str]) -> pa.Table:
        """The lines for a batch, in its order."""
        # The process lets go of all lines before it waits for more, so a batch can be awaited. It is written by a thread of
        # its own: with both pipes full, each side would wait for the other.
        writer = threading.Thread(target=self._write, args=(records,), daemon=True)
        writer.start()
        lines = [self.process.stdout.readline() for _ in records]
        writer.join()
        if not lines[-1].endswith(b"\n"):
            raise LayersFailed(f"it ended with code {self.process.wait()} amid a batch: {self._last_words()}")
        options = pa.json.ParseOptions(explicit_schema=LINE, unexpected_field_behavior="ignore")
        reading = pa.json.ReadOptions(use_threads=False, block_size=sum(map(len, lines)) + 1)
        table = pa.json.read_json(BytesIO(b"".join(lines)), reading, options).combine_chunks()
        self.failures += len(records) - table["error"].null_count
        return table

    def end(self) -> None:
        """Ends the input; faulty records are no failure, since their rows say so."""
        self.process.stdin.close()
        rest, code = self.process.stdout.read(), self.process.wait()
        if rest or code != (1 if self.failures else 0):
            raise LayersFailed(f"it ended with code {code}: {self._last_words()}")

    def kill(self) -> None:
        """Leaves nothing behind, also when the task was cancelled."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.said.close()

    def _write(self, records: list[str]) -> None:
        try:
            self.process.stdin.write(("\n".join(records) + "\n").encode())
            self.process.stdin.flush()
        except OSError:
            pass  # It has ended; whoever reads its lines finds out why.

    def _last_words(self) -> str:
        self.said.seek(0)
        return self.said.read()[-2000:].decode(errors="replace").strip() or "it said nothing"


def tag_batches(batches: Iterator[pa.RecordBatch], layers: str | None) -> Iterator[pa.RecordBatch]:
    """Each batch without `_record`, with `tags` and `error`."""
    process = None
    try:
        for batch in batches:
            if batch.num_rows == 0:
                continue
            process = process or Layers(layers or found())
            yield from with_tags(batch, process).to_batches()
        if process:
            process.end()
    finally:
        if process:
            process.kill()


def with_tags(batch: pa.RecordBatch, process: Layers) -> pa.Table:
    """The rows of a batch beside what layers says of each; a line belongs to the row whose id it bears."""
    lines = process.tag(batch.column("_record").to_pylist())
    rows = pa.Table.from_batches([batch]).drop_columns(["_record"])
    if lines.num_rows != rows.num_rows:
        raise LayersFailed(f"it wrote {lines.num_rows} lines for {rows.num_rows} passages")
    asked = rows["id"].cast(pa.string()).to_pylist()
    for want, got, error in zip(asked, lines["id"].to_pylist(), lines["error"].to_pylist()):
        if error is None and want != got:
            raise LayersFailed(f"it answered passage {want} as {got}")
    code = [error and error["code"] for error in lines["error"].to_pylist()]
    return rows.append_column("tags", lines["tags"]).append_column("error", pa.array(code, pa.string()))


def found() -> str:
    """The program: pip puts it beside Python."""
    beside = Path(sys.executable).with_name("layers")
    program = str(beside) if beside.exists() else shutil.which("layers")
    if program is None:
        raise LayersFailed("layers is not installed on this worker: pip install it there, or name it with --layers")
    return program
