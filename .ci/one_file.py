"""Build ccs-tui as one file, for hosts where nothing can be installed.

    pip install '.[one-file]' && python .ci/one_file.py

makes two, in `dist/` or the folder that is given, of the versions that this environment has:

- `ccs-tui`: an executable with its own Python. It needs the kernel and processor that it was built
  on, and a glibc no older than the one that is printed. For an older one, build on an older
  system, such as a container image of the oldest host.
- `ccs-tui.pyz`: a zip application. It needs the minor version of Python that it was built with, and
  the same system and processor. It unpacks itself at its first start, into ~/.cache/pex or, where
  that can't be written, a temporary folder.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

PROJECT = Path(__file__).parent.parent
LIBRARIES_WITH_LAZY_MODULES = ("ccs_tui", "textual", "rich", "uvicorn")
WITH_METADATA = ("textual", "httpx", "httpcore", "pydantic", "msgspec", "starlette", "uvicorn")
GLIBC = re.compile(rb"GLIBC_(\d+)\.(\d+)")


def main(folder: Path) -> None:
    """Build both into `folder`, and say what each needs."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        executable = build_executable(folder, Path(work))
        zipped = build_zip(folder, Path(work))
    needed = ".".join(map(str, glibc_needed(executable)))
    minor = ".".join(map(str, sys.version_info[:2]))
    print(f"{executable}: {size(executable)}, needs glibc {needed} or newer")
    print(f"{zipped}: {size(zipped)}, needs Python {minor} on this system and processor")


def build_executable(folder: Path, work: Path) -> Path:
    """Build the executable; return where it is."""
    # The whole package, and what its libraries import by name only at the first use.
    whole = [f"--collect-submodules={name}" for name in LIBRARIES_WITH_LAZY_MODULES]
    metadata = [f"--copy-metadata={name}" for name in WITH_METADATA]
    run(
        sys.executable, "-m", "PyInstaller", "--onefile", "--name=ccs-tui", "--noconfirm",
        "--log-level=ERROR", *whole, *metadata, "--collect-data=ccs_tui",
        "--collect-data=textual",
        "--exclude-module=tkinter", f"--add-data={PROJECT / 'themes'}:ccs_tui/themes",
        f"--distpath={folder}", f"--workpath={work / 'build'}", f"--specpath={work}",
        f"--paths={PROJECT}", str(PROJECT / "ccs_tui" / "__main__.py"),
    )  # fmt: skip
    return folder / "ccs-tui"


def build_zip(folder: Path, work: Path) -> Path:
    """Build the zip application; return where it is."""
    frozen = [sys.executable, "-m", "pip", "freeze", "--exclude-editable", "--exclude=ccs-tui"]
    listed = subprocess.run(frozen, check=True, capture_output=True, text=True).stdout
    versions = work / "versions.txt"
    versions.write_text(listed)
    zipped = folder / "ccs-tui.pyz"
    # As an environment of its own, so that the second process of the demo finds its modules.
    run(
        sys.executable, "-m", "pex", "--use-pip-config", str(PROJECT), "--script=ccs-tui",
        "--venv=prepend", f"--constraints={versions}", f"--output-file={zipped}",
        f"--python-shebang=/usr/bin/env python3.{sys.version_info.minor}",
    )  # fmt: skip
    return zipped


def glibc_needed(executable: Path) -> tuple[int, int]:
    """Return the newest version of glibc that anything in the executable asks for."""
    inside = CArchiveReader(str(executable))
    binaries = [executable.read_bytes()]
    binaries += [inside.extract(name) for name, entry in inside.toc.items() if entry[-1] in "bz"]
    found = {(int(a), int(b)) for binary in binaries for a, b in GLIBC.findall(binary or b"")}
    return max(found, default=(0, 0))


def size(path: Path) -> str:
    """Return the size of a file, in millions of bytes."""
    return f"{path.stat().st_size / 1_000_000:.1f} MB"


def run(*command: str) -> None:
    """Run a command; ends this program where it fails."""
    if code := subprocess.run(command, check=False).returncode:
        sys.exit(code)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist").absolute())
