"""Runs the jobs of a workflow as GitHub does: in order, each on a clean machine."""

import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.workflow_expressions import Scope, holds, insert
from tests.support.workflow_files import (
    combinations,
    given_inputs,
    in_order,
    needs,
    read_action,
    read_workflow,
    starts_on,
)
from tests.support.workflow_parts import (
    Event,
    Job,
    JobRun,
    StandIn,
    StandInError,
    Started,
    StepRun,
    StepView,
)

_OUTPUT = re.compile(r"([A-Za-z_][\w-]*)=(.*)")
OURS = "$/"


@dataclass(kw_only=True)
class Runner:
    """Where workflows run.

    Attributes:
        machine: Variables that every step finds, PATH among them.
        variables: The repository's, `vars`.
        actions: Stand-ins by action; one that is not here fails the test.
        instead: What a command is replaced by, by name.
        gate: Is asked before a job of an environment begins.
        meanwhile: Is told of each step before it runs: what else may happen then.
        folder: For the jobs' machines.

    """

    machine: Callable[[Job], Mapping[str, str]]
    variables: Mapping[str, str]
    actions: Mapping[str, StandIn]
    instead: Mapping[str, str]
    gate: Callable[[str, Mapping[str, JobRun]], None]
    folder: Path
    meanwhile: Callable[[str, str], None] = lambda job, command: None

    def run(self, path: Path, event: Event) -> dict[str, JobRun]:
        """Run a workflow for an event; return its jobs by name.

        A job of a matrix is named "job (value)".
        """
        workflow = read_workflow(path)
        assert starts_on(workflow, event.name, event.branch), path.name
        self.folder.mkdir(exist_ok=True)
        started = Started(
            event=event,
            inputs=given_inputs(workflow, event.name, event.inputs),
            number=len(list(self.folder.iterdir())) + 1,
        )
        runs: dict[str, JobRun] = {}
        for name in in_order(workflow["jobs"]):
            job = workflow["jobs"][name]
            for values in combinations(job):
                shown = f"{name} ({', '.join(values.values())})" if values else name
                run = self._job(shown, job, values, started)
                runs[shown] = run
                # A job of a matrix has failed when one of its runs has.
                if name not in started.ended or run.result != "success":
                    started.ended[name] = run
        return runs

    def _job(
        self,
        name: str,
        job: Mapping[str, Any],
        matrix: Mapping[str, str],
        started: Started,
    ) -> JobRun:
        before = {need: started.ended[need] for need in needs(job)}
        contexts: dict[str, Any] = {
            "github": _github(started),
            "vars": self.variables,
            "inputs": started.inputs,
            "matrix": matrix,
            "needs": {
                need: {"result": run.result, "outputs": run.outputs}
                for need, run in before.items()
            },
        }
        unwell = any(run.result != "success" for run in before.values())
        if not holds(job.get("if"), Scope(contexts=contexts, failed=unwell)):
            return JobRun(name=name, result="skipped")
        scope = Scope(contexts=contexts)
        environment = insert(job.get("environment", ""), scope) or None
        if environment is not None:
            self.gate(environment, started.ended)
        contexts["env"] = {k: insert(v, scope) for k, v in job.get("env", {}).items()}
        under_way = Job(
            name=name,
            environment=environment,
            contexts=contexts,
            folder=self.folder
            / str(started.number)
            / re.sub(r"\W+", "-", name).strip("-"),
            permissions=job["permissions"],
        )
        under_way.workspace.mkdir(parents=True)
        self._steps(under_way, job["steps"], contexts)
        scope = Scope(contexts=contexts)
        return JobRun(
            name=name,
            result="failure" if under_way.failed else "success",
            steps=under_way.steps,
            outputs={k: insert(v, scope) for k, v in job.get("outputs", {}).items()},
        )

    def _steps(
        self, job: Job, steps: list[Mapping[str, Any]], contexts: dict[str, Any]
    ) -> None:
        contexts["steps"] = {}
        for step in steps:
            scope = Scope(contexts=contexts, failed=job.failed)
            what = str(step.get("run") or step["uses"]).strip()
            if not holds(step.get("if"), scope):
                done = StepRun(what=what, outcome="skipped")
            elif what.startswith(OURS):
                self._composite(job, step, scope)
                continue
            elif "uses" in step:
                done = self._action(job, step, scope)
            else:
                done = self._command(job, step, scope)
            job.steps.append(done)
            if "id" in step:
                contexts["steps"][step["id"]] = StepView(done)

    def _composite(self, job: Job, step: Mapping[str, Any], scope: Scope) -> None:
        path = job.workspace / step["uses"].removeprefix(OURS) / "action.yml"
        action = read_action(path)
        declared = action.get("inputs", {})
        given = {k: insert(v, scope) for k, v in step.get("with", {}).items()}
        assert {*given} <= {*declared}, (
            f"{path} takes no {sorted({*given} - {*declared})}"
        )
        inputs = {
            name: given.get(name, one.get("default")) for name, one in declared.items()
        }
        # Its steps see the job's context, and their own steps and inputs.
        self._steps(job, action["runs"]["steps"], {**job.contexts, "inputs": inputs})

    def _action(self, job: Job, step: Mapping[str, Any], scope: Scope) -> StepRun:
        name = step["uses"].partition("@")[0]
        assert name in self.actions, f"{name} has no stand-in here"
        given = {k: insert(v, scope) for k, v in step.get("with", {}).items()}
        try:
            self.actions[name](job, given)
        except StandInError as error:
            return StepRun(what=name, outcome="failure", said=str(error))
        return StepRun(what=name, outcome="success")

    def _command(self, job: Job, step: Mapping[str, Any], scope: Scope) -> StepRun:
        what = str(step["run"]).strip()
        env = {
            **scope.contexts["env"],
            **{k: insert(v, scope) for k, v in step.get("env", {}).items()},
        }
        self.meanwhile(job.name, what)
        command = insert(self.instead.get(what, step["run"]), scope)
        script = job.folder / "step.sh"
        script.write_text(command)
        output = job.folder / "output"
        output.write_text("")
        ran = subprocess.run(
            [*_shell(step.get("shell")), script],
            cwd=job.workspace,
            env={
                **self.machine(job),
                **_variables(scope.contexts["github"]),
                **job.exported,
                **env,
                "GITHUB_OUTPUT": str(output),
            },
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return StepRun(
            what=what,
            outcome="failure" if ran.returncode else "success",
            said=ran.stdout,
            outputs=dict(_outputs(output.read_text())),
        )


def _github(started: Started) -> dict[str, Any]:
    event = started.event
    return {
        "event": event.payload,
        "event_name": event.name,
        "ref": f"refs/heads/{event.branch}",
        "repository": "octo-org/models",
        "run_attempt": "1",
        "run_id": str(1000 + started.number),
        "server_url": "https://github.com",
        "sha": event.sha,
        "token": "the-token-of-this-job",
    }


def _file_name(name: str) -> str:
    return re.sub(r"\W+", "-", name).strip("-")


def _variables(github: Mapping[str, Any]) -> dict[str, str]:
    names = (
        "event_name",
        "ref",
        "repository",
        "run_attempt",
        "run_id",
        "server_url",
        "sha",
    )
    return {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        **{f"GITHUB_{name.upper()}": github[name] for name in names},
    }


def _shell(named: str | None) -> list[str]:
    """Return how GitHub starts a script.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
    """
    if named is None:
        return ["bash", "-e"]
    assert named == "bash", f"the shell {named} is not known here"
    return ["bash", "--noprofile", "--norc", "-eo", "pipefail"]


def _outputs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        match = _OUTPUT.fullmatch(line)
        # As the runner does: "Unable to process file command 'output'".
        assert match is not None, f"{line!r} in GITHUB_OUTPUT is no output"
        yield match[1], match[2]
