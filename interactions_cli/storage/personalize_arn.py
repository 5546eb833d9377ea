"""Schemas and solutions that an ARN names, asked for from Amazon Personalize. Nothing is ever changed there."""

from __future__ import annotations

import json
import re
from typing import Final

from interactions_cli.errors import InputError
from interactions_cli.storage.aws import client
from interactions_cli.storage.aws_failures import in_words

ARN: Final = re.compile(r"arn:(aws[-a-z]*):personalize:([-a-z0-9]*):([0-9]*):(.+)")
# The keys of the answer that a CreateSolution request has, too; the others tell state and times.
SOLUTION_KEYS = ("name", "performAutoML", "performHPO", "recipeArn", "datasetGroupArn", "eventType", "solutionConfig")


def is_arn(path: str) -> bool:
    """Whether a path is no path but the ARN of something in Amazon Personalize."""
    return ARN.fullmatch(path) is not None


def described(arn: str) -> str:
    """What an ARN names, as a document: the Avro schema, or the CreateSolution request of a solution.

    Raises:
        InputError: It names something else, or Amazon Personalize does not say.
    """
    parts = ARN.fullmatch(arn)
    region, resource = (parts[2] or None, parts[4]) if parts else (None, "")
    kind = resource.partition("/")[0]
    if kind == "schema":
        with in_words(arn, "personalize:DescribeSchema"):
            return str(client("personalize", region).describe_schema(schemaArn=arn)["schema"]["schema"])
    if kind == "solution":
        with in_words(arn, "personalize:DescribeSolution"):
            solution = client("personalize", region).describe_solution(solutionArn=arn)["solution"]
        return json.dumps({key: solution[key] for key in SOLUTION_KEYS if key in solution})
    raise InputError(
        f"{arn} names no schema and no solution",
        "List them: `aws personalize list-schemas` and `aws personalize list-solutions`.",
    )
