"""Control groups, on a folder that looks like the kernel's."""

import subprocess

import pytest

from local_aws.runtime.cgroup import memory_group


@pytest.fixture
def hierarchy(tmp_path):
    own = tmp_path / "own"
    own.write_text("9:name=systemd:/\n0::/user/service\n")
    parent = tmp_path / "user" / "service"
    parent.mkdir(parents=True)
    (parent / "cgroup.subtree_control").write_text("cpu memory pids\n")
    return tmp_path, parent, own


def test_a_group_limits_memory_and_swap(hierarchy):
    root, parent, own = hierarchy
    group = memory_group("lambda-1", 256, root=root, own=own)
    assert group.path == parent / "lambda-1"
    assert (group.path / "memory.max").read_text() == str(256 << 20)
    assert (group.path / "memory.swap.max").read_text() == "0"
    assert (group.path / "memory.oom.group").read_text() == "1"
    (group.path / "memory.peak").write_text("1048577\n")
    assert group.peak_mb == 2


def test_a_command_joins_the_group_before_it_starts(hierarchy):
    root, _, own = hierarchy
    group = memory_group("lambda-1", 256, root=root, own=own)
    command = group.enter_command(["echo", "a b", "$c"])
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "a b $c\n"
    assert int((group.path / "cgroup.procs").read_text()) > 0


def test_there_is_none_where_we_may_not_make_one(hierarchy):
    root, parent, own = hierarchy
    (parent / "cgroup.subtree_control").write_text("cpu pids\n")
    assert memory_group("lambda-1", 256, root=root, own=own) is None
    own.write_text("4:memory:/old\n")
    assert memory_group("lambda-1", 256, root=root, own=own) is None
    assert memory_group("lambda-1", 256, root=root, own=root / "missing") is None
