"""Print constraints that hold each dependency to the lowest version that pyproject.toml allows."""

import re
import tomllib
from pathlib import Path

# What the dependencies need themselves, as low as they allow it.
INDIRECT = ("h11==0.14.0", "rich==14.2.0")

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
for requirement in project["dependencies"]:
    name, version = re.match(r"([\w-]+)>=([\d.]+)", requirement).groups()
    print(f"{name}=={version}")
print(*INDIRECT, sep="\n")
