"""One provider process for many runs of Terraform that configure none.

Terraform starts the provider twice in each run of a `terraform test`, for its
schema alone where the provider is mocked: four fifths of such a test's time. A
provider that was started for debugging is attached to instead.
https://developer.hashicorp.com/terraform/plugin/debugging
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_GIVEN = "TF_REATTACH_PROVIDERS="


@contextmanager
def served_provider(data_dir: Path) -> Iterator[dict[str, str]]:
    """Start the provider that an init installed.

    Args:
        data_dir: Terraform's data folder of that init.

    Yields:
        The variable that lets Terraform attach to it. Whoever configures it does
        so for all: it is for mocked providers only.

    """
    [binary] = data_dir.glob("providers/*/hashicorp/aws/*/*/terraform-provider-aws*")
    # Its log goes to a file: nobody would empty a pipe.
    log = data_dir / "provider.log"
    with (
        log.open("w") as written,
        subprocess.Popen(
            [binary, "-debug"], stdout=subprocess.PIPE, stderr=written, text=True
        ) as provider,
    ):
        assert provider.stdout is not None
        try:
            for line in provider.stdout:
                name, given, value = line.strip().partition(_GIVEN)
                if given and not name:
                    break
            else:
                raise AssertionError(log.read_text())
            yield {_GIVEN.rstrip("="): value.strip("'")}
        finally:
            provider.terminate()
