"""Results as AWS shows them.

Positions: a statement begins behind the token before it (the bracket, or the statement before) and ends behind its own
brace; a lone statement begins behind its own opening brace. All recorded answers agree with this, lines and columns
from 1: columns 41 to 113 in `{"Version": "2012-10-17", "Statement": [{...`.
"""

from typing import Any

from policies.catalog import Catalog
from policies.engine import Decision, Outcome
from policies.language import Position, Statement
from policies.simulator.evaluation import TYPES, ActionResult, ResourceResult, severest
from policies.simulator.inputs import EVERYTHING, shared_name

Shape = dict[str, Any]


def result_shape(result: ActionResult, catalog: Catalog) -> Shape:
    """Return one EvaluationResult; what belongs to single resources is told there."""
    resources = result.resources
    names = tuple(one.resource for one in resources)
    is_everything = names == (EVERYTHING,)
    alone = resources[0] if len(resources) == 1 else None
    shows_statements = alone and (is_everything or alone.outcome is not Outcome.IMPLICIT_DENY)
    return {
        "EvalActionName": result.action,
        "EvalResourceName": shared_name(result.action, names, catalog),
        "EvalDecision": result.outcome.value,
        "MatchedStatements": _statements(alone) if alone and shows_statements else [],
        "MissingContextValues": list(alone.missing_keys) if alone and is_everything else [],
        "OrganizationsDecisionDetail": {
            "AllowedByOrganizations": all(one.organizations is not False for one in resources)
        },
        "PermissionsBoundaryDecisionDetail": _boundary(*resources),
        "EvalDecisionDetails": None if is_everything else _details(*resources),
        "ResourceSpecificResults": [] if is_everything else [_resource_shape(one) for one in resources],
    }


def _resource_shape(result: ResourceResult) -> Shape:
    return {
        "EvalResourceName": result.resource,
        "EvalResourceDecision": result.outcome.value,
        "MatchedStatements": _statements(result),
        "MissingContextValues": list(result.missing_keys),
        "EvalDecisionDetails": _details(result) or None,
        "PermissionsBoundaryDecisionDetail": _boundary(result),
    }


def _statements(result: ResourceResult) -> list[Shape]:
    return [_statement_shape(decision) for decision in result.matched]


def _statement_shape(decision: Decision) -> Shape:
    assert decision.source is not None, "a statement that matched stands in a policy"
    assert decision.statement is not None
    start, end = bounds(decision.statement)
    return {
        "SourcePolicyId": policy_id(decision.source.id, decision.source.name),
        "SourcePolicyType": TYPES[decision.layer],
        "StartPosition": {"Line": start.line, "Column": start.column},
        "EndPosition": {"Line": end.line, "Column": end.column},
    }


def policy_id(source_id: str, name: str) -> str:
    """Return what AWS calls a policy: a managed one by its name, an inline one as `user_alice_name`."""
    return name if source_id.startswith("arn:") else source_id.replace("/", "_")


def bounds(statement: Statement) -> tuple[Position, Position]:
    """Return where AWS says that `statement` starts and ends."""
    end = statement.span.end
    if statement.index:
        return statement.places[f"Statement[{statement.index - 1}]"].end, end
    opening = statement.places["Statement"].start
    return Position(opening.offset + 1, opening.line, opening.column + 1), end


def _boundary(*results: ResourceResult) -> Shape | None:
    if results[0].boundary is None:
        return None
    return {"AllowedByPermissionsBoundary": all(one.boundary for one in results)}


def _details(*results: ResourceResult) -> Shape:
    told = [one.details for one in results if one.details]
    types = dict.fromkeys(name for details in told for name in details)
    return {name: severest(details[name] for details in told if name in details).value for name in types}
