"""Runs transform jobs, each with a few containers for its instances."""

import logging
import threading
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.sagemaker.log_place import transform_group
from local_aws.sagemaker.order import ContainerOrder
from local_aws.sagemaker.ports import DeploymentFailedError
from local_aws.sagemaker.settings import SageMakerSettings
from local_aws.sagemaker.starter import ContainerStarter, UnhealthyError
from local_aws.sagemaker.storage import Actor, Storage
from local_aws.sagemaker.transform import inputs
from local_aws.sagemaker.transform.announcement import announce
from local_aws.sagemaker.transform.inputs import InputObject, NoInputError
from local_aws.sagemaker.transform.job import TransformJob
from local_aws.sagemaker.transform.manner import (
    BadMannerError,
    manner_of,
    variables_of,
)
from local_aws.sagemaker.transform.worker import (
    StoppedError,
    TransformFailedError,
    Worker,
)

_NO_PING = (
    "AlgorithmError: Model container failed to respond to ping; Please ensure /ping "
    "endpoint is implemented and responds with an HTTP 200 status code"
)
_INTERNAL = "InternalServerError: We encountered an internal error.  Please try again."

logger = logging.getLogger(__name__)


class TransformRunner:
    """Starts a thread for each job."""

    def __init__(self, settings: SageMakerSettings, starter: ContainerStarter) -> None:
        """Take who starts containers."""
        self._most = settings.real_containers
        self._starter = starter
        self._lock = threading.Lock()
        self._jobs: dict[threading.Thread, TransformJob] = {}
        self._closed = False

    def start(self, job: TransformJob) -> None:
        """Run a job in the background."""
        thread = threading.Thread(target=self._run, args=(job,), daemon=True)
        with self._lock:
            self._jobs = {
                each: job for each, job in self._jobs.items() if each.is_alive()
            }
            self._jobs[thread] = job
        announce(job)
        thread.start()

    def close(self) -> None:
        """Stop every job. Its containers are the starter's to end."""
        with self._lock:
            jobs = dict(self._jobs)
        for job in jobs.values():
            job.stopping.set()

    def _run(self, job: TransformJob) -> None:
        failure: str | None = None
        try:
            self._transform(job)
        except StoppedError:
            pass
        except UnhealthyError:
            failure = _NO_PING
        except (TransformFailedError, NoInputError) as error:
            failure = str(error)
        except (BadMannerError, DeploymentFailedError) as error:
            failure = f"ClientError: {error}"
        except (BotoCoreError, ClientError) as error:
            failure = f"ClientError: {error}"
        except Exception:
            failure = _INTERNAL
            raise
        finally:
            job.end(failure)
            announce(job)
            logger.info("%s: %s %s", job.arn, job.transform_job_status, failure or "")

    def _transform(self, job: TransformJob) -> None:
        actor = Actor(
            account_id=job.account_id,
            region=job.region,
            role_arn=job.model.role_arn,
        )
        storage = Storage(self._starter.roles, actor)
        source = job.given["TransformInput"]["DataSource"]["S3DataSource"]
        found = inputs.find(source, storage)
        # An object is one instance's; more instances than objects stand idle.
        instances = min(job.instances, len(found), self._most)
        failed = threading.Event()
        with ThreadPoolExecutor(instances) as workers:
            done = [
                workers.submit(
                    self._work, job, storage, found[number::instances], failed
                )
                for number in range(instances)
            ]
        for worker in done:
            worker.result()

    def _work(
        self,
        job: TransformJob,
        storage: Storage,
        share: Sequence[InputObject],
        failed: threading.Event,
    ) -> None:
        """Be one instance of a job, with its share of the objects."""
        name = f"{job.transform_job_name}/i-{uuid.uuid4().hex[:17]}-{int(time.time())}"
        order = ContainerOrder(
            account_id=job.account_id,
            region=job.region,
            model=job.model,
            log_group=transform_group(),
            stream=name,
            variables=variables_of(job.given),
            variant="AllTraffic",
        )
        container = self._starter.start(order)
        job.begin()
        try:
            manner = manner_of(job.given, container)

            def tell(line: str) -> None:
                now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
                line = f"{now}.000:[sagemaker logs]: {line}"
                self._starter.write(order, f"{name}/data-log", [line])

            tell(
                f"MaxConcurrentTransforms={manner.concurrent}, "
                f"MaxPayloadInMB={manner.payload_mb}, "
                f"BatchStrategy={manner.strategy}"
            )
            worker = Worker(
                job=job,
                container=container,
                manner=manner,
                storage=storage,
                tell=tell,
            )
            for each in share:
                if failed.is_set():
                    break
                worker.transform(each)
        except BaseException:
            # The others are to finish what they have and no more.
            failed.set()
            raise
        finally:
            container.retire()
