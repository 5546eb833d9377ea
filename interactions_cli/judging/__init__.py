"""From what was found to findings: checks, observations, the judge, readiness, the policy of a report."""
