"""The ENTRYPOINT of an image that runs as processes."""

import pytest

from local_aws.dockerfile import read_dockerfile
from local_aws.image_content import ImagePushError, with_entrypoint
from local_aws.runtime.code import FunctionCode, ImageRecord, read_code
from local_aws.sagemaker.launchers import entrypoint_command
from local_aws.sagemaker.ports import DeploymentFailedError


def read(tmp_path, text):
    path = tmp_path / "Dockerfile"
    path.write_text(text)
    return read_dockerfile(path)


def test_the_last_stage_says_the_entrypoint(tmp_path):
    text = 'FROM a\nENTRYPOINT ["/other"]\nFROM b\n{}CMD ["a.b"]\n'

    assert read(tmp_path, text.format("")).entrypoint == ()
    given = read(tmp_path, text.format('ENTRYPOINT ["/var/task/e.sh", "-x"]\n'))
    assert given.entrypoint == ("/var/task/e.sh", "-x")
    with pytest.raises(ValueError, match=r"ENTRYPOINT e\.sh is not in exec form"):
        read(tmp_path, text.format("ENTRYPOINT e.sh\n"))


def test_the_script_is_a_source_s_or_beside_the_dockerfile(tmp_path):
    (tmp_path / "e.sh").write_text("beside")
    source = tmp_path / "source"

    beside = with_entrypoint({}, ["/var/task/e.sh"], tmp_path)
    of_source = with_entrypoint({"e.sh": source}, ["/var/task/e.sh"], tmp_path)

    assert beside == {"e.sh": tmp_path / "e.sh"}
    assert of_source == {"e.sh": source}
    assert with_entrypoint({}, ["python3", "-m", "a"], tmp_path) == {}
    assert with_entrypoint({}, [], tmp_path) == {}
    with pytest.raises(ImagePushError, match=r"ghost\.sh"):
        with_entrypoint({}, ["/var/task/ghost.sh"], tmp_path)


def code(tmp_path, *entrypoint):
    record = ImageRecord(command=("a.b",), environment={}, entrypoint=entrypoint)
    return FunctionCode(record=record, task_root=tmp_path)


def test_it_is_run_with_serve(tmp_path):
    script = code(tmp_path, "/var/task/e.sh", "-x")
    program = code(tmp_path, "python3", "-m", "front")

    assert entrypoint_command(script) == ["sh", f"{tmp_path}/e.sh", "-x", "serve"]
    assert entrypoint_command(program) == ["python3", "-m", "front", "serve"]
    with pytest.raises(DeploymentFailedError, match="no ENTRYPOINT"):
        entrypoint_command(code(tmp_path))


def test_what_was_pushed_before_entrypoints_were_kept_can_be_read(tmp_path):
    place = tmp_path / ("0" * 64)
    place.mkdir()
    (place / "image.json").write_text(
        '{"command": ["a.b"], "docker_image": null, "environment": {}}'
    )

    assert read_code(tmp_path, "sha256:" + "0" * 64).record.entrypoint == ()
