"""The `schema` command."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from interactions_cli.cli import options as opt
from interactions_cli.cli import report_options as rep
from interactions_cli.cli.help import OUTPUT
from interactions_cli.cli.option_values import output_name

HELP = """
Print the Avro schema that CreateSchema takes, from the header and the values of a file that is to be imported.

Required and reserved fields are as the guide has them; the types of your own columns come from their values, with null
where blanks occur. Standard error says each decision and the command to type next.

\b
Examples:
  interactions-cli schema interactions.csv -o schema.json
  interactions-cli schema interactions.csv --domain ecommerce > schema.json
"""
SchemaOutput = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        callback=output_name,
        rich_help_panel=OUTPUT,
        help="Write the schema to a file.",
    ),
]


def command(
    ctx: typer.Context,
    paths: opt.Paths = None,
    domain: opt.DomainName = None,
    output: SchemaOutput = None,
    force: rep.Force = False,
    max_bytes: opt.MaxBytes = None,
    quiet: rep.QuietCopy = False,
) -> None:
    from interactions_cli.cli.inputs import named_inputs, parse_byte_limit
    from interactions_cli.cli.misplaced import refuse_misplaced
    from interactions_cli.cli.output import print_text
    from interactions_cli.cli.process import begin_work, notice
    from interactions_cli.commands.options import silent
    from interactions_cli.commands.schema import make_schema, next_command
    from interactions_cli.personalize.fields import Domain
    from interactions_cli.personalize.target import parse_domain
    from interactions_cli.storage.outputs import OutputSet, refuse_outputs
    from interactions_cli.storage.raw_inputs import resolve_raw_inputs
    from interactions_cli.storage.streams import STDOUT

    begin_work()
    refuse_misplaced(ctx, are_raw=True)
    inputs = resolve_raw_inputs(named_inputs(ctx, paths or []))
    target = output or STDOUT
    refuse_outputs([target], inputs.paths)
    chosen = parse_domain(domain) if domain else Domain.CUSTOM
    document = make_schema(inputs, chosen, max_bytes=parse_byte_limit(max_bytes), notice=silent if quiet else notice)
    text = json.dumps(document, indent=2) + "\n"
    if target == STDOUT:
        print_text(text)
    else:
        with OutputSet() as outputs:
            sink = outputs.open(target, force=force, compress=False)
            sink.write(text.encode())
            sink.finish()
            outputs.commit()
    if not quiet:
        name, once = ("schema.json", ", once it is in schema.json") if target == STDOUT else (target, "")
        notice(f"next{once}: {next_command(name, chosen)}")
