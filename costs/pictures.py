"""Costs over traffic as a picture."""

import io
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from costs.advice import Advice
from model.errors import ModelError
from model.pictures import svg_element

# Told apart without colour too: colour blind readers, and black on white.
_STYLES = ("-", "--", "-.", ":")
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_INK = "#000000"
_PNG_DOTS = 150
_PARTS = 16
_TITLE = "US dollars a month of each way, over requests an hour on average"


def svg(advice: Advice) -> str:
    """Return the picture as an SVG element that takes the page's text colour."""
    return svg_element(_draw(advice), _TITLE)


def write_png(advice: Advice, path: Path) -> None:
    """Write the picture as a PNG file.

    Raises:
        ModelError: It cannot be written.

    """
    figure = _draw(advice)
    FigureCanvasAgg(figure)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_PNG_DOTS, bbox_inches="tight")
    try:
        path.write_bytes(buffer.getvalue())
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise ModelError(message) from error


def _draw(advice: Advice) -> Figure:
    figure = Figure(figsize=(9, 5.5))
    axes = figure.subplots()
    for number, option in enumerate(advice.options):
        curve = _bent(advice.curves.of(option.way.name))
        best = option is advice.recommended
        axes.plot(
            [rate for rate, _ in curve],
            [usd for _, usd in curve],
            label=option.way.name,
            linestyle=_STYLES[number % len(_STYLES)],
            color=_COLOURS[number % len(_COLOURS)],
            linewidth=2.6 if best else 1.4,
        )
    mean = float(advice.case.workload.traffic.mean)
    axes.axvline(mean, color=_INK, linewidth=0.8, linestyle=":")
    axes.annotate(
        f"now: {mean:,.1f}",
        (mean, 1),
        xycoords=("data", "axes fraction"),
        xytext=(4, -12),
        textcoords="offset points",
    )
    axes.set_xscale("symlog", linthresh=1)
    axes.set_yscale("symlog", linthresh=1)
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("requests an hour, on average over the week")
    axes.set_ylabel("US dollars a month")
    axes.grid(visible=True, alpha=0.25)
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure


def _bent(curve: Sequence[tuple[Decimal, Decimal]]) -> list[tuple[float, float]]:
    """Return points between those of a curve: on these axes no line is straight."""
    found = []
    for (begin, low), (end, high) in pairwise(curve):
        for part in range(_PARTS):
            # Close to the beginning, where a logarithm bends most.
            along = (part / _PARTS) ** 4
            found.append(
                (
                    float(begin) + along * float(end - begin),
                    float(low) + along * float(high - low),
                )
            )
    return [*found, *((float(rate), float(usd)) for rate, usd in curve[-1:])]
