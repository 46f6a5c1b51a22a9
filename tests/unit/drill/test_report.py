"""What people and programs are told of a game day."""

import json

from drill.figures import make_report
from drill.report import to_json, to_markdown


def played(make_world, stream, **world):
    found = make_world(stream=stream, **world)
    outcome = found.game.fail_over(name="mine", by_alarm=True)
    report = make_report(found.recovery, outcome, by_alarm=True, resolution=1)
    return to_json(found.recovery, report), to_markdown(found.recovery, report)


def test_figures_stand_beside_the_promise(make_world, stream):
    document, text = played(make_world, stream)

    assert "All that is promised was kept." in text
    assert (
        "| clients are led to the other Region"
        " | 90 s (health check 30 + DNS 60) | 60 s | kept |" in text
    )
    assert "| 170 s (health check 30 + alarm 120 + workflow 20) | 85 s | kept |" in text
    assert "| lost | 0 |" in text
    assert document["right"]
    assert document["inferences"]["lost"] == []
    assert json.loads(json.dumps(document)) == document


def test_what_is_late_or_lost_is_shown_first(make_world, stream, api):
    api.forgets.add("drill-1-id")

    document, text = played(make_world, stream, name_after=200)

    assert not document["right"]
    assert "kept." not in text
    assert "- **WRONG**: clients are led to the other Region: 200 s, and 90 s" in text
    assert "- **WRONG**: 1 inferences lost: drill-1-id" in text
    assert "| 200 s | **LATE** |" in text


def test_what_was_never_seen_is_said(make_world, stream):
    _, text = played(make_world, None, begin_after=10.0**9)

    assert "| not seen | **LATE** |" in text
    assert "No inferences were sent." in text
    assert "- Not everything was seen within 600 s." in text
