"""`prepare_interactions` and `infer_schema`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interactions_cli.commands.api.border import (
    PathName,
    Paths,
    Words,
    in_keywords,
    path_name,
    path_names,
    target_of,
    words_of,
)
from interactions_cli.commands.api.report import Report
from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions, parse_most
from interactions_cli.commands.schema import make_schema
from interactions_cli.engine.threads import thread_limit
from interactions_cli.personalize.fields import Domain
from interactions_cli.personalize.target import parse_domain


def prepare_interactions(
    paths: Paths,
    *,
    output: PathName | None = None,
    rejects: PathName | None = None,
    schema_output: PathName | None = None,
    domain: str | None = None,
    use_cases: Words = (),
    recipe: str | None = None,
    import_mode: str = "full",
    schema: PathName | None = None,
    mapped: Mapping[str, Words] | None = None,
    constants: Mapping[str, str] | None = None,
    keep: Words = (),
    drop: Words = (),
    columns: Sequence[str] = (),
    guess: bool = True,
    nulls: Words = (),
    renamed_events: Mapping[str, str] | None = None,
    explode: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    input_format: str | None = None,
    time_zone: str | None = None,
    time_format: str | None = None,
    time_epoch: str | None = None,
    time_of_day: str | None = None,
    decimal: str | None = None,
    plan: PathName | None = None,
    save_plan: PathName | None = None,
    max_rejected: int | str = "5%",
    accept_rejects: bool = False,
    force: bool = False,
    fail_on: str = "error",
    max_samples: int = 5,
    redact: bool = False,
    now: int | None = None,
    threads: int | None = None,
) -> Report:
    """Make a file that imports of whatever was exported, as the `prepare` command does.

    Args:
        paths: Files, folders or globs of any format; one data set.
        output: The CSV file to write; None only looks at the first records and reports the plan.
        rejects: The CSV file for what cannot be repaired.
        schema_output: The file for the Avro schema of the result.
        domain: `custom`, `ecommerce` or `video-on-demand`.
        use_cases: Domain use cases by recipe name or title; they imply the domain.
        recipe: A custom recipe.
        import_mode: `full` or `incremental`.
        schema: The Avro schema that the result is for.
        mapped: Field → column that it comes from, or several where other inputs call it otherwise.
        constants: Field → the value of every record.
        keep: Columns to keep as contextual metadata.
        drop: Columns to leave out.
        columns: The names of the columns of files without a header line.
        guess: Whether columns are found by synonyms of their names and by their contents.
        nulls: Words for nothing in own columns.
        renamed_events: Old → new spelling of event types.
        explode: A column with a list, of whose entries each is a record.
        delimiter: What separates fields.
        encoding: The encoding of the inputs, if not UTF-8.
        input_format: `csv`, `json-lines`, `json` or `parquet`.
        time_zone: The zone of times that name none.
        time_format: How times are written, as `%d/%m/%Y %H:%M`.
        time_epoch: What times count, such as `dotnet` or `excel`.
        time_of_day: The column with times of day, where TIMESTAMP comes from one with days.
        decimal: What stands before the fraction of numbers.
        plan: A saved plan that is followed to the letter.
        save_plan: The file for the plan of this run.
        max_rejected: How many records, or which share as `5%`, may be rejected.
        accept_rejects: Write what is left, however much is rejected.
        force: Whether existing files may be replaced.
        fail_on: The lowest severity at which the report is not ok.
        max_samples: Places shown per finding and repair.
        redact: Whether cell values are hidden.
        now: The present in Unix seconds; the system's clock by default.
        threads: Worker threads; one more than cores by default, as far as memory goes.

    Raises:
        InputError: An input or the schema cannot be read.
        UsageError: Only the caller can decide, or an argument names something that does not exist.
        OutputError: An output is refused or cannot be written.
    """
    with in_keywords(), thread_limit(threads):
        target = target_of(domain=domain, use_cases=use_cases, recipe=recipe, import_mode=import_mode, now=now)
        options = PrepareOptions(
            output=path_name(output),
            rejects=path_name(rejects),
            schema_output=path_name(schema_output),
            schema=path_name(schema),
            mapped={name: words_of(columns) for name, columns in (mapped or {}).items()},
            constants=constants or {},
            keep=words_of(keep),
            drop=words_of(drop),
            columns=tuple(columns),
            guess=guess,
            nulls=words_of(nulls),
            renamed_events=renamed_events or {},
            explode=explode,
            delimiter=delimiter,
            encoding=encoding,
            input_format=input_format,
            time_zone=time_zone,
            time_format=time_format,
            time_epoch=time_epoch,
            time_of_day=time_of_day,
            decimal=decimal,
            plan=path_name(plan),
            save_plan=path_name(save_plan),
            max_rejected=parse_most(max_rejected),
            accept_rejects=accept_rejects,
            force=force,
            dry_run=output is None,
            fail_on=fail_on,
            max_samples=max_samples,
            redact=redact,
        )
        return Report.of(prepare(path_names(paths), target, options))


def infer_schema(paths: Paths, *, domain: str | None = None) -> dict[str, Any]:
    """The Avro schema document of files that are to be imported, as the `schema` command prints it.

    Args:
        paths: A file, folder or glob, or several of them: one data set.
        domain: `custom`, `ecommerce` or `video-on-demand`.

    Raises:
        InputError: An input cannot be read, or lacks a column that the domain requires.
        UsageError: No domain is called so.
    """
    with in_keywords():
        return make_schema(path_names(paths), parse_domain(domain) if domain else Domain.CUSTOM)
