import pytest

from local_aws.gateway.deployed import Method, Resource
from local_aws.gateway.routing import find_route


def method():
    return Method(
        authorization="NONE",
        key_required=False,
        models={},
        parameters={},
        validates_body=False,
        validates_parameters=False,
        integration=None,
    )


def resource(path, *methods):
    return Resource(id=path, path=path, methods={name: method() for name in methods})


RESULT = "/inferences/{id}/result"
API = [
    resource("/", "GET"),
    resource("/predict", "POST", "ANY"),
    resource("/inferences", "POST"),
    resource("/inferences/{id}", "GET"),
    resource("/inferences/latest", "GET"),
    resource(RESULT, "GET"),
    resource("/{proxy+}", "ANY"),
]


@pytest.mark.parametrize(
    ("http_method", "path", "found", "name", "parameters"),
    [
        ("GET", "/", "/", "GET", {}),
        ("POST", "/predict", "/predict", "POST", {}),
        ("POST", "/predict/", "/predict", "POST", {}),
        ("GET", "/predict", "/predict", "ANY", {}),
        ("GET", "/inferences/a%20b", "/inferences/{id}", "GET", {"id": "a b"}),
        ("GET", "/inferences/a%2Fb", "/inferences/{id}", "GET", {"id": "a/b"}),
        ("GET", "/inferences/latest", "/inferences/latest", "GET", {}),
        ("GET", "/inferences/latest/result", RESULT, "GET", {"id": "latest"}),
        ("PUT", "/inferences/new", "/{proxy+}", "ANY", {"proxy": "inferences/new"}),
        ("GET", "/a/b/c", "/{proxy+}", "ANY", {"proxy": "a/b/c"}),
        ("GET", "/Predict", "/{proxy+}", "ANY", {"proxy": "Predict"}),
    ],
)  # fmt: skip
def test_the_best_fitting_resource_with_the_method(
    http_method, path, found, name, parameters
):
    route = find_route(API, http_method, path)
    assert (route.resource.path, route.method_name) == (found, name)
    assert route.path_parameters == parameters


@pytest.mark.parametrize(
    ("http_method", "path"),
    [
        ("GET", "/"),
        ("POST", "/predict/more"),
        ("DELETE", "/inferences"),
        ("GET", "/inferences/"),
        ("GET", "/inferences//result"),
        ("GET", "//"),
    ],
)
def test_what_is_not_there_has_no_route(http_method, path):
    api = [each for each in API[1:] if "proxy" not in each.path]
    assert find_route(api, http_method, path) is None
