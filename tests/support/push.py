"""`python -m tests.support.push REPOSITORY:TAG`: what a docker push would do."""

import os
import sys
from pathlib import Path

from local_aws import process
from local_aws.demo.steps import push_image

local = process.status(Path(os.environ["LOCAL_AWS_STATE_DIR"]))
assert local is not None, "the local AWS is not up"
repository, _, tag = sys.argv[1].rpartition(":")
name = repository.rpartition("/")[2].replace("-", "_")
push_image(local, name, root=Path.cwd(), repository=repository, tag=tag)
