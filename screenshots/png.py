"""Draw screenshots as images, to look at: `python screenshots/png.py FILE.svg ...`.

Needs resvg_py, which nothing else here does: `pip install resvg_py`.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

FONT = "DejaVu Sans Mono"


def main(names: Sequence[str]) -> None:
    """Write FILE.png beside each FILE.svg."""
    try:
        draw = import_module("resvg_py").svg_to_bytes
    except ImportError:
        sys.exit("To draw a screenshot: pip install resvg_py")
    for name in names:
        svg = Path(name).read_text(encoding="utf-8")
        image = Path(name).with_suffix(".png")
        image.write_bytes(bytes(draw(svg_string=svg, font_family=FONT, monospace_family=FONT)))
        print(image)


if __name__ == "__main__":
    main(sys.argv[1:])
