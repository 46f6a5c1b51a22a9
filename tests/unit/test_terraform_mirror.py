"""Where Terraform is told to get its provider from."""

import os
import socket
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import hcl2
import pytest

from inferway.terraform_mirror import MirrorError, write_cli_config


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def registry():
    """Return the address of a registry that answers."""

    class Discovery(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Discovery)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def silent():
    """Return the address of a registry that is not there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: it refuses
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/"


@pytest.fixture
def disk(tmp_path):
    """Return a file system with a mirror at opt/plugins."""
    provider = tmp_path / "disk/opt/plugins/registry.terraform.io/hashicorp/aws"
    (provider / "5.100.0/linux_amd64").mkdir(parents=True)
    return tmp_path / "disk"


def read(config):
    return hcl2.loads(config.read_text())


def mirror_of(config):
    [installation] = read(config)["provider_installation"]
    [mirror] = installation["filesystem_mirror"]
    return mirror["path"].strip('"')


def test_a_mirror_on_the_disk_stands_in_for_a_registry_that_is_silent(
    tmp_path, disk, silent
):
    config = write_cli_config(
        tmp_path / "new/rc", environ={}, look_below=disk, discovery_url=silent
    )

    assert config == tmp_path / "new/rc"
    assert mirror_of(config) == str(disk / "opt/plugins")


def test_a_registry_that_answers_is_used_and_downloads_are_kept(
    tmp_path, disk, registry
):
    config = write_cli_config(
        tmp_path / "rc", environ={}, look_below=disk, discovery_url=registry
    )

    cache = tmp_path / "terraform-plugins"
    assert read(config)["plugin_cache_dir"].strip('"') == str(cache)
    assert cache.is_dir(), "Terraform refuses a cache that does not exist"


def test_a_named_mirror_is_used_whatever_the_registry_says(tmp_path, disk, registry):
    named = {"INFERWAY_PROVIDER_MIRROR": str(disk / "opt/plugins")}

    config = write_cli_config(
        tmp_path / "rc", environ=named, look_below=tmp_path, discovery_url=registry
    )

    assert mirror_of(config) == str(disk / "opt/plugins")


def test_a_named_mirror_that_is_none_is_refused_by_its_name(tmp_path, silent):
    named = {"INFERWAY_PROVIDER_MIRROR": str(tmp_path)}

    with pytest.raises(MirrorError, match="INFERWAY_PROVIDER_MIRROR"):
        write_cli_config(
            tmp_path / "rc", environ=named, look_below=tmp_path, discovery_url=silent
        )


@pytest.mark.parametrize("variable", ["TF_CLI_CONFIG_FILE", "HOME"])
def test_a_persons_own_choice_of_a_source_is_left_alone(
    tmp_path, disk, silent, variable
):
    own = tmp_path / ".terraformrc"
    own.write_text('provider_installation {\n  network_mirror { url = "x" }\n}\n')
    where = own if variable == "TF_CLI_CONFIG_FILE" else tmp_path

    assert (
        write_cli_config(
            tmp_path / "rc",
            environ={variable: str(where)},
            look_below=disk,
            discovery_url=silent,
        )
        is None
    )


def test_a_configuration_file_that_is_missing_chooses_nothing(tmp_path, disk, silent):
    missing = {"TF_CLI_CONFIG_FILE": str(tmp_path / "missing")}

    config = write_cli_config(
        tmp_path / "rc", environ=missing, look_below=disk, discovery_url=silent
    )

    assert mirror_of(config) == str(disk / "opt/plugins")


@pytest.mark.parametrize("place", ["a/b/c/d/e", "project/.terraform"])
def test_what_is_too_deep_or_will_go_away_is_no_mirror(tmp_path, silent, place):
    provider = tmp_path / "disk" / place / "registry.terraform.io/hashicorp/aws"
    (provider / "5.100.0").mkdir(parents=True)

    assert (
        write_cli_config(
            tmp_path / "rc",
            environ={},
            look_below=tmp_path / "disk",
            discovery_url=silent,
        )
        is None
    )


def test_an_empty_folder_of_the_right_name_is_no_mirror(tmp_path, silent):
    (tmp_path / "disk/registry.terraform.io/hashicorp/aws").mkdir(parents=True)

    assert (
        write_cli_config(
            tmp_path / "rc",
            environ={},
            look_below=tmp_path / "disk",
            discovery_url=silent,
        )
        is None
    )


def test_terraform_reads_what_was_written(tmp_path, disk, silent):
    config = write_cli_config(
        tmp_path / 'a "quoted" folder/rc',
        environ={},
        look_below=disk,
        discovery_url=silent,
    )

    run = subprocess.run(
        ["terraform", "version"],
        env={
            "CHECKPOINT_DISABLE": "1",
            "PATH": os.environ["PATH"],
            "TF_CLI_CONFIG_FILE": str(config),
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert "problems" not in run.stdout + run.stderr
