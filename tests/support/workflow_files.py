"""Workflows and composite actions, read strictly: what is not known is an error."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

_WORKFLOW = {"name", "on", "permissions", "concurrency", "jobs"}
_JOB = {
    *("name", "runs-on", "timeout-minutes", "permissions", "if", "needs"),
    *("strategy", "environment", "env", "outputs", "steps"),
}
_STEP = {"id", "name", "if", "uses", "with", "env", "run", "shell"}
_ACTION = {"name", "description", "inputs", "runs"}


class UnknownPartError(Exception):
    """A file says something that the tests would leave out in silence."""


def read_workflow(path: Path) -> dict[str, Any]:
    """Return a workflow whose every part is one that the runs know."""
    content = yaml.safe_load(path.read_text())
    content["on"] = content.pop(True)  # YAML 1.1 takes the word for a truth value
    _known(path.name, content, _WORKFLOW)
    for name, job in content["jobs"].items():
        _known(f"{path.name} {name}", job, _JOB)
        _known(f"{path.name} {name} strategy", job.get("strategy", {}), {"matrix"})
        _check_steps(f"{path.name} {name}", job["steps"])
    return content


def read_action(path: Path) -> dict[str, Any]:
    """Return a composite action of ours."""
    content = yaml.safe_load(path.read_text())
    _known(path.name, content, _ACTION)
    _known(f"{path} runs", content["runs"], {"using", "steps"})
    if content["runs"]["using"] != "composite":
        message = f"{path} is no composite action"
        raise UnknownPartError(message)
    _check_steps(str(path), content["runs"]["steps"])
    return content


def needs(job: Mapping[str, Any]) -> list[str]:
    """Return the jobs that a job waits for."""
    given = job.get("needs", [])
    return [given] if isinstance(given, str) else list(given)


def in_order(jobs: Mapping[str, Any]) -> list[str]:
    """Return the names of jobs, each after all that it needs."""
    ordered: list[str] = []
    while len(ordered) < len(jobs):
        ready = [
            n for n in jobs if n not in ordered and set(needs(jobs[n])) <= {*ordered}
        ]
        if not ready:
            message = f"{sorted({*jobs} - {*ordered})} wait for one another"
            raise UnknownPartError(message)
        ordered.append(ready[0])
    return ordered


def combinations(job: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a matrix makes of a job; one empty combination without."""
    found: list[dict[str, Any]] = [{}]
    for name, values in job.get("strategy", {}).get("matrix", {}).items():
        if name in {"include", "exclude"}:
            message = f"a matrix with {name} is not known here"
            raise UnknownPartError(message)
        found = [{**one, name: value} for one in found for value in values]
    return found


def starts_on(workflow: Mapping[str, Any], event: str, branch: str) -> bool:
    """Tell whether an event on a branch starts the workflow."""
    events = workflow["on"]
    if isinstance(events, str):
        return events == event
    if event not in events:
        return False
    filters = events[event] or {}
    if event != "push":
        return True
    _known("push", filters, {"branches"})
    return branch in filters["branches"]


def given_inputs(
    workflow: Mapping[str, Any], event: str, given: Mapping[str, str]
) -> dict[str, str]:
    """Return the inputs of a person, or an empty text each for any other event."""
    on = workflow["on"]
    dispatched = (on.get("workflow_dispatch") if isinstance(on, dict) else None) or {}
    declared = dispatched.get("inputs", {})
    if event != "workflow_dispatch":
        return dict.fromkeys(declared, "")
    for name, value in given.items():
        if value not in declared.get(name, {}).get("options", []):
            message = f"nobody can choose {value!r} for {name!r}"
            raise UnknownPartError(message)
    return {name: given.get(name, one["default"]) for name, one in declared.items()}


def _check_steps(where: str, steps: Iterable[Mapping[str, Any]]) -> None:
    for step in steps:
        _known(f"{where} {step.get('name', step.get('id', ''))}", step, _STEP)
        if ("run" in step) == ("uses" in step):
            message = f"{where}: a step either runs or uses"
            raise UnknownPartError(message)


def _known(where: str, content: Mapping[str, Any], known: set[str]) -> None:
    unknown = {*content} - known
    if unknown:
        message = f"{where}: {', '.join(sorted(map(str, unknown)))} is not known here"
        raise UnknownPartError(message)
