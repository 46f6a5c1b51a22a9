"""What pytest-terraform applies and destroys, with its state in the local AWS."""

from pathlib import Path
from typing import Any, ClassVar

import boto3
from pytest_terraform.tf import LazyTfBin, TerraformRunner
from pytest_terraform.xdist import ScopedTerraformFixture

from tests.support.terraform_state import BUCKET, state_in_s3


class AppliedFolder(ScopedTerraformFixture):
    """The fixture that `@terraform` makes."""

    def get_runner(self, module_dir: Any, work_dir: Any) -> TerraformRunner:
        """Return what runs Terraform in the folder."""
        return Runner(
            str(work_dir), module_dir=str(module_dir), tf_bin=LazyTfBin.resolve()
        )


class Runner(TerraformRunner):
    """Names no file of a state: after `init`, Terraform knows where it is."""

    command_templates: ClassVar = {
        name: template.replace(" {state}", "")
        for name, template in TerraformRunner.command_templates.items()
    }

    def init(self) -> None:
        """Say where the state is."""
        state = state_in_s3(boto3.client("s3"), self._key)
        self._run_cmd([*self._get_cmd_args("init", plugin_dir=""), *state])

    def _run_cmd(self, args: list[str], **options: Any) -> Any:
        said = super()._run_cmd(args, **options)
        if args[1] == "apply":
            # The plugin reads from this file what there is.
            boto3.client("s3").download_file(BUCKET, self._key, self.state_path)
        return said

    @property
    def _key(self) -> str:
        return Path(self.module_dir).name
