import pytest

from deployment.errors import DeploymentError
from deployment.release import Release, read_release
from deployment.traffic import Traffic

RELEASES = [
    Release(images={"batch": "sha256:1"}, model=None, traffic=None),
    Release(
        images={"batch": "sha256:1"},
        model=("newsgroups", "0123456789abcdef"),
        traffic=Traffic(requests=20, failures=1, p99_ms=12.5),
    ),
]


@pytest.mark.parametrize("release", RELEASES)
def test_it_is_read_as_it_was_written(release):
    written = release.to_json()

    assert "\n" not in written
    assert read_release(written) == release


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_is_before_the_first_release(text):
    assert read_release(text) is None


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"images": {}, "model": 1}'])
def test_anything_else_is_refused(text):
    with pytest.raises(DeploymentError, match="BEFORE"):
        read_release(text)
