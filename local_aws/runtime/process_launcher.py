"""Functions as processes: AWS's own runtime client, in a session of its own."""

import sys
from collections.abc import Mapping

from local_aws.runtime.code import FunctionCode
from local_aws.runtime.config import FunctionConfig
from local_aws.runtime.process_sandbox import (
    ProcessSandbox,
    start_process,
    temporary_folder,
)
from local_aws.runtime.warden import Warden


class ProcessLauncher:
    """Starts `python -m awslambdaric` with this interpreter's packages."""

    def __init__(self, warden: Warden) -> None:
        """Take who ends sandboxes should this process be killed."""
        self._warden = warden

    def task_root(self, code: FunctionCode) -> str:
        """Return the folder of the image's files."""
        return str(code.task_root)

    def launch(
        self,
        config: FunctionConfig,
        code: FunctionCode,
        variables: Mapping[str, str],
    ) -> ProcessSandbox:
        """Start the runtime."""
        # resolve() would leave the virtual environment.
        command = [sys.executable, "-S", "-m", "awslambdaric", variables["_HANDLER"]]
        return start_process(
            command,
            folder=code.task_root,
            variables=variables,
            temporary=temporary_folder("lambda-"),
            memory_mb=config.memory_mb,
            mark=f"AWS_LAMBDA_RUNTIME_API={variables['AWS_LAMBDA_RUNTIME_API']}",
            warden=self._warden,
        )

    def close(self) -> None:
        """Let the warden go."""
        self._warden.close()
