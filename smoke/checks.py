"""Holds what was found against what is wanted."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from prediction.predictions import same
from smoke.found import (
    IN_SERVICE,
    Answer,
    Failure,
    FoundEndpoint,
    FoundFunction,
    NoModel,
    Stop,
    WantedModel,
)
from smoke.wanted import WantedEndpoint, WantedFunction

# Of a function that was not called for long; a call wakes it.
# https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
_CALLABLE = ("Active", "Inactive")
_ABSENT = "does not exist"
_ANOTHER_MODEL = "its log says why: a model that it refused, or a pointer unread"
_ROLLED_BACK = (
    "the update was rolled back, or never made: look at the alarms and the log of the"
    " endpoint, then apply again"
)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was held against the state.

    Attributes:
        target: "function prediction", "endpoint serverless", "model store".
        what: "status", "configuration", "image", "model" and so on.
        wanted: As the state has it.
        found: As AWS says or as it was answered.
        right: Whether the two agree.
        remark: What to know or to do about it; "" for nothing.

    """

    target: str
    what: str
    wanted: str
    found: str
    right: bool
    remark: str = ""


def function_checks(
    target: str, wanted: WantedFunction, found: FoundFunction | None
) -> list[Check]:
    """Return state, version and image of a function."""
    if found is None:
        return [_absent(target, "alias", f"{wanted.name}:{wanted.alias}")]
    state = "being updated" if found.updating else found.state
    return [
        Check(
            target=target,
            what="status",
            wanted="Active",
            found=state,
            right=state in _CALLABLE,
            remark=found.reason,
        ),
        _equal(target, "version", wanted.version, found.version),
        _equal(target, "image", wanted.image_digest, found.image_digest or "unknown"),
    ]


def endpoint_checks(
    target: str, wanted: WantedEndpoint, found: FoundEndpoint | None
) -> list[Check]:
    """Return status and configuration of an endpoint, and the image it runs.

    An endpoint with an inference component runs none of its own.
    """
    if found is None:
        return [_absent(target, "endpoint", wanted.name)]
    rolled_back = found.config_name != wanted.config_name
    checks = [
        _status(target, found),
        _equal(
            target,
            "configuration",
            wanted.config_name,
            found.config_name,
            remark=_ROLLED_BACK if rolled_back else "",
        ),
    ]
    if wanted.component is None:
        checks.append(_image(target, wanted.image_digest, found.image_digests))
    return checks


def stop_check(target: str, stop: Stop) -> Check:
    """Return that an endpoint is not there on purpose: no failure, until it starts."""
    return Check(
        target=target,
        what="status",
        wanted="stopped",
        found="stopped",
        right=True,
        remark=f"by {stop.by} at {stop.at}: {stop.reason}. Start it: {stop.start}",
    )


def component_checks(
    target: str, wanted: WantedEndpoint, found: FoundEndpoint | None
) -> list[Check]:
    """Return status, image and copies of an endpoint's inference component."""
    if found is None:
        return [_absent(target, "component", str(wanted.component))]
    return [
        _status(target, found),
        _image(target, wanted.image_digest, found.image_digests),
        Check(
            target=target,
            what="copies",
            wanted="0 or more",
            found=str(found.copies),
            right=True,
            remark="" if found.copies else "asleep: the next request wakes it",
        ),
    ]


def store_check(target: str, model: WantedModel | NoModel) -> Check:
    """Return whether there is a model to serve."""
    if isinstance(model, NoModel):
        return Check(
            target=target,
            what="model",
            wanted=model.wanted,
            found=model.reason,
            right=False,
        )
    name = str(model.model)
    return Check(target=target, what="model", wanted=name, found=name, right=True)


def missing(model: WantedModel, outcome: Answer | Failure) -> str | None:
    """Return what there is to wait for before an outcome counts; None for nothing."""
    if isinstance(outcome, Failure):
        return outcome.reason if outcome.passes else None
    if outcome.model in (None, model.model):
        return None
    return f"{outcome.model} answers, {model.model} is wanted"


def answer_checks(
    target: str, model: WantedModel, outcome: Answer | Failure, remark: str
) -> list[Check]:
    """Return whether the right model answered, and answered rightly."""
    golden = model.golden
    wanted = f"{len(golden.instances)} right predictions"
    if isinstance(outcome, Failure):
        return [
            Check(
                target=target,
                what="golden instances",
                wanted=wanted,
                found=outcome.reason,
                right=False,
                remark=remark,
            )
        ]
    answered = "unknown" if outcome.model is None else str(outcome.model)
    right_model = outcome.model == model.model
    by = _equal(
        target,
        "model",
        str(model.model),
        answered,
        remark=remark
        if right_model
        else "; ".join(filter(None, (remark, _ANOTHER_MODEL))),
    )
    if not right_model:
        # What another model says to these instances proves nothing.
        return [by]
    wrong = _first_wrong(model, outcome.predictions)
    if wrong is None:
        return [by, _equal(target, "golden instances", wanted, wanted)]
    index, expected, found = wrong
    return [
        by,
        Check(
            target=target,
            what="golden instances",
            wanted=f"instance {index}: {expected}",
            found=f"instance {index}: {found}",
            right=False,
        ),
    ]


def _first_wrong(
    model: WantedModel, predictions: Sequence[object]
) -> tuple[int, str, str] | None:
    for index, expected in enumerate(model.golden.predictions):
        if index >= len(predictions):
            return index, json.dumps(expected), "no prediction"
        if not same(expected, predictions[index], exact=model.exact):
            return index, json.dumps(expected), json.dumps(predictions[index])
    return None


def _status(target: str, found: FoundEndpoint) -> Check:
    return _equal(target, "status", IN_SERVICE, found.status, remark=found.reason)


def _image(target: str, wanted: str, found: Sequence[str]) -> Check:
    return _equal(target, "image", wanted, ", ".join(found) or "unknown")


def _equal(
    target: str, what: str, wanted: str, found: str, *, remark: str = ""
) -> Check:
    return Check(
        target=target,
        what=what,
        wanted=wanted,
        found=found,
        right=wanted == found,
        remark=remark,
    )


def _absent(target: str, what: str, wanted: str) -> Check:
    return Check(target=target, what=what, wanted=wanted, found=_ABSENT, right=False)
