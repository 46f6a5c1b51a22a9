"""An evaluation as one HTML page that needs nothing else, not even a network."""

import html
from importlib.resources import files
from string import Template

from model.evaluate import Evaluation
from model.figures import Classification, Regression
from model.pictures import confusion_picture, scatter_picture

_PAGE = Template((files("model") / "report.html").read_text(encoding="utf-8"))


def page(evaluation: Evaluation) -> str:
    """Return the page: the figures, the classes, the mistakes, the picture."""
    manifest = evaluation.manifest
    count = len(evaluation.instances)
    per_instance = evaluation.seconds / count * 1000
    figures = evaluation.figures
    if isinstance(figures, Classification):
        tiles = {
            "accuracy": f"{figures.accuracy:.2%}",
            "macro F1": f"{figures.macro_f1:.3f}",
        }
        body = _classification(figures)
    else:
        tiles = _regression_tiles(figures)
        body = _section(
            "Predicted over true",
            scatter_picture(
                evaluation.labels,
                evaluation.predictions,
                "Each instance: the true value to the right, the predicted one up",
            ),
        )
    tiles |= {
        "instances": f"{count:,}",
        "each, on this machine": f"{per_instance:.2f} ms",
    }
    return _PAGE.substitute(
        title=_escaped(f"{manifest.name} {manifest.version}"),
        name=_escaped(manifest.name),
        version=_escaped(manifest.version),
        data=_escaped(evaluation.data),
        tiles="\n".join(
            f"<li><b>{_escaped(value)}</b>{_escaped(what)}</li>"
            for what, value in tiles.items()
        ),
        body=body,
        facts=_facts(evaluation),
    )


def _regression_tiles(figures: Regression) -> dict[str, str]:
    return {
        "R²": "—" if figures.r2 is None else f"{figures.r2:.3f}",
        "mean absolute error": f"{figures.mean_absolute_error:.4g}",
        "root mean squared error": f"{figures.root_mean_squared_error:.4g}",
    }


def _classification(figures: Classification) -> str:
    rows = "\n".join(
        f"<tr><td>{_escaped(one.label)}</td>{_bar(one.precision)}{_bar(one.recall)}"
        f"{_bar(one.f1)}<td>{one.support:,}</td></tr>"
        for one in figures.classes
    )
    classes = (
        "<table><thead><tr><th>class</th><th>precision</th><th>recall</th><th>F1</th>"
        f"<th>instances</th></tr></thead><tbody>\n{rows}\n</tbody></table>"
    )
    mistakes = "\n".join(
        f"<tr><td>{_escaped(one.label)}</td><td>{_escaped(one.prediction)}</td>"
        f"<td>{one.count:,}</td></tr>"
        for one in figures.confusions
    )
    confusions = (
        '<table class="words"><thead><tr><th>is</th><th>was taken for</th>'
        f"<th>times</th></tr></thead><tbody>\n{mistakes}\n</tbody></table>"
        if mistakes
        else "<p>None.</p>"
    )
    picture = confusion_picture(
        [one.label for one in figures.classes],
        figures.matrix,
        "Confusion matrix: a row is what instances are, a column what they are called",
    )
    return (
        _section("By class", classes)
        + _section("Confusion matrix", picture)
        + _section("Commonest mistakes", confusions)
    )


def _section(title: str, content: str) -> str:
    return f'<section><h2>{title}</h2><div class="wide">{content}</div></section>\n'


def _bar(part: float) -> str:
    return f'<td class="bar" style="--part: {part:.1%}">{part:.3f}</td>'


def _facts(evaluation: Evaluation) -> str:
    manifest = evaluation.manifest
    runtime = ", ".join(f"{name} {at}" for name, at in sorted(manifest.runtime.items()))
    facts = [f"Packaged {manifest.created_at} with {runtime}."]
    data = manifest.metrics.get("data")
    if isinstance(data, dict):
        facts.append(f"Trained on {data.get('name')}, SHA-256 {data.get('sha256')}.")
    return "<br>\n".join(_escaped(fact) for fact in facts)


def _escaped(value: object) -> str:
    return html.escape(str(value))
