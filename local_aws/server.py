"""The process that serves the local AWS on the loopback interface.

Started by `local_aws.process.up`, never by hand. It holds the lock of its state
directory while it lives, writes the state file once it answers, and takes its
function environments along when it is told to stop (SIGTERM).
"""

import argparse
import gc
import logging
import os
import signal
import socket
import sys
import threading
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from werkzeug.serving import make_server

from local_aws import children, patches, state
from local_aws.app import LocalAwsApp
from local_aws.backup.part import BackupPart
from local_aws.clock import Clock
from local_aws.controls import server_controls
from local_aws.dns.answers import dns_controls
from local_aws.dns.engine import DnsEngine
from local_aws.events.engine import EventsEngine
from local_aws.faults import Faults
from local_aws.gateway.app import GatewayApp
from local_aws.iam.control import privilege_controls
from local_aws.money.controls import money_controls
from local_aws.regions import hook as regions
from local_aws.regions.control import region_controls
from local_aws.regions.outages import Outages
from local_aws.replication.control import replication_controls
from local_aws.replication.engine import ReplicationEngine
from local_aws.request_handler import RequestHandler
from local_aws.runtime.plane import LambdaPlane
from local_aws.runtime.plane_settings import plane_settings
from local_aws.sagemaker.control.controls import endpoint_controls
from local_aws.sagemaker.part import SageMakerPart
from local_aws.sagemaker.settings import sagemaker_settings
from local_aws.scaling.capacity import AwsCapacities
from local_aws.scaling.engine import ScalingEngine
from local_aws.settings import LAUNCHERS, ServerSettings
from local_aws.state import LocalAws
from local_aws.states.plane import StatesPlane
from local_aws.topics.controls import topic_controls

logger = logging.getLogger(__name__)

_HOST = "127.0.0.1"
_BACKLOG = 128
_HEALTH_SECONDS = 30.0
# Thousands of objects are loaded and stay: to look among them for garbage after every
# 700 new ones takes a third of the processor.
_NEW_OBJECTS = 50_000


def main(arguments: Sequence[str]) -> int:
    """Serve until told to stop; the exit code tells why it ended."""
    options = _parse(arguments)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        stream=sys.stderr,
    )
    if not state.hold(options.state_dir):
        logger.error("another local AWS runs in %s", options.state_dir)
        return state.HELD_EXIT_CODE
    # What a dead one left must not be taken for ours.
    state.forget(options.state_dir)
    try:
        _serve(options)
    finally:
        state.forget(options.state_dir)
    return 0


def _serve(options: argparse.Namespace) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with socket.create_server((_HOST, options.port), backlog=_BACKLOG) as listener:
        port = listener.getsockname()[1]
        settings = ServerSettings(
            account_id=options.account_id,
            launcher=options.launcher,
            state_dir=options.state_dir,
            url=f"http://{_HOST}:{port}",
        )
        patches.apply()
        clock, faults, outages = Clock(), Faults(), Outages()
        reachable = regions.install(outages)
        plane = LambdaPlane(plane_settings(settings, clock))
        clock.listen(lambda *_: plane.wake())
        gateway = GatewayApp(settings, plane)
        sagemaker = SageMakerPart(sagemaker_settings(settings, clock))
        replication = ReplicationEngine(settings.account_id, clock)
        dns = DnsEngine(settings.account_id, clock, settings.url)
        backup = BackupPart(settings.account_id, clock)
        app = LocalAwsApp(
            settings,
            gateway=gateway,
            backup=backup,
            deaths=plane.deaths,
            faults=faults,
            outages=outages,
            sagemaker=sagemaker,
            controls=[
                *server_controls(settings, clock, faults, plane),
                *sagemaker.controls,
                *endpoint_controls(settings.account_id),
                *region_controls(outages),
                *replication_controls(replication),
                *money_controls(settings.account_id, clock),
                *topic_controls(settings.account_id),
                *dns_controls(settings.account_id, dns.checks),
                *privilege_controls(settings.account_id),
            ],
        )
        gc.freeze()
        gc.set_threshold(_NEW_OBJECTS)
        server = make_server(
            _HOST,
            port,
            app,
            threaded=True,
            request_handler=RequestHandler,
            fd=listener.fileno(),
        )
        serving = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        serving.start()
        # First, so that alarms see what was polled at their time.
        dns.start()
        replication.start()
        engine = ScalingEngine(settings.account_id, clock, AwsCapacities(settings.url))
        engine.start()
        states = StatesPlane(settings.url, settings.account_id, clock)
        events = EventsEngine(settings.account_id, clock, settings.url)
        events.start()
        backup.start()
        try:
            _announce(settings, port)
            stop.wait()
        finally:
            logger.info("stopping")
            # Nobody is to be sent here any more.
            state.forget(settings.state_dir)
            # They ask the server.
            outages.close()
            backup.close()
            events.close()
            engine.close()
            replication.close()
            dns.close()
            states.close()
            # The last lines of containers still find their log.
            sagemaker.close()
            server.shutdown()
            gateway.close()
            plane.close()
            reachable()
            children.kill_all()


def _announce(settings: ServerSettings, port: int) -> None:
    with urllib.request.urlopen(  # noqa: S310 - our own http URL
        f"{settings.url}/_local/health", timeout=_HEALTH_SECONDS
    ):
        pass
    local = LocalAws(
        account_id=settings.account_id,
        launcher=settings.launcher,
        pid=os.getpid(),
        port=port,
        state_dir=settings.state_dir,
    )
    state.write(local)
    logger.info("answers at %s", settings.url)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local_aws.server")
    parser.add_argument("--account-id", required=True)
    parser.add_argument("--launcher", choices=LAUNCHERS, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state-dir", type=Path, required=True)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
