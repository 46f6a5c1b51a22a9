"""Pictures of figures, as SVG that goes into a page and takes its colours."""

import html
import io
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

# Drawn in black and turned into the page's own text colour afterwards, so that
# a dark page gets light lines.
_INK = "#000000"

# One hue from clear to full: it reads on white and on black.
_HUE = (0.13, 0.47, 0.85)
_COLOURS = LinearSegmentedColormap.from_list("share", [(*_HUE, 0.0), (*_HUE, 1.0)])
_FULL = 0.5

# Beyond these a cell is too small for a number, a tick too close for a name.
_MOST_NUMBERS = 30
_MOST_NAMES = 80
_LONGEST_NAME = 28


def confusion_picture(
    labels: Sequence[object], matrix: Sequence[Sequence[int]], title: str
) -> str:
    """Return a confusion matrix as an SVG element.

    The colour is the share of its row, so that rare classes show as well as
    common ones; the number is the count.

    Args:
        labels: One a row and column.
        matrix: Counts; a row is what instances are, a column what they are
            called.
        title: What a screen reader says it is.

    """
    side = min(14.0, 3.0 + 0.42 * len(labels))
    figure = Figure(figsize=(side, side))
    axes = figure.subplots()
    shares = [[count / (sum(row) or 1) for count in row] for row in matrix]
    # Cells as shapes, where an image would be drawn at the screen's size.
    axes.pcolormesh(shares, cmap=_COLOURS, vmin=0, vmax=1, edgecolors="none")
    axes.set_aspect("equal")
    axes.invert_yaxis()
    _name_ticks(axes, labels)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    if len(labels) <= _MOST_NUMBERS:
        _write_counts(axes, matrix, shares)
    return svg_element(figure, title)


def scatter_picture(
    labels: Sequence[float], predictions: Sequence[float], title: str
) -> str:
    """Return predictions over labels as an SVG element, with the line of truth."""
    figure = Figure(figsize=(6, 6))
    axes = figure.subplots()
    low, high = min(*labels, *predictions), max(*labels, *predictions)
    axes.plot([low, high], [low, high], color=_INK, linewidth=0.8)
    axes.plot(
        labels,
        predictions,
        linestyle="none",
        marker="o",
        markersize=3,
        color=_HUE,
        alpha=0.5,
        # Thousands of shapes would make the page slow.
        rasterized=len(labels) > 2000,  # noqa: PLR2004
    )
    axes.set_xlabel("true")
    axes.set_ylabel("predicted")
    return svg_element(figure, title)


def _name_ticks(axes: Axes, labels: Sequence[object]) -> None:
    if len(labels) > _MOST_NAMES:
        axes.set_xticks([])
        axes.set_yticks([])
        return
    places = [position + 0.5 for position in range(len(labels))]
    names = [_short(str(label)) for label in labels]
    # A name may hold what matplotlib would read as a formula.
    axes.set_xticks(places, names, rotation=90, parse_math=False)
    axes.set_yticks(places, names, parse_math=False)


def _write_counts(
    axes: Axes, matrix: Sequence[Sequence[int]], shares: Sequence[Sequence[float]]
) -> None:
    for row, counts in enumerate(matrix):
        for column, count in enumerate(counts):
            if count:
                axes.text(
                    column + 0.5,
                    row + 0.5,
                    str(count),
                    ha="center",
                    va="center",
                    fontsize=7,
                    color="white" if shares[row][column] > _FULL else _INK,
                )


def svg_element(figure: Figure, title: str) -> str:
    """Return a figure as an SVG element; a screen reader says its title."""
    for axes in figure.axes:
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
    buffer = io.BytesIO()
    settings: dict[Any, Any] = {
        "svg.fonttype": "none",  # text stays text: found, read out, in the page's font
        "svg.hashsalt": "inferway",  # the same figures give the same picture
        "savefig.transparent": True,
        "font.family": "sans-serif",
    }
    with mpl.rc_context(settings):
        FigureCanvasSVG(figure)
        figure.savefig(
            buffer,
            format="svg",
            bbox_inches="tight",
            metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")),
        )
    svg = buffer.getvalue().decode()
    # The element alone, without the XML prologue.
    svg = svg[svg.index("<svg") :]
    svg = svg.replace(_INK, "currentColor")
    # matplotlib leaves out the colour of black text, which is then the root's.
    return svg.replace(
        "<svg",
        f'<svg role="img" aria-label="{html.escape(title)}" fill="currentColor"',
        1,
    )


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
