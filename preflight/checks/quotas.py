"""Whether there may be as much as the environment wants at most."""

from collections.abc import Iterator, Sequence

from preflight.asked import Asked
from preflight.facts import Concurrency, Quota, Quotas
from preflight.findings import (
    CannotLookError,
    Finding,
    blocked,
    good,
    unknown,
    warning,
)

CHECK = "quota"
LAMBDA_CHECK = "lambda concurrency"

# As Service Quotas has them. https://docs.aws.amazon.com/general/latest/gr/sagemaker.html
_SERVERLESS = (
    "Maximum total concurrency that can be allocated across all serverless endpoints"
)
# What Lambda always leaves for functions without a reservation.
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
_UNRESERVED_MINIMUM = 100
_LAMBDA_CODE = "L-B99A9384"


def wanted_quotas(asked: Asked) -> dict[str, int]:
    """Return how much of each quota of SageMaker is wanted, by the quota's name."""
    wanted = {
        f"{kind} for endpoint usage": count
        for kind, count in asked.endpoint_instances.items()
    } | {
        f"{kind} for transform job usage": count
        for kind, count in asked.transform_instances.items()
    }
    if asked.serverless_concurrency:
        wanted[_SERVERLESS] = asked.serverless_concurrency
    return wanted


def judge_unread(addresses: Sequence[str]) -> Iterator[Finding]:
    """Yield what has instances that nobody has named."""
    for address in addresses:
        yield unknown(
            CHECK,
            CannotLookError(
                f"{address} has instances, and the plan does not tell which.",
                "Name them: --instances TYPE=COUNT.",
            ),
        )


def judge(asked: Asked, quotas: Quotas) -> Iterator[Finding]:
    """Yield whether each quota is large enough.

    Args:
        asked: What is wanted.
        quotas: Those that Service Quotas knows.

    """
    for name, wanted in sorted(wanted_quotas(asked).items()):
        quota = quotas.get(name)
        if quota is None:
            yield warning(
                CHECK,
                f"Service Quotas knows no '{name}' in {asked.region}: SageMaker may"
                " not offer it there.",
                "Take an instance type that `aws service-quotas list-service-quotas"
                " --service-code sagemaker` lists.",
            )
        elif quota.value < wanted:
            yield blocked(
                CHECK,
                f"'{name}' is {quota.value:g} and {wanted} are wanted: SageMaker would"
                " refuse, at the apply or when it scales out.",
                _increase("sagemaker", quota, wanted, asked.region),
            )
        else:
            yield good(
                CHECK,
                f"'{name}' is {quota.value:g} and {wanted} are wanted; what other"
                " endpoints use counts too.",
            )


def judge_concurrency(asked: Asked, found: Concurrency) -> Finding:
    """Return whether functions have room for what they reserve."""
    wanted = asked.reserved_concurrency
    left = found.unreserved - wanted
    says = (
        f"Lambda runs {found.limit} executions at once in {asked.region},"
        f" {found.unreserved} of them unreserved"
    )
    quota = Quota(code=_LAMBDA_CODE, value=found.limit, adjustable=True)
    if wanted and left < _UNRESERVED_MINIMUM:
        short = _UNRESERVED_MINIMUM - left
        return blocked(
            LAMBDA_CHECK,
            f"{says}; reserving {wanted} would leave less than the"
            f" {_UNRESERVED_MINIMUM} that have to stay.",
            _increase("lambda", quota, found.limit + short, asked.region),
        )
    if found.unreserved < _UNRESERVED_MINIMUM:
        return warning(
            LAMBDA_CHECK,
            f"{says}, as new accounts have it: a small burst is throttled.",
            _increase("lambda", quota, 1000, asked.region),
        )
    return good(LAMBDA_CHECK, f"{says}.")


def _increase(service: str, quota: Quota, wanted: int, region: str) -> str:
    if not quota.adjustable:
        return "AWS raises this one for nobody: want less, or take another Region."
    return (
        "`aws service-quotas request-service-quota-increase --service-code"
        f" {service} --quota-code {quota.code} --desired-value {wanted} --region"
        f" {region}`; AWS answers within minutes to days."
    )
