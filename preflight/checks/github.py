"""Whether a repository's workflows can become a role."""

import re
from collections.abc import Iterator, Sequence

from preflight.facts import Provider, Trust
from preflight.findings import Finding, blocked, good, warning

CHECK = "github"
HOST = "token.actions.githubusercontent.com"
_AUDIENCE = "sts.amazonaws.com"
# Repositories may carry their numbers: owner@1/name@2.
_NUMBER = re.compile(r"@[0-9]+")


def judge_provider(provider: Provider | None, *, before_registry: bool) -> Finding:
    """Return whether the account knows GitHub's tokens.

    Args:
        provider: GitHub's; None without one.
        before_registry: Whether the root that makes it is still to be applied.

    """
    if provider is None and before_registry:
        return good(CHECK, f"There is no provider {HOST} yet; envs/registry makes it.")
    if provider is None:
        return blocked(
            CHECK,
            f"IAM has no identity provider {HOST}: no workflow can assume a role.",
            "Apply envs/registry with github_oidc. An account has one provider a"
            " host; who has one already gives its ARN.",
        )
    if _AUDIENCE not in provider.audiences:
        return blocked(
            CHECK,
            f"{provider.arn} takes no token meant for {_AUDIENCE}.",
            "`aws iam add-client-id-to-open-id-connect-provider"
            f" --open-id-connect-provider-arn {provider.arn} --client-id {_AUDIENCE}`",
        )
    return good(CHECK, f"{provider.arn} takes tokens meant for {_AUDIENCE}.")


def judge_roles(repository: str, trusts: Sequence[Trust]) -> Iterator[Finding]:
    """Yield which roles a repository's workflows can assume.

    Args:
        repository: "owner/name".
        trusts: Roles that trust GitHub's provider.

    """
    named = False
    for trust in trusts:
        subjects = [_NUMBER.sub("", one) for one in trust.subjects]
        if not subjects or any(_any_repository(one) for one in subjects):
            yield warning(
                CHECK,
                f"Role {trust.role} may be assumed by repositories that it does not"
                " name.",
                f"Name the repository and the environment in the condition on {HOST}"
                f":sub, as repo:{repository}:environment:staging.",
            )
            continue
        mine = [one for one in subjects if one.startswith(f"repo:{repository}:")]
        named = named or bool(mine)
        for subject in mine:
            if subject == f"repo:{repository}:*":
                yield warning(
                    CHECK,
                    f"Role {trust.role} may be assumed from any branch of"
                    f" {repository}, and from pull requests.",
                    f"Name the environment: repo:{repository}:environment:staging.",
                )
            else:
                yield good(CHECK, f"Role {trust.role} trusts {subject}.")
    if not named:
        yield warning(
            CHECK,
            f"No role names {repository} in its trust: its workflows can assume none.",
            "Give envs/registry the repository and its environments.",
        )


def _any_repository(subject: str) -> bool:
    return re.match(r"repo:[^*?/]+/[^*?:]", subject) is None
