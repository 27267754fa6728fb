"""Tags a table of passages with `layers` on Apache Spark: Parquet of tags and per-layer summaries out.

    spark-submit examples/spark/tag.py --order position passages.jsonl tagged

Each partition goes through one `layers` process. A passage may depend on the passages before it in its session, so a session
stays in one partition, in order; what comes out does not depend on the number of partitions or on what failed on the way.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, BooleanType, DoubleType, LongType, StringType, StructField, StructType

from layers_process import tag_batches

# Columns that mean something to layers; all others are kept beside the tags.
RECORD = ["id", "text", "speaker", "genre", "before", "before_speaker", "source", "client", "session", "date"]
# Passages that follow one another are alike in these.
SESSION = ["source", "client", "session", "date"]

EVIDENCE = StructType([
    StructField("rule", StringType()),
    StructField("facet", StringType()),
    StructField("adds", DoubleType()),
    StructField("start", LongType()),
    StructField("end", LongType()),
    StructField("text", StringType()),
    StructField("counted", BooleanType()),
])
TAG = StructType([
    StructField("layer", StringType()),
    StructField("score", DoubleType()),
    StructField("evidence", ArrayType(EVIDENCE)),
])
ADDED = [StructField("tags", ArrayType(TAG)), StructField("error", StringType())]


def read(spark: SparkSession, path: str, form: str) -> DataFrame:
    """The table; lines of plain text become passages that stand alone, numbered by file and place."""
    if form != "text":
        return spark.read.format(form).load(path)
    name = F.element_at(F.split(F.input_file_name(), "/"), -1)
    lines = spark.read.text(path).withColumnRenamed("value", "text")
    place = F.monotonically_increasing_id().cast("string")
    return lines.withColumn("id", F.concat(name, F.lit("#"), place)).where(F.trim("text") != "")


def arranged(table: DataFrame, order: str | None, partitions: int) -> DataFrame:
    """The table in partitions, sessions whole and in order, with the record that layers reads in `_record`."""
    for column in ("id", "text"):
        if column not in table.columns:
            raise SystemExit(f"tag.py: the table has no column {column!r}; give each passage an id and a text")
    session = [name for name in SESSION if name in table.columns]
    if session and order is None:
        raise SystemExit(f"tag.py: passages have a {session[0]!r}; name the column with their order in it: --order COLUMN")
    record = [F.col(name).cast("string").alias(name) for name in RECORD if name in table.columns]
    if not session:
        record.append(F.col("id").cast("string").alias("source"))
    table = table.withColumn("_record", F.to_json(F.struct(*record)))
    if not session:
        return table.repartition(partitions, "id")
    return table.repartition(partitions, *session).sortWithinPartitions(*session, order)


def tagged(table: DataFrame, layers: str | None) -> DataFrame:
    """The rows with their `tags`, or with an `error` where a passage could not be read."""
    columns = [field for field in table.schema.fields if field.name != "_record"]
    return table.mapInArrow(partial(tag_batches, layers=layers), StructType([*columns, *ADDED]))


def summary(tags: DataFrame, by: list[str]) -> DataFrame:
    """For each layer (in each group): passages tagged, share of all that could be read, mean score."""
    read = tags.where(F.col("error").isNull())
    passages = read.groupBy(*by).agg(F.count("*").alias("passages"))
    found = read.select(*by, F.explode("tags").alias("tag"))
    layers = found.groupBy(*by, "tag.layer").agg(
        F.count("*").alias("tagged"), F.round(F.avg("tag.score"), 6).alias("mean_score")
    )
    if by:
        # A session without a client is a group as well.
        same = [passages[name].eqNullSafe(layers[name]) for name in by]
        both = layers.join(passages, same).drop(*[passages[name] for name in by])
    else:
        both = layers.crossJoin(passages)
    both = both.withColumn("share", F.round(F.col("tagged") / F.col("passages"), 6))
    return both.select(*by, "layer", "tagged", "passages", "share", "mean_score").orderBy(*by, "layer")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Tags a table of passages with layers.")
    parser.add_argument("table", help="file or folder: a row has at least id and text")
    parser.add_argument("out", help="folder for tags.parquet and summary.parquet; must not hold them yet")
    parser.add_argument("--form", choices=["json", "parquet", "text"], default="json", help="json means JSON Lines")
    parser.add_argument("--order", help="column with the order of the passages in their session")
    parser.add_argument("--by", nargs="*", default=[], help="columns by which the summary is grouped")
    parser.add_argument("--partitions", type=int, default=64, help="about one for 50,000 passages, at least 3 a core")
    parser.add_argument("--layers", help="the program, on every worker [default: beside Python, then on PATH]")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    # What is written may hold words of a session: only its owner reads it.
    private = ("spark.hadoop.fs.permissions.umask-mode", "077")
    spark = SparkSession.builder.appName("layers").config(*private).getOrCreate()
    spark.sparkContext.addPyFile(str(Path(__file__).with_name("layers_process.py")))
    table = arranged(read(spark, args.table, args.form), args.order, args.partitions)
    tagged(table, args.layers).write.parquet(f"{args.out}/tags.parquet")
    summary(spark.read.parquet(f"{args.out}/tags.parquet"), args.by).coalesce(1).write.parquet(f"{args.out}/summary.parquet")
    spark.stop()


if __name__ == "__main__":
    main()
