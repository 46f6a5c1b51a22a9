"""`inferway advise`, `estimate` and `prices` as a person types them."""

import io
import json
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from prices import load
from tests.unit.costs.test_price_list import product

DATA = Path(__file__).parent / "data"
PRICES = DATA / "prices.json"


@pytest.fixture
def inferway(capsys):
    from inferway.cli import app  # noqa: PLC0415 - slow, and for these alone

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            app([str(one) for one in arguments])
        shown = capsys.readouterr()
        return ended.value.code or 0, shown.out, shown.err

    return run


ADVISE = ("advise", "--requests-per-hour", "40", "--prices", PRICES)


def test_advice_in_words(inferway):
    code, out, _ = inferway(*ADVISE)

    assert code == 0
    assert "       0.19  Lambda (POST /predict): cold starts of seconds  <- take" in out
    assert "9.30 USD a month stand anyhow" in out
    assert "what it rests on\n- a month has 730 hours" in out


def test_advice_as_json_agrees(inferway):
    code, out, _ = inferway(*ADVISE, "--needs", "warm", "--json")

    said = json.loads(out)
    assert code == 0
    assert said["recommended"] == "provisioned ml.m5.large"
    amounts = {one["way"]: one["usd_a_month"] for one in said["options"]}
    assert amounts["serverless endpoint"] == "0.54"
    assert amounts["provisioned ml.m5.large"] == "84.43"
    assert said["prices"]["file"] == str(PRICES)
    assert said["routing"]["traffic_classes"]["standard"]["preferred"] == "provisioned"


def test_every_option_is_heard(inferway):
    code, out, err = inferway(
        *ADVISE[:-2],
        *("--prices", PRICES, "--profile", "business-hours"),
        *("--business-hours", "9-17", "--latency-ms", "12.5", "--memory-mb", "1024"),
        *("--request-bytes", "10", "--answer-bytes", "20", "--instances-p95", "3"),
        *("--instance-type", "ml.t2.medium", "--region", "eu-west-1"),
        *("--direct", "--assume", "alarms=5", "--assume", "utilisation=0.5", "--json"),
    )

    assert code == 0, err
    said = json.loads(out)
    assert said["workload"] == {
        "traffic": "business hours 9-17, Mon-Fri",
        "requests_a_month": pytest.approx(40 * 40 * 730 / 168, abs=0.001),
        "requests_an_hour": pytest.approx(40 * 40 / 168, abs=0.001),
        "requests_in_the_busiest_hour": 40.0,
        "request_bytes": 10,
        "answer_bytes": 20,
        "latency_ms": 12.5,
        "memory_mb": 1024,
        "instances_p95": 3,
        "regions": ["eu-west-1"],
        "direct": True,
    }
    told = " ".join(said["assumptions"])
    assert "5 alarms" in told
    assert "50% of what it could do" in told
    assert "provisioned ml.t2.medium" in {one["way"] for one in said["options"]}


def test_measured_requests(inferway, tmp_path):
    path = tmp_path / "requests.csv"
    rows = [f"2026-11-{day:02}T10:00:00Z,{day},500" for day in range(2, 16)]
    path.write_text("\n".join(["timestamp,instances,bytes", *rows]))

    code, out, err = inferway(
        "advise", "--requests", path, "--time-zone", "Europe/Dublin", "--json"
    )

    assert code == 0, err
    said = json.loads(out)["workload"]
    assert said["requests_in_the_busiest_hour"] == 1
    assert said["request_bytes"] == 500
    assert said["instances_p95"] == 15


def test_the_report_and_the_picture_are_written(inferway, tmp_path):
    html, png = tmp_path / "costs.html", tmp_path / "costs.png"

    code, _, err = inferway(*ADVISE, "--html", html, "--png", png)

    assert code == 0, err
    assert "What it would cost" in html.read_text()
    assert png.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "give either --requests-per-hour or --requests"),
        (("--requests-per-hour", "1", "--business-hours", "x"), "two hours of a day"),
        (("--requests-per-hour", "1", "--assume", "luck=1"), "no assumption 'luck'"),
        (("--requests-per-hour", "1", "--assume", "keys=x"), "not a number that fits"),
        (("--requests", "none.csv"), "cannot be read"),
        (("--requests", "none.csv", "--time-zone", "Mars"), "no time zone 'Mars'"),
        (("--requests-per-hour", "1", "--prices", "none"), "cannot be read"),
        (("--requests-per-hour", "1", "--html", "no/x.html"), "there is no folder"),
        (("--requests-per-hour", "1", "--region", "mars-1"), "no price of alarm"),
    ],
)
def test_what_makes_no_advice_is_refused(inferway, arguments, why):
    code, out, err = inferway("advise", *arguments, "--json")

    assert code == 1
    assert why in json.loads(out)["error"]["message"]
    assert why in err


def test_an_estimate_in_words_json_and_markdown(inferway, monkeypatch):
    plan = DATA / "plan_production.json"
    asked = ("--prices", PRICES)

    code, words, _ = inferway("estimate", plan, *asked)
    assert code == 0
    assert "      99.79                 sum, nothing is there yet" in words

    stdin = io.TextIOWrapper(io.BytesIO(plan.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    code, out, _ = inferway("estimate", "-", *asked, "--json")
    assert code == 0
    assert json.loads(out)["at_rest_usd_a_month"] == "99.79"

    code, comment, _ = inferway("estimate", plan, *asked, "--markdown")
    assert code == 0
    assert "**99.79 USD a month at rest** (nothing is there yet)." in comment
    assert "| stack/region/prediction | 0.40 | 2.44 |" in comment


def test_what_is_no_plan_is_refused(inferway, tmp_path):
    assert inferway("estimate", tmp_path / "none.json")[0] == 1
    code, _, err = inferway("estimate", PRICES)

    assert code == 1
    assert "is no plan of Terraform" in err


def test_prices_are_shown_and_taken_back(inferway, tmp_path):
    path = tmp_path / "mine.json"
    code, out, _ = inferway("prices", "show", "--json")
    path.write_text(out)

    assert code == 0
    assert list(load(path)) == list(load())
    code, out, _ = inferway("prices", "show", "--prices", path)
    assert code == 0
    assert "kms_key global: 1.00 USD for 1 key-month" in out
    assert "not confirmed" in out


@contextmanager
def price_list(products):
    """Answer GetProducts over HTTP, by service code and Region."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            region = asked["Filters"][0]["Value"]
            found = products.get((asked["ServiceCode"], region), [])
            body = json.dumps({"FormatVersion": "aws_v1", "PriceList": found}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/x-amz-json-1.1")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_prices_are_refreshed(inferway, tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    out = tmp_path / "prices.json"
    products = {
        ("AmazonSageMaker", "us-east-1"): [
            product("USE1-Host:ml.m5.large", ("0", "0.2")),
            product("USE1-Host:ml.c7i.large", ("0", "0.3")),
        ],
        ("AmazonCloudWatch", "eu-central-1"): [
            product("EUC1-CW:AlarmMonitorUsage", ("0", "0.4"))
        ],
    }
    with price_list(products) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        code, said, err = inferway(
            *("prices", "refresh", out, "--prices", PRICES, "--json"),
            *("--instance-type", "ml.c7i.large", "--region", "eu-central-1"),
        )

    assert code == 0, err
    found = load(out)
    assert str(found.instance_hour("ml.m5.large", "us-east-1")) == "0.2"
    assert str(found.instance_hour("ml.c7i.large", "us-east-1")) == "0.3"
    assert str(found.get("alarm", "eu-central-1").usd) == "0.4"
    # What AWS did not tell stays where it was, and is not made up elsewhere.
    assert str(found.get("alarm", "us-east-1").usd) == "0.10"
    assert found.instance_hour("ml.c7i.large", "eu-west-1") is None
    assert found.find("log_storage", "eu-central-1") is None
    told = json.loads(said)
    assert told["fetched"] == 3
    assert "alarm us-east-1" in told["kept"]
    assert "log_storage eu-central-1" in told["absent"]


def test_without_a_way_to_aws_nothing_is_written(inferway, tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    out = tmp_path / "prices.json"

    code, _, err = inferway("prices", "refresh", out, "--prices", PRICES)

    assert code == 3
    assert "the Price List API cannot be asked" in err
    assert not out.exists()
