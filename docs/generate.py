"""Writes what the documentation says about the code: blocks of README.md and of pages in docs/, rules.md, json.md.

Usage: python docs/generate.py [--check]
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import shutil
import sys
import tempfile
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from unittest import mock

import typer.rich_utils
from typer.testing import CliRunner

from interactions_cli.cli.app import app
from interactions_cli.cli.process import invoke
from interactions_cli.commands.filter import FilterOptions, filter_records
from interactions_cli.commands.merge import merge_records
from interactions_cli.commands.merge_options import MergeOptions
from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.commands.stats import StatsOptions, stats
from interactions_cli.commands.validate import ValidateOptions, validate
from interactions_cli.errors import EXIT_MEANINGS
from interactions_cli.formats.rules.json import rule_dict
from interactions_cli.formats.rules.markdown import fenced, rule_section, rule_table, table
from interactions_cli.judging.policy import Budget, Policy, apply_policy
from interactions_cli.personalize.target import EventParameters, make_target
from interactions_cli.report import Finding, Folded, InputFile, OutputFile, Passed, Report, Sample, Severity, Skipped
from interactions_cli.rules import ALL_RULES
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.selection import find_rules

ROOT = ROOT_OF_SAMPLES = Path(__file__).resolve().parent.parent
NOTICE = "<!-- Written by docs/generate.py from the code: change it there and run `make docs`. -->\n\n"
BLOCK = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

EXAMPLE_FILE = """\
USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP
u1,i7,click,1736431407
u2,i3,click,1736431469000
null,i2,click,1736431560
u3,i5,watch,2025-01-09T14:08:11Z
u4,"red shoes,click,1736431590
"""
EXAMPLE_NAME = "clicks.csv"
EXAMPLE_COMMAND = ("validate", EXAMPLE_NAME, "--select", "CSV,VAL")
EXAMPLE_LOG = """\
{"userId": "u1", "timestamp": 1736431400, "itemList": [{"itemId": "i2"}, {"itemId": "i7"}]}
{"userId": "u2", "timestamp": 1736431460, "itemList": [{"itemId": "i3"}, {"itemId": "i9"}]}
"""
RAW_FILE = """\
user;product_id;event_time;session
u1;i1;1736431407000;a1
;i2;1736431407;a2
"""
JOINS_COMMAND = (
    *("validate", "sample_data/shop.csv", "--domain", "ecommerce", "--select", "REF"),
    *("--items", "sample_data/shop-items.csv", "--users", "sample_data/shop-users.csv"),
)
PREPARE_COMMAND = ("prepare", "shop-export.csv", "-o", "interactions.csv", "--now", "1760000000")
ORDER_FILE = """\
{"created_at": "2025-01-09 14:03", "updated_at": "2025-01-09", "customer": {"id": 7}, "line_items": [{"product_id": 3}]}
"""
QUESTIONS_COMMAND = ("prepare", "orders.jsonl", "-o", "interactions.csv")
MERGE_COMMANDS = (
    "validate sample_data/shop-clicks.csv --select IMP,SCH --quiet",
    "merge-impressions sample_data/shop-clicks.csv --impressions sample_data/shop-shown-items.csv --within 15m "
    "--available sample_data/shop-stock.csv --max-samples 1 -o merged.csv",
    "validate merged.csv --recipe aws-user-personalization --select IMP --ignore IMP006 --quiet",
)
STATS_COMMAND = ("stats", "sample_data/movies.csv", "--section", "thresholds", "--section", "time", "--period", "month")
FILTER_COMMAND = ("filter", "sample_data/movies.csv", "--event", "watch:0.5", "--event", "click", "--dry-run")
MERGE_COMMAND = (
    "merge-impressions",
    "sample_data/shop-clicks.csv",
    "--impressions",
    "sample_data/shop-recommendations.jsonl",
    "--dry-run",
)
BASELINE_COMMAND = (
    *("validate", "sample_data/movies.csv", "--baseline", "sample_data/movies-yesterday.json"),
    *("--select", "CMP", "--fail-on", "warning"),
)
SHORT_STATS_COMMAND = ("stats", "sample_data/movies.csv", "--section", "thresholds")
# Lines of an example in the README.
SHORT = 9
# Has something to say in every section of `stats`.
STATS_NAME = "shown.csv"
STATS_FILE = """\
USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE,CITY,IMPRESSION
u1,i1,1736431407,watch,0.5,Paris,i1|i2
u1,i2,1736445807,watch,,paris,i1|i3
u2,i1,1736449407,click,1,,
"""
# Without users and items there is nothing to have a share of.
NAMELESS_FILE = "TIMESTAMP,EVENT_TYPE\n1736431407,watch\n"

PRESENT = 1_750_000_000

ENTRIES: Mapping[str, type] = {
    "inputs": InputFile,
    "outputs": OutputFile,
    "findings": Finding,
    "findings[].samples": Sample,
    "findings[].folded": Folded,
    "passed": Passed,
    "skipped": Skipped,
}
MAPS = {
    "merge.logs[].columns": "column",
    "merge.logs[].time_units": "unit",
    "metrics.event_types": "event type",
    "metrics.completeness": "column",
    "baseline.limits": "rule",
    "filter.by_reason": "reason",
    "filter.by_event_type": "event type",
    "prepare.by_reason": "code",
    "prepare.types_without_item": "event type",
    "prepare.item_lists": "column",
    "prepare.sample.before_after[].before": "column",
    "prepare.sample.before_after[].after": "column",
    "target.severity": "rule",
    "target.budgets": "rule",
    "target.limits": "limit",
    "stats.distribution.users.quantiles": "quantile",
    "stats.events.types[].values.quantiles": "quantile",
    "stats.impressions.items_per_list": "quantile",
    "stats.impressions.characters": "quantile",
}
LIKE = {
    "metrics.training": "object like metrics, without joins",
    "metrics.joins.users": "object like items",
    "metrics.bulk": "object like metrics, without joins, streamed, bulk and training",
    "metrics.streamed.logs[].bytes": "integer or null",
    "metrics.joins.items.unknown_share": "number or null",
    "readiness": "object like stats.readiness",
    "stats.distribution.items": "object like users",
    "stats.columns[].values": "object like stats.events.types[].values, or null",
    "stats.training": "object like stats, without readiness",
    # It takes a thousand rows with copies among them to see a null here.
    "stats.thresholds[].curve[].meets_minimums": "boolean or null",
}
# Absent instead of null.
OPTIONAL = ("findings[].budget", "findings[].within_budget", "findings[].samples[].event")
EXPLANATIONS: Mapping[str, str] = {
    "version": "The version of this form. It stays 1 while keys are only added.",
    "tool": "What wrote the report.",
    "tool.name": "Always `interactions-cli`.",
    "tool.version": "Its version.",
    "command": "The command that was run: `validate`, `filter`, `merge-impressions` or `stats`.",
    "ok": "Whether the command ends with exit code 0: no finding beyond its budget is at or above `fail_on`, and "
    "something was kept. With `--exit-zero` it is always true.",
    "fail_on": "`error`, `warning`, `note` or `never`, as given with `--fail-on` or in the configuration.",
    "target": "What the data was judged for.",
    "target.domain": "`custom`, `ecommerce` or `video-on-demand`.",
    "target.use_cases": "Names of the chosen use cases, `aws-ecomm-…` or `aws-vod-…`.",
    "target.recipe": "Name of the chosen recipe.",
    "target.import_mode": "`full` or `incremental`.",
    "target.schema": "The schema file as given, or relative to the working directory if the configuration names it; or "
    "`inferred`.",
    "target.events": "The event filter; empty without one. A row passes if any entry lets it pass.",
    "target.events[].event_type": "The event type; null lets every type pass.",
    "target.events[].threshold": "The least EVENT_VALUE that passes; null lets every value pass, also a blank one.",
    "target.events[].weight": "The weight in training. It never drops a row.",
    "target.config": "The [configuration file](configuration.md), relative to the working directory; else absent.",
    "target.severity": "The severities that it sets, by rule code; absent without a file.",
    "target.budgets": "The budgets that it sets, by rule code: rows, or a share as `0.1%`; absent without a file.",
    "target.limits": "The limits of our own that it sets, by name; absent unless it sets any.",
    "inputs": "The files that were read, in the order in which they were read.",
    "inputs[].path": "The path as given; `-` is standard input.",
    "inputs[].bytes": "Size on disk, before decompression; null for standard input.",
    "inputs[].rows": "Lines after the header that are not blank.",
    "outputs": "Data files that were written; `validate` writes none. `-` is standard output.",
    "outputs[].path": "The path as given.",
    "outputs[].rows": "Rows written.",
    "summary": "Totals.",
    "summary.rows": "Lines of all inputs that are neither headers nor blank; broken ones count. `filter`: kept ones.",
    "summary.errors": "Findings of severity error, not rows.",
    "summary.warnings": "Findings of severity warning.",
    "summary.notes": "Findings of severity note.",
    "summary.passed": "Checks that ran and found nothing.",
    "summary.skipped": "Checks that did not run.",
    "findings": "One entry per rule and column; errors first, then by code and column.",
    "findings[].code": "The rule, as in [rules.md](rules.md). Codes are never reused.",
    "findings[].name": "The rule's name.",
    "findings[].severity": "`error`, `warning` or `note`; follows from the effect, unless the configuration sets it.",
    "findings[].effect": "What the service does: " + ", ".join(f"`{effect}`" for effect in Effect) + ".",
    "findings[].column": "The column; null where the finding is about lines, files or the whole data set.",
    "findings[].count": "How many rows, or columns, files or event types where the rule is about those. Never capped.",
    "findings[].share": "`count` as a share of `summary.rows`; null where no rows are counted.",
    "findings[].actual": "The figure that was measured, for rules with a limit.",
    "findings[].limit": "The limit it is compared with.",
    "findings[].missing": "What is missing to the limit, for rules that ask for a minimum.",
    "findings[].folded": "Findings that this one stands for, because they have the same cause: a misspelt header is "
    "one finding, and its missing columns and spellings are named here. They come back where this one is ignored.",
    "findings[].folded[].code": "The rule.",
    "findings[].folded[].column": "The column.",
    "findings[].message": "What is wrong, in words.",
    "findings[].hint": "What to do about it.",
    "findings[].source": "The page of the developer guide that the rule rests on.",
    "findings[].samples": "The first places, at most `--max-samples`, in the order of inputs and lines.",
    "findings[].samples[].path": "The input, as in `inputs`.",
    "findings[].samples[].line": "The physical line, counted from 1 at the header: `sed -n LINEp FILE` shows it.",
    "findings[].samples[].value": "The cell, or the line where that is the defect; at most 80 characters.",
    "findings[].samples[].value_cut": "Whether `value` was longer.",
    "findings[].samples[].event": "Which streamed event of the line it is, where that has several; absent otherwise.",
    "findings[].samples_cut": "Whether there are more places than samples.",
    "findings[].budget": "How much the configuration puts up with, as in `target.budgets`; absent without a budget.",
    "findings[].within_budget": "Whether `count` is within it, so that the finding does not count for the exit code; "
    "absent without a budget.",
    "passed": "The checks that found nothing.",
    "passed[].code": "The rule.",
    "passed[].column": "The column that was checked.",
    "skipped": "The checks that did not run.",
    "skipped[].code": "The rule.",
    "skipped[].column": "The column that would have been checked.",
    "skipped[].reason": "Why, in words.",
    "notes": "What was left out of the inputs, and other remarks about the run.",
    "metrics": "Figures of the data set, or of what `filter` kept. What counts records leaves broken lines out.",
    "metrics.rows": "As in `summary`.",
    "metrics.blank_lines": "Lines with nothing on them.",
    "metrics.bytes": "Size of all inputs whose lines can be read, decompressed.",
    "metrics.columns": "The columns of all inputs, repaired names, in the order of their first appearance.",
    "metrics.unique_interactions": "Records that differ in at least one column; numbers are compared by value.",
    "metrics.duplicate_rows": "Records that are equal to an earlier one in every column.",
    "metrics.duplicate_user_item_time": "Records that equal an earlier one in USER_ID, ITEM_ID and TIMESTAMP.",
    "metrics.users": "Different USER_IDs.",
    "metrics.users_with_2": "Users with two or more records.",
    "metrics.users_with_2_unique": "Users with two or more different records.",
    "metrics.items": "Different ITEM_IDs.",
    "metrics.event_types": "The 100 most frequent event types and their counts; the names are hidden by `--redact`.",
    "metrics.event_types_distinct": "How many event types there are.",
    "metrics.timestamp_min": "The smallest TIMESTAMP as written; null where there is none.",
    "metrics.timestamp_max": "The largest one.",
    "metrics.timestamp_newest": "The largest plausible one, from 1990 to a day from now.",
    "metrics.longest_gap_hours": "The longest run of hours (UTC) without a record, between hours that have a plausible "
    "TIMESTAMP; null where none has.",
    "metrics.completeness": "The share of records with a value, for every column that may be blank.",
    "metrics.estimated": "Names of the figures above that are estimates; empty with `--exact`.",
    "metrics.streamed": "What logs of streamed events add (`--streamed`): with it the other figures are those of "
    "files and events together. Absent without a log.",
    "metrics.streamed.events": "The events of all logs.",
    "metrics.streamed.compared": "The columns by which an event equals a record of the files.",
    "metrics.streamed.logs": "The logs, in order.",
    "metrics.streamed.logs[].path": "The path as given.",
    "metrics.streamed.logs[].bytes": "Size on disk; null for standard input.",
    "metrics.streamed.logs[].events": "Its events.",
    "metrics.streamed.logs[].no_events": "Its entries that are no event.",
    "metrics.bulk": "The figures of the files alone; absent without a log.",
    "metrics.joins": "What the ids are compared with (`--items`, `--users`); absent without a catalogue.",
    "metrics.joins.items": "The catalogue of items; absent without `--items`.",
    "metrics.joins.items.catalogue": "Its files.",
    "metrics.joins.items.ids": "Different ids in it.",
    "metrics.joins.items.unknown_ids": "Different ids of the data set that it does not have.",
    "metrics.joins.items.unknown_rows": "Records with one of them.",
    "metrics.joins.items.unknown_share": "`unknown_rows` as a share of `metrics.rows`; null without rows.",
    "metrics.joins.items.idle_ids": "Ids of the catalogue that no record has.",
    "metrics.joins.items.idle_share": "`idle_ids` as a share of `ids`.",
    "metrics.joins.items.near_misses": "Why unknown ids may be unknown: those that the catalogue has in another "
    "writing, by cause.",
    "metrics.joins.items.near_misses[].cause": "`blanks`, `case`, `fraction` (`.0` at the end), `zeros` or `prefix`.",
    "metrics.joins.items.near_misses[].prefix": "The text that stands in front of ids on one side; null otherwise.",
    "metrics.joins.items.near_misses[].ids": "Different ids.",
    "metrics.joins.items.near_misses[].rows": "Records that have them.",
    "metrics.joins.users": "The catalogue of users; absent without `--users`.",
    "metrics.training": "The same keys for the records that the event filter lets pass; absent without a filter.",
    "filter": "What `filter` did; absent from the report of another command.",
    "filter.read": "Lines after the headers, blank ones included.",
    "filter.kept": "Lines that were kept.",
    "filter.rejected": "Lines that were left out; with `kept` they make `read`.",
    "filter.by_reason": "Lines left out per reason, as in the rejects file; reasons that did not occur are absent.",
    "filter.by_event_type": "Records `read` and `kept` per event type, the 100 most frequent; `--redact` hides names.",
    "filter.criteria": "The criteria in force, in the order in which they are applied.",
    "filter.criteria[].name": "`malformed-lines`, `events`, `since`, `until`, `invalid`, `duplicates`, "
    "`min-user-interactions` or `min-item-interactions`.",
    "filter.criteria[].rows": "Lines that it is the first to reject.",
    "filter.criteria[].users": "Users that had rows before it and have none after it; null where that is unknown.",
    "filter.criteria[].items": "Items, likewise.",
    "merge": "What `merge-impressions` found and did; absent from the report of another command.",
    "merge.on": "The columns of `--on`, or RECOMMENDATION_ID where that was found on both sides.",
    "merge.by": "The columns of `--by`.",
    "merge.within_seconds": "The longest time between list and interaction; null for matching by key alone.",
    "merge.match": "`shown` or `latest`; null for matching by key alone.",
    "merge.existing": "`keep`, `replace` or `union`.",
    "merge.available": "The catalogue, as given.",
    "merge.add_interacted": "Whether the interacted item is added to lists without it.",
    "merge.logs": "The logs that were read, in order.",
    "merge.logs[].path": "The path as given; `-` is standard input.",
    "merge.logs[].bytes": "Size on disk, before decompression; null for standard input.",
    "merge.logs[].rows": "Lines that are neither a header nor blank.",
    "merge.logs[].format": "`csv` or `json` (objects, one a line or in any other arrangement).",
    "merge.logs[].shape": "`lists`, or `items` for one line for each item that was shown.",
    "merge.logs[].columns": "What the log calls the columns that are looked for, by its header or first line.",
    "merge.logs[].time_units": "Times that were read, by unit: `s`, `ms`, `us` or `iso`.",
    "merge.logs[].lists": "Lists that it holds.",
    "merge.logs[].list_separator": "What its lists were split at, given or agreed upon by nearly all of them; null for "
    "bars and brackets.",
    "merge.interactions": "Lines of the interactions that are not blank: matched, unmatched, kept and broken ones.",
    "merge.matched": "Interactions whose list was found.",
    "merge.match_rate": "Their share of those that were looked up; null where none was.",
    "merge.unmatched": "Interactions without a list, by the first reason that holds.",
    "merge.unmatched.no_key": "A column of the key is blank.",
    "merge.unmatched.bad_timestamp": "TIMESTAMP is no whole number.",
    "merge.unmatched.no_list": "No list has the key.",
    "merge.unmatched.outside_window": "Lists have the key, none is from the time before the interaction.",
    "merge.unmatched.not_shown": "Lists are from that time, none contains the item.",
    "merge.existing_kept": "Interactions that had a list and were not looked up (`--existing keep`).",
    "merge.broken_lines": "Lines with a defect of their shape; never looked up.",
    "merge.lists": "Lists of all logs.",
    "merge.lists_used": "Lists that some interaction came from; several may come from one.",
    "merge.lists_unused": "The others.",
    "merge.lists_cut": "Interactions whose list was cut to 1,000 characters.",
    "merge.ids_cut": "Ids that were cut off.",
    "merge.ids_unavailable": "Ids that were left out because the catalogue does not have them.",
    "merge.lists_emptied": "Interactions for whose list the catalogue left nothing.",
    "merge.clock_skew": "By time: unmatched interactions with a list from as long after them as `within_seconds`. "
    "By key: matched ones that are before their list.",
    "merge.item_not_in_list": "Matched interactions with an item that is not in their list.",
    "merge.items_added": "Lists that the interacted item was added to.",
    "merge.items_not_added": "Lists that it could not be added to: it holds a bar or a control character, "
    "or has blanks at an end.",
    "merge.not_written": "Lines whose quoting left no way to write the list.",
    "merge.list_length": "Ids per list of the logs.",
    "merge.list_length.min": "The shortest.",
    "merge.list_length.median": "At least half of the lists are not longer.",
    "merge.list_length.p90": "At least nine of ten are not longer.",
    "merge.list_length.max": "The longest.",
    "merge.delay_seconds": "Time from list to interaction, of matched ones.",
    "merge.delay_seconds.median": "At least half took no longer.",
    "merge.delay_seconds.p90": "At least nine of ten took no longer.",
    "merge.positions": "Where in their lists the interacted items were.",
    "merge.positions[].position": "The place, from 1; null for all places after the 25th.",
    "merge.positions[].clicks": "Matched interactions with their item there.",
    "merge.positions[].share": "Their share of those whose item is in the list.",
    "merge.index_bytes": "Memory that the lists took.",
    "merge.keys": "Different keys of the lists.",
    "merge.keys_with_several_lists": "Keys that have lists of different content, by key alone; the last one counts.",
    "merge.hint": "What to try where few lists were found.",
    "prepare": "What `prepare` did.",
    "prepare.read": "Records of the inputs, those included that cannot be read.",
    "prepare.written": "Records of the output.",
    "prepare.rejected": "The others; read = written + rejected.",
    "prepare.skipped": "Lines before headers.",
    "prepare.time_of_day": "The column with the times of day that are put to the days of TIMESTAMP; null if none.",
    "prepare.doubled_hours": "Times of an hour that the clock of `--time-zone` shows twice, read as the first.",
    "prepare.plan": "The plan that was followed or saved, or the configuration that has one; else null.",
    "prepare.merged_by_repair": "Records that became equal to another one by a repair or a column that is left out.",
    "prepare.passes": "How often the inputs were read to write them; 0 in a dry run.",
    "prepare.by_reason": "Code → rejected records.",
    "prepare.without_item": "Rejected records whose ITEM_ID is blank, as that of events that are no interactions.",
    "prepare.types_without_item": "Their event types → records, the 20 most frequent; empty with `--redact`.",
    "prepare.fields": "The plan: one entry a column of the output.",
    "prepare.fields[].field": "The column.",
    "prepare.fields[].source": "The column or key that it comes from, or its constant.",
    "prepare.fields[].also": "Columns that it comes from where the first one is not, as other files spell it.",
    "prepare.fields[].how": "`given`, `constant`, `exact`, `folded`, `api` or `guessed`.",
    "prepare.left_out": "Columns of the inputs that are not written.",
    "prepare.left_out[].column": "The column.",
    "prepare.left_out[].reason": "Why.",
    "prepare.item_lists": "Columns left out that hold lists of items → what `--explode` would give for ITEM_ID.",
    "prepare.repairs": "What was changed, by code and column.",
    "prepare.repairs[].code": "The code of the finding that is repaired.",
    "prepare.repairs[].name": "Its name.",
    "prepare.repairs[].column": "The column of the output; null for lines and files.",
    "prepare.repairs[].count": "Cells, lines or files.",
    "prepare.repairs[].samples": "The first places.",
    "prepare.repairs[].samples[].path": "The input.",
    "prepare.repairs[].samples[].line": "The line of the input; the row of a Parquet file.",
    "prepare.repairs[].samples[].before": "As it was read.",
    "prepare.repairs[].samples[].after": "As it is written; empty for nothing.",
    "prepare.formats": "The formats of the inputs.",
    "prepare.sample": "Of a dry run: what it looked at.",
    "prepare.sample.records": "Records that were looked at.",
    "prepare.sample.is_everything": "Whether these are all.",
    "prepare.sample.plan": "The file that the plan is written to, by `--save-plan`.",
    "prepare.sample.before_after": "The first records.",
    "prepare.sample.before_after[].before": "As read: column → value.",
    "prepare.sample.before_after[].after": "As they would be written: column → value.",
    "readiness": "In the report of `validate`, with `--domain`: what the data is enough for.",
    "baseline": "The comparison with the report of `--baseline`; absent without one.",
    "baseline.path": "The report as given.",
    "baseline.compared": "Whether it is compared: one of another command, domain or import mode is not.",
    "baseline.reason": "Why it is not.",
    "baseline.same": "Whether all `metrics` are equal that both reports have; null where nothing is compared.",
    "baseline.limits": "The limits in force, by name of the rule; see [configuration.md](configuration.md#baseline).",
    "baseline.figures": "Figures side by side; none where nothing is compared.",
    "baseline.figures[].figure": "The key in `metrics`.",
    "baseline.figures[].baseline": "What the baseline has; null where it has no such key.",
    "baseline.figures[].now": "What the data has.",
    "baseline.figures[].change": "The change as a share of the baseline; null for times, and where that is 0.",
    "stats": "What `stats` measured, by section; the formulas are in [stats.md](stats.md). Only sections asked for.",
    "stats.overview": "Sizes, density and repetition.",
    "stats.overview.records": "Well-formed records.",
    "stats.overview.users": "Different USER_IDs.",
    "stats.overview.items": "Different ITEM_IDs.",
    "stats.overview.pairs": "Different pairs of user and item.",
    "stats.overview.density_pairs": "`pairs` as a share of all possible pairs.",
    "stats.overview.density_rows": "Records with a user and an item, as a share of all possible pairs.",
    "stats.overview.repeat_rate": "Share of these records that repeat an earlier pair.",
    "stats.overview.unique_interactions": "As in `metrics`.",
    "stats.overview.duplicate_rows": "As in `metrics`.",
    "stats.overview.duplicate_user_item_time": "As in `metrics`.",
    "stats.overview.estimated": "Names of the figures above that are estimates; empty with `--exact`.",
    "stats.distribution": "How records spread.",
    "stats.distribution.users": "Over users.",
    "stats.distribution.users.count": "How many there are.",
    "stats.distribution.users.rows": "Their records.",
    "stats.distribution.users.mean": "Records of one, on average.",
    "stats.distribution.users.single": "How many have a single record.",
    "stats.distribution.users.single_share": "The same as a share of `count`.",
    "stats.distribution.users.gini": "Gini coefficient: 0 where all have the same, towards 1 where one has everything.",
    "stats.distribution.users.top_1_percent_share": "Share of the records that belongs to the 1 % with most records.",
    "stats.distribution.users.top_10_percent_share": "To the 10 % with most records.",
    "stats.distribution.users.quantiles": "Records of one: min, p1, p10, p25, p50, p75, p90, p99, max; exact.",
    "stats.distribution.users.histogram": "How many have 1, 2 to 3, 4 to 7 … records.",
    "stats.distribution.users.histogram[].from": "Records, at least.",
    "stats.distribution.users.histogram[].to": "Records, at most.",
    "stats.distribution.users.histogram[].count": "How many have so many.",
    "stats.distribution.users.by_rank": "What those with most records have together: the Lorenz curve from its end.",
    "stats.distribution.users.by_rank[].keys": "So many of them, those with most records.",
    "stats.distribution.users.by_rank[].rows": "Their records.",
    "stats.distribution.users.top": "The ten with most records.",
    "stats.distribution.users.top[].name": "The id; null for users without `--show-users`, and for items where there "
    "are more than a million.",
    "stats.distribution.users.top[].rows": "Its records.",
    "stats.distribution.users.top[].share": "The same as a share of all records.",
    "stats.distribution.items": "Over items.",
    "stats.events": "Event types.",
    "stats.events.distinct": "How many there are.",
    "stats.events.without_type": "Records without one.",
    "stats.events.types": "The 100 most frequent.",
    "stats.events.types[].event_type": "The type.",
    "stats.events.types[].rows": "Its records.",
    "stats.events.types[].share": "The same as a share of all records.",
    "stats.events.types[].values": "Its EVENT_VALUEs; null where it has none.",
    "stats.events.types[].values.count": "Records with a value that is a number.",
    "stats.events.types[].values.quantiles": "Quantiles of the values: min and max exact, the others within 1 %.",
    "stats.thresholds": "What a threshold on EVENT_VALUE leaves: per event type with values, then for all together.",
    "stats.thresholds[].event_type": "The type; null for all types together, listed where that makes a difference.",
    "stats.thresholds[].values": "Records with a value.",
    "stats.thresholds[].curve": "Thresholds taken from the values, ascending.",
    "stats.thresholds[].curve[].threshold": "The threshold.",
    "stats.thresholds[].curve[].rows": "Records with a value at or above it; exact.",
    "stats.thresholds[].curve[].share": "The same as a share of `values`.",
    "stats.thresholds[].curve[].users": "Users with such a record.",
    "stats.thresholds[].curve[].users_with_2": "Users with two or more.",
    "stats.thresholds[].curve[].meets_minimums": "Whether that is enough to train; null if it depends on copies.",
    "stats.time": "When it happened, in UTC.",
    "stats.time.period": "`hour`, `day`, `week` or `month`, as given with `--period`.",
    "stats.time.timestamp_min": "As in `metrics`.",
    "stats.time.timestamp_max": "As in `metrics`.",
    "stats.time.newest_age_days": "Whole days from the newest plausible TIMESTAMP to now (`--now`); null without one.",
    "stats.time.rows": "Records with a plausible TIMESTAMP, from 1990 to a day from now; what follows counts these.",
    "stats.time.outside": "The other records.",
    "stats.time.first_hour": "The first hour with a record.",
    "stats.time.last_hour": "The last one.",
    "stats.time.span_hours": "Hours from the one to the other, both included.",
    "stats.time.empty_hours": "Hours of these without a record.",
    "stats.time.longest_gaps": "The five longest runs of them.",
    "stats.time.longest_gaps[].start": "The first hour without a record.",
    "stats.time.longest_gaps[].hours": "How many there are in a row.",
    "stats.time.weekday_hour": "Seven weekdays, Monday first, each with the records of its 24 hours.",
    "stats.time.periods": "The periods that have records.",
    "stats.time.periods[].start": "The first day of the period, or its first moment for hours. Weeks start on Monday.",
    "stats.time.periods[].rows": "Its records.",
    "stats.time.periods[].new_users": "Users whose first record is in it.",
    "stats.time.periods[].new_items": "Items whose first record is in it.",
    "stats.time.periods[].new_user_share": "New users as a share of all users.",
    "stats.time.periods[].new_item_share": "New items as a share of all items.",
    "stats.time.periods[].new_item_traffic_share": "Share of the period's records that are about its new items.",
    "stats.columns": "Your own columns.",
    "stats.columns[].column": "The name.",
    "stats.columns[].completeness": "Records with a value, as a share of all.",
    "stats.columns[].distinct": "Different values; null for numbers, and for texts too many to count.",
    "stats.columns[].estimated": "Whether `distinct` is an estimate.",
    "stats.columns[].top_values": "The 20 most frequent; null for numbers and beyond 100,000 different values.",
    "stats.columns[].top_values[].value": "The value, at most 80 characters.",
    "stats.columns[].top_values[].rows": "Its records.",
    "stats.columns[].top_values[].share": "The same as a share of all records.",
    "stats.columns[].spellings": "Values that differ in case, spaces, `_` and `-` alone: the 10 most frequent groups.",
    "stats.columns[].spellings[].values": "The spellings, the usual one first.",
    "stats.columns[].spellings[].rows": "Their records.",
    "stats.columns[].values": "Quantiles of a number column.",
    "stats.impressions": "What was shown; null without an IMPRESSION column.",
    "stats.impressions.rows": "Records with a list.",
    "stats.impressions.share": "The same as a share of all records.",
    "stats.impressions.items_per_list": "Quantiles; exact.",
    "stats.impressions.characters": "Quantiles of the length of the cell; exact.",
    "stats.impressions.interacted_shown": "Records whose list has their own ITEM_ID.",
    "stats.impressions.interacted_shown_share": "The same as a share of the records with a list and an ITEM_ID.",
    "stats.impressions.shown_items": "Different items that were shown.",
    "stats.impressions.top_items": "The 20 that were shown most.",
    "stats.impressions.top_items[].item": "The id.",
    "stats.impressions.top_items[].shown": "How often it stands in a list.",
    "stats.impressions.top_items[].clicks": "Records about it whose list has it.",
    "stats.impressions.top_items[].click_rate": "`clicks` as a share of `shown`.",
    "stats.impressions.positions": "Where in their lists the records' own items are.",
    "stats.impressions.positions[].position": "The place, from 1; null for all places after the 25th.",
    "stats.impressions.positions[].clicks": "Records with their item there.",
    "stats.impressions.positions[].share": "The same as a share of `interacted_shown`.",
    "stats.training": "The same sections for the records that the event filter lets pass; absent without a filter.",
    "stats.readiness": "What the data is enough for, as far as headers and figures tell.",
    "stats.readiness.in_data": "What the data has.",
    "stats.readiness.in_data.impressions": "An IMPRESSION column.",
    "stats.readiness.in_data.context": "A column of your own (contextual metadata).",
    "stats.readiness.in_data.event_values": "An EVENT_VALUE column.",
    "stats.readiness.targets": "Use cases and recipes, narrowed by `--domain`, `--use-case` and `--recipe`.",
    "stats.readiness.targets[].kind": "`use-case` or `recipe`.",
    "stats.readiness.targets[].name": "The name, `aws-…`.",
    "stats.readiness.targets[].title": "The guide's title of a use case.",
    "stats.readiness.targets[].domain": "Its domain.",
    "stats.readiness.targets[].ready": "Whether nothing is missing.",
    "stats.readiness.targets[].missing": "What is missing, one entry per rule.",
    "stats.readiness.targets[].missing[].code": "The rule.",
    "stats.readiness.targets[].missing[].amount": "How many are missing, where there is something to count.",
    "stats.readiness.targets[].missing[].text": "What is missing, in words.",
    "stats.readiness.targets[].also_needs": "What it needs besides interactions, which is not looked at.",
    "stats.readiness.targets[].uses": "What it makes use of where the data has it.",
    "stats.readiness.targets[].uses.impressions": "IMPRESSION.",
    "stats.readiness.targets[].uses.context": "Contextual metadata.",
    "stats.readiness.targets[].uses.event_values": "EVENT_VALUE and event types, as a filter.",
    "stats.readiness.targets[].uses.event_weights": "Weights of event types.",
}

RULE_EXPLANATIONS: Mapping[str, str] = {
    "code": "The rule. Codes are never reused.",
    "name": "Its name.",
    "severity": "`error`, `warning` or `note`, before any configuration.",
    "effect": "What the service does, as in `findings[].effect`.",
    "consequence": "The same in words.",
    "why": "What the rule looks for and why the service minds. Paragraphs are separated by a blank line.",
    "before": "Lines of a file, or a header, with the defect.",
    "after": "The same without it.",
    "source": "The page of the developer guide that the rule rests on.",
}


def run_command(*arguments: str, code: int) -> str:
    """What the real command prints on a plain terminal of 80 columns, whatever the present one is.

    Raises:
        RuntimeError: The command ended with another exit code.
    """
    plain = {"COLUMNS": "80", "TERMINAL_WIDTH": "80", "NO_COLOR": "1", "FORCE_COLOR": None, "TERM": "dumb"}
    # The age of the newest row is told in days.
    plain |= {"SOURCE_DATE_EPOCH": str(PRESENT)}
    # Typer reads the environment when it is imported, which may be long ago.
    fixed: dict[str, typing.Any] = {"MAX_WIDTH": 80, "COLOR_SYSTEM": None, "FORCE_TERMINAL": False}
    with mock.patch.multiple(typer.rich_utils, **fixed):
        result = CliRunner(env=plain).invoke(app, list(arguments), prog_name="interactions-cli")
    if result.exit_code != code:
        raise RuntimeError(f"interactions-cli {' '.join(arguments)} ended with {result.exit_code}: {result.output}")
    return "\n".join(line.rstrip() for line in result.stdout.strip("\n").splitlines()) + "\n"


@contextlib.contextmanager
def example_folder() -> Iterator[None]:
    """A working folder that holds the example file."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path(EXAMPLE_NAME).write_text(EXAMPLE_FILE, encoding="utf-8")
        yield


def _help(*words: str) -> str:
    return fenced(run_command(*words, "--help", code=0))


def _example_run() -> str:
    with example_folder():
        return fenced(f"$ interactions-cli {' '.join(EXAMPLE_COMMAND)}\n{run_command(*EXAMPLE_COMMAND, code=1)}")


def _example(command: Sequence[str], *, most_lines: int | None = None, code: int = 0) -> str:
    """A command on the sample data and what it prints, or the first lines of that."""
    with contextlib.chdir(ROOT_OF_SAMPLES):
        lines = run_command(*command, code=code).splitlines()
    rest = len(lines) - (most_lines or len(lines))
    shown = [*lines[:most_lines], f"… and {rest} more lines"] if rest > 0 else lines
    return fenced("\n".join([f"$ interactions-cli {' '.join(command)}", *shown]))


def _example_merge() -> str:
    folder = Path(__file__).resolve().parent.parent / "sample_data"
    text = ""
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        shutil.copytree(folder, "sample_data", ignore=shutil.ignore_patterns("__pycache__"))
        for command in MERGE_COMMANDS:
            text += f"$ interactions-cli {command}\n{run_command(*command.split(), code=0)}\n"
    return fenced(text)


def _example_prepare() -> str:
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        shutil.copy(ROOT_OF_SAMPLES / "sample_data" / "raw" / "shop-export.csv", "shop-export.csv")
        return fenced(f"$ interactions-cli {' '.join(PREPARE_COMMAND)}\n{run_command(*PREPARE_COMMAND, code=0)}")


def _example_questions() -> str:
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name), contextlib.redirect_stderr(said):
        Path("orders.jsonl").write_text(ORDER_FILE, encoding="utf-8")
        code = invoke(app, QUESTIONS_COMMAND)
    return fenced(f"$ interactions-cli {' '.join(QUESTIONS_COMMAND)}\n{said.getvalue()}exit {code}")


def _exit_codes() -> str:
    return table(("code", "meaning"), ((str(int(code)), meaning) for code, meaning in EXIT_MEANINGS.items()))


def _effects() -> str:
    rows = ((f"`{effect}`", effect.severity.value, effect.consequence) for effect in Effect)
    return table(("effect", "severity", "what the service does"), rows)


def _rules_linking(page: str) -> str:
    return rule_table(find_rules(ALL_RULES, ()), lambda rule: f"{page}#{rule.code.lower()}-{rule.name}")


BLOCKS: Mapping[str, Callable[[], str]] = {
    "example-file": lambda: fenced(EXAMPLE_FILE, "csv"),
    "example-run": _example_run,
    "effects": _effects,
    "exit-codes": _exit_codes,
    "help": _help,
    "help-validate": lambda: _help("validate"),
    "help-filter": lambda: _help("filter"),
    "help-merge-impressions": lambda: _help("merge-impressions"),
    "help-stats": lambda: _help("stats"),
    "help-prepare": lambda: _help("prepare"),
    "help-schema": lambda: _help("schema"),
    "help-rules": lambda: _help("rules"),
    "example-prepare": _example_prepare,
    "example-questions": _example_questions,
    "example-baseline": lambda: _example(BASELINE_COMMAND, code=1),
    "example-filter": lambda: _example(FILTER_COMMAND),
    "example-filter-short": lambda: _example(FILTER_COMMAND, most_lines=SHORT),
    "example-merge": _example_merge,
    "example-merge-short": lambda: _example(MERGE_COMMAND, most_lines=SHORT),
    "example-joins": lambda: _example(JOINS_COMMAND),
    "example-stats": lambda: _example(STATS_COMMAND),
    "example-stats-short": lambda: _example(SHORT_STATS_COMMAND, most_lines=SHORT),
}
PAGES_WITH_BLOCKS: Mapping[str, Sequence[str]] = {
    "README.md": (
        "example-file",
        "example-run",
        "example-filter-short",
        "example-merge-short",
        "example-stats-short",
        "exit-codes",
    ),
    "docs/ci.md": ("exit-codes",),
    "docs/commands.md": tuple(name for name in BLOCKS if name.startswith("help")),
    "docs/context.md": ("example-joins",),
    "docs/filter.md": ("example-filter",),
    "docs/merge-impressions.md": ("example-merge",),
    "docs/prepare.md": ("example-prepare", "example-questions"),
    "docs/reports.md": ("effects", "exit-codes"),
    "docs/stats.md": ("example-stats",),
    "docs/validate.md": ("example-file", "example-run", "example-baseline"),
}


def rules_page() -> str:
    """docs/rules.md."""
    sections = map(rule_section, find_rules(ALL_RULES, ()))
    intro = (
        "# Rules\n\n"
        "What `interactions-cli validate` looks for. `interactions-cli rules CODE` prints one of these; `--select`\n"
        "and `--ignore` take codes, prefixes of codes and names. How effects and severities belong together is in\n"
        "[reports.md](reports.md#how-to-read-a-report).\n\n"
    )
    return NOTICE + intro + _rules_linking("") + "\n" + "\n".join(sections)


def json_page() -> str:
    """docs/json.md.

    Raises:
        RuntimeError: A key of the report has no explanation, or the other way round.
    """
    reports = [report.to_dict() for report in _reports()]
    keys = dict(_keys("", reports))
    if keys.keys() != EXPLANATIONS.keys():
        raise RuntimeError(f"EXPLANATIONS and the report differ in {', '.join(keys.keys() ^ EXPLANATIONS.keys())}")
    width = max(len(_indented(path)) for path in keys)
    tree = "\n".join(f"{_indented(path):{width}}  {kind}" for path, kind in keys.items())
    sample = json.dumps(reports[0]["findings"][0], indent=2, ensure_ascii=False)
    intro = (
        "# The JSON report, version 1\n\n"
        "`interactions-cli validate FILE --format json` prints it, `--report json=FILE` writes it beside another\n"
        "report; the other commands have the same options. Version 1 gains keys but loses none and changes the\n"
        "meaning of none: read the keys that you know and pass over the others. There is no clock and no duration in\n"
        "it, and paths are as given: two runs over the same input give the same bytes. Shares and other fractions\n"
        "have 6 significant "
        "digits.\n\n"
    )
    return (
        f"{NOTICE}{intro}## Keys\n\n{fenced(tree)}\n## Meaning\n\n"
        + table(("key", "meaning"), ((f"`{path}`", EXPLANATIONS[path]) for path in keys))
        + f"\n## A finding\n\n{fenced(sample, 'json')}\n## With jq\n\n"
        + fenced(
            "# one line a finding\n"
            "jq -r '.findings[] | [.severity, .code, .column, .count] | @tsv' report.json\n"
            "# places, for an editor\n"
            "jq -r '.findings[].samples[] | \"\\(.path):\\(.line)\"' report.json\n"
            "# a gate of your own: only what is sure to fail the import\n"
            "jq -e '[.findings[] | select(.effect == \"import-fails\")] == []' report.json",
            "sh",
        )
        + _rules_in_json()
    )


def _rules_in_json() -> str:
    rules = [rule_dict(rule) for rule in find_rules(ALL_RULES, ())]
    if any(rule.keys() != RULE_EXPLANATIONS.keys() for rule in rules):
        raise RuntimeError("RULE_EXPLANATIONS and the keys of the rules differ")
    shown = next(rule for rule in rules if rule["code"] == "VAL009")
    return (
        "\n## The rules\n\n"
        "`interactions-cli rules --format json` prints a list with an object for every rule, or for those that are\n"
        "named. All values are text. These keys, too, are only added to.\n\n"
        + table(("key", "meaning"), ((f"`{key}`", meaning) for key, meaning in RULE_EXPLANATIONS.items()))
        + f"\n{fenced(json.dumps(shown, indent=2, ensure_ascii=False), 'json')}"
    )


def _reports() -> list[Report]:
    """Real reports in which every key has a value at least once, and null where that is usual."""
    events = (EventParameters("click", 0.5, 0.25), EventParameters())
    filtered = make_target(recipe="aws-user-personalization-v2", events=events, now=PRESENT)
    unfiltered = make_target(use_cases=("most-viewed",), now=PRESENT)
    contents = {
        EXAMPLE_NAME: EXAMPLE_FILE,
        "values.csv": EXAMPLE_FILE.replace("EVENT_TYPE", "EVENT_VALUE"),
        "header.csv": EXAMPLE_FILE.partition("\n")[0],
    }
    reports = []
    with example_folder():
        for name, content in contents.items():
            Path(name).write_text(content, encoding="utf-8")
            target = filtered if name == EXAMPLE_NAME else unfiltered
            reports.append(validate([name], target, ValidateOptions()))
        clicks = make_target(events=events[1:], now=PRESENT)
        Path(STATS_NAME).write_text(STATS_FILE, encoding="utf-8")
        types = {"USER_ID": "string", "ITEM_ID": "string", "TIMESTAMP": "long", "PRICE": "float"}
        listed = [{"name": name, "type": kind} for name, kind in types.items()]
        schema = {"type": "record", "name": "Interactions", "fields": listed}
        Path("schema.json").write_text(json.dumps(schema), encoding="utf-8")
        Path("prices.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,PRICE\nu1,i1,1736431407,9.5\n", encoding="utf-8")
        reports.append(stats([STATS_NAME], filtered, StatsOptions(show_users=True)))
        Path("items.csv").write_text("ITEM_ID\n1\n2\nI1\n", encoding="utf-8")
        Path("log.json").write_text('{"itemId": "i1", "eventType": "x", "sentAt": 1736431407}', encoding="utf-8")
        beside = StatsOptions(items=("items.csv",), users=(STATS_NAME,), streamed=("log.json",))
        reports.append(stats([STATS_NAME], make_target(now=PRESENT), beside))
        reports.append(stats(["prices.csv"], unfiltered, StatsOptions(schema="schema.json")))
        for text in (STATS_FILE.partition("\n")[0], EXAMPLE_FILE, NAMELESS_FILE):
            Path("other.csv").write_text(text, encoding="utf-8")
            reports.append(stats(["other.csv"], make_target(now=PRESENT), StatsOptions()))
        reports.append(validate([STATS_NAME], make_target(domain="ecommerce", now=PRESENT), ValidateOptions()))
        reports += _compared(reports[-1])
        Path("raw.csv").write_text(RAW_FILE, encoding="utf-8")
        for only_looks, plan in ((False, "plan.json"), (True, None), (True, "looked.json")):
            preparing = PrepareOptions(output="prepared.csv", rejects="r.csv", dry_run=only_looks, accept_rejects=True)
            reports.append(prepare(["raw.csv"], make_target(now=PRESENT), replace(preparing, save_plan=plan)))
        reports.append(filter_records([EXAMPLE_NAME], clicks, FilterOptions(output="kept.csv")))
        Path("log.jsonl").write_text(EXAMPLE_LOG, encoding="utf-8")
        logs = ("log.jsonl",)
        for merge in (
            MergeOptions(impressions=logs, dry_run=True, within=60),
            MergeOptions(impressions=logs, dry_run=True, within=1),
            MergeOptions(impressions=logs, dry_run=True, on=("USER_ID",), available=EXAMPLE_NAME),
        ):
            reports.append(merge_records([EXAMPLE_NAME], make_target(now=PRESENT), merge))
    budgets = {"CSV008": Budget(3), "VAL010": Budget("0.1%")}
    policy = Policy(
        config="interactions-cli.toml",
        severities={"VAL010": Severity.ERROR},
        budgets=budgets,
        limits={"unknown-items": 0.05},
    )
    reports.append(apply_policy(reports[0], policy))
    return reports


def _compared(earlier: Report) -> Iterator[Report]:
    """Reports of the same file beside an earlier one, which is the baseline, and beside one that cannot be."""
    target = make_target(domain="ecommerce", now=PRESENT)
    document = earlier.to_dict()
    document["metrics"] = {name: value for name, value in document["metrics"].items() if name != "longest_gap_hours"}
    Path("empty.csv").write_text(STATS_FILE.partition("\n")[0], encoding="utf-8")
    for command in ("validate", "stats"):
        Path("yesterday.json").write_text(json.dumps(document | {"command": command}), encoding="utf-8")
        for path in (STATS_NAME, "empty.csv"):
            yield validate([path], target, ValidateOptions(baseline="yesterday.json"))


def _indented(path: str) -> str:
    return "  " * path.count(".") + path.rpartition(".")[2].removesuffix("[]")


def _keys(prefix: str, objects: Sequence[Mapping[str, typing.Any]]) -> Iterator[tuple[str, str]]:
    for key in {name: None for entry in objects for name in entry}:
        path, every = prefix + key, [entry[key] for entry in objects if key in entry]
        values = [value for value in every if value is not None]
        or_null = " or null" if len(values) < len(every) else ""
        if path in ENTRIES:
            yield from _entry_keys(path)
        elif path in LIKE:
            yield path, LIKE[path]
        elif path in MAPS:
            inner = _kind({type(cell) for value in values for cell in value.values()})
            yield path, f"object: {MAPS[path]} → {inner}{or_null}"
        elif values and isinstance(values[0], dict):
            yield path, f"object{or_null}"
            yield from _keys(f"{path}.", values)
        elif values and isinstance(values[0], list):
            cells = [cell for value in values for cell in value]
            yield path, _array(cells) + or_null
            yield from _keys(f"{path}[].", cells if cells and isinstance(cells[0], dict) else ())
        else:
            yield path, _kind({type(value) for value in every})


def _array(cells: Sequence[typing.Any]) -> str:
    words = {dict: "objects", list: "arrays of integers", int: "integers"}
    return f"array of {words[type(cells[0])] if cells and type(cells[0]) in words else 'strings'}"


def _entry_keys(path: str) -> Iterator[tuple[str, str]]:
    """The keys of entries that a data class describes: its types say more than a few reports can."""
    yield path, "array of objects"
    hints = typing.get_type_hints(ENTRIES[path])
    for name in (field.name for field in fields(ENTRIES[path])):
        if f"{path}[].{name}" in ENTRIES:
            yield from _entry_keys(f"{path}[].{name}")
        else:
            hint, key = hints[name], f"{path}[].{name}"
            kinds = set(typing.get_args(hint)) if isinstance(hint, types.UnionType) else {hint}
            yield key, _kind(kinds - {type(None)} if key in OPTIONAL else kinds)


def _kind(classes: set[type]) -> str:
    names = {
        str: "string",
        dict: "object",
        Severity: "string",
        bool: "boolean",
        int: "integer",
        float: "number",
        type(None): "null",
    }
    words = {names[each] for each in classes}
    if "number" in words:
        words.discard("integer")
    return " or ".join(sorted(words, key=lambda word: (word == "null", word)))


def stale(*, write: bool = False) -> list[str]:
    """Names of the files and blocks of files that differ from what the code says; `write` also renews them.

    Raises:
        RuntimeError: A page lacks a block, or has one that nothing fills.
    """
    fresh = {name: f"<!-- generated: {name} -->\n{make()}<!-- end -->" for name, make in BLOCKS.items()}
    old: list[str] = []
    documents = {}
    for page, names in PAGES_WITH_BLOCKS.items():
        text = (ROOT / page).read_text(encoding="utf-8")
        found = {match[2]: match[0] for match in BLOCK.finditer(text)}
        if found.keys() != set(names):
            raise RuntimeError(f"the blocks of {page} differ in {', '.join(sorted(found.keys() ^ set(names)))}")
        old += [f"{page}: {name}" for name in names if found[name] != fresh[name]]
        documents[ROOT / page] = BLOCK.sub(lambda match: fresh[match[2]], text)
    for name, make in {"rules.md": rules_page, "json.md": json_page}.items():
        path = ROOT / "docs" / name
        documents[path] = make()
        if not path.exists() or path.read_text(encoding="utf-8") != documents[path]:
            old.append(f"docs/{name}")
    if write:
        for path, content in documents.items():
            path.write_text(content, encoding="utf-8", newline="\n")
    return old


def main(arguments: Sequence[str]) -> int:
    """Write the documentation, or with `--check` say what is stale and return 1."""
    parser = argparse.ArgumentParser(description="Write the generated parts of the documentation.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if something is stale")
    check = parser.parse_args(arguments).check
    names = stale(write=not check)
    for name in names:
        print(f"{'stale' if check else 'written'}: {name}", file=sys.stderr if check else sys.stdout)
    if check and names:
        print("Run `make docs` and look at the difference.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
