"""The environments are one product with different values."""

import re

import pytest

from tests.policy.configuration import ENVIRONMENTS, REPO, blocks, read, resources

STAGING, PRODUCTION = REPO / "envs/staging", REPO / "envs/production"
REGISTRY = REPO / "envs/registry"
FILES = {
    "backend.tf",
    "domain.tf",
    "imports.tf",
    "main.tf",
    "outputs.tf",
    "providers.tf",
    "variables.tf",
    "versions.tf",
}
# Maps whose keys are values too.
BY_NAME = {"clients", "endpoints"}


@pytest.mark.parametrize("folder", [STAGING, PRODUCTION], ids=lambda p: p.name)
def test_an_environment_is_thin(folder):
    assert {path.name for path in folder.glob("*.tf")} == FILES
    assert [name for name, _ in blocks(folder, "module")] == ["stack"]
    assert list(resources(folder, "resource")) == []


@pytest.mark.parametrize("name", sorted(FILES - {"backend.tf", "main.tf"}))
def test_the_files_without_values_are_the_same(name):
    assert (STAGING / name).read_text() == (PRODUCTION / name).read_text()


def test_both_set_the_same_things():
    staging, production = (shape(read(f / "main.tf")) for f in (STAGING, PRODUCTION))

    assert staging == production


def shape(value, key=None):
    """Return names of arguments, without values."""
    if isinstance(value, dict):
        return {} if key in BY_NAME else {k: shape(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [shape(v) for v in value if isinstance(v, dict)]
    return None


def test_a_difference_in_more_than_values_is_seen():
    assert shape({"a": 1, "b": {"c": 1}}) != shape({"a": 1, "b": {"d": 1}})
    assert shape({"clients": {"x": {}}}) == shape({"clients": {"y": {}}})


def test_nothing_asks_which_environment_it_is():
    asked = re.compile(r'"(staging|production)"|(environment|env)\s*[=!]=')
    named = [
        str(path.relative_to(REPO))
        for path in REPO.glob("modules/**/*.tf")
        if asked.search(path.read_text())
    ]

    assert named == []


@pytest.mark.parametrize("folder", ENVIRONMENTS, ids=lambda p: p.name)
def test_state_is_in_the_bucket_of_the_account(folder):
    [settings] = read(folder / "backend.tf")["terraform"]
    [backend] = settings["backend"]
    [values] = read(folder / "main.tf")["locals"]

    assert backend["s3"] == {
        "bucket": f"inferway-{values['account_id']}-tfstate",
        "key": f"{folder.name}.tfstate",
        "region": values["region"],
        "use_lockfile": True,
    }


@pytest.mark.parametrize("folder", ENVIRONMENTS, ids=lambda p: p.name)
def test_the_provider_takes_no_other_account(folder):
    for _, provider in blocks(folder, "provider"):
        assert provider["allowed_account_ids"] == ["${local.account_id}"]
        assert provider["default_tags"] == [{"tags": "${local.tags}"}]


def test_what_is_one_an_account_is_in_the_registry_alone():
    # Two owners of these would undo each other's work.
    single = {"aws_api_gateway_account"}
    owners = {
        folder.name
        for folder in [*(REPO / "modules").iterdir(), *ENVIRONMENTS]
        for type_, *_ in resources(folder, "resource")
        if type_ in single
    }

    assert owners == {"registry"}


def test_every_image_has_a_repository_in_both_regions():
    [values] = read(REGISTRY / "main.tf")["locals"]
    modules = dict(blocks(REGISTRY, "module"))
    home, standby = modules["images"], modules["standby_images"]

    assert set(re.findall(r'"([a-z-]+)"', values["images"])) == {
        path.parent.name.replace("_", "-") for path in REPO.glob("lambdas/*/Dockerfile")
    }
    assert home["for_each"] == standby["for_each"] == "${local.images}"
    assert home["name"] == standby["name"] == "inferway/${each.key}"
    # What is copied must not be copied on.
    assert ("providers" in home, "replication" in standby) == (False, False)
    assert standby["providers"] == {"aws": "${aws.standby}"}
    assert "regions = [local.standby_region]" in (REGISTRY / "main.tf").read_text()


def test_api_gateway_may_write_logs_in_both_regions():
    settings = [
        body.get("provider", "${aws}")
        for type_, _, body in resources(REGISTRY, "resource")
        if type_ == "aws_api_gateway_account"
    ]

    assert sorted(settings) == ["${aws.standby}", "${aws}"]


def test_the_bill_is_watched_once_an_account():
    # Two would tell everybody of the same charges.
    owners = {
        folder.name
        for folder in [*(REPO / "modules").iterdir(), *ENVIRONMENTS]
        for _, module in blocks(folder, "module")
        if module["source"].endswith("/billing_alarms")
    }

    assert owners == {"registry"}


def test_locks_are_one_and_serve_every_platform():
    locks = {(folder / ".terraform.lock.hcl").read_text() for folder in ENVIRONMENTS}

    [lock] = locks
    # One checksum of the registry's for each platform, and of its manifest.
    assert len(re.findall(r'"zh:[0-9a-f]{64}"', lock)) == 15
    assert re.search(r'"h1:[A-Za-z0-9+/]{43}="', lock)


def test_no_value_of_a_key_is_an_output():
    # The state holds it, readable by few; outputs are printed and passed on.
    written = [
        path
        for path in [*REPO.glob("modules/**/*.tf"), *REPO.glob("envs/**/*.tf")]
        if re.search(
            r"aws_api_gateway_api_key\.\w+(\[[^]]*\])?\.value", path.read_text()
        )
    ]

    assert written == []


# What takes two Regions is said to the product alone, and made into what each of
# them is told.
OF_THE_PRODUCT = {
    "backup",
    "failover_emails",
    "failover_image",
    "health_check",
    "recovery_tier",
    "standby",
}
OF_A_REGION = {"copies_to", "given_model_store", "inference_tables"}
TOLD_OTHERWISE = {"custom_domain"}
# Of the other Region: its images, its endpoints and paths, its firewall and its
# copies of keys are its own.
TOLD_BOTH = {
    "alert_emails",
    "api_address",
    "log_retention_days",
    "model_store",
    "name_prefix",
    "permissions_boundary_arn",
    "throttle",
    "tracing",
}
META = {"count", "providers", "source"}


@pytest.mark.parametrize("called", ["region", "standby"])
def test_the_product_passes_every_input_on(called):
    # Modules with the same inputs: one that is forgotten does nothing.
    region = dict(blocks(REPO / "modules/regional_stack", "variable"))
    stack = dict(blocks(REPO / "modules/stack", "variable"))
    module = dict(blocks(REPO / "modules/stack", "module"))[called]
    shared = set(stack) - OF_THE_PRODUCT - TOLD_OTHERWISE

    assert set(region) == shared | OF_A_REGION | TOLD_OTHERWISE
    assert set(module) - META == set(region)
    assert {n: stack[n].get("type") for n in shared} == {
        n: region[n].get("type") for n in shared
    }
    told = {n: module[n] for n in shared if called == "region" or n in TOLD_BOTH}
    assert told == {n: f"${{var.{n}}}" for n in told}
