"""The system packages that the site and its tests need: install them, or say how.

Standard library alone: it runs before anything is installed. Where the packages of Debian are
not known, the programs themselves are looked for.
"""

import importlib.util
import os
import shutil
import subprocess
import sys

# Package: what proves that it is there when dpkg cannot say (a program or a file).
NEEDED = {
    "libreoffice-writer-nogui": "soffice",
    "python3-uno": "/usr/lib/python3/dist-packages/uno.py",
    "fonts-liberation": "/usr/share/fonts/truetype/liberation",
    "fonts-crosextra-carlito": "/usr/share/fonts/truetype/crosextra",
    "libpango-1.0-0": "",
    "libpangoft2-1.0-0": "",
    "poppler-utils": "pdftotext",
    "libnss3-tools": "certutil",
    "chromium-headless-shell": "chromium",
    "npm": "npm",
}
PYTHON_FROM, PYTHON_BELOW = (3, 11), (3, 13)


def present(package: str, proof: str) -> bool:
    """Another package may bring the same program (libreoffice instead of its writer alone)."""
    if shutil.which("dpkg-query"):
        query = ["dpkg-query", "-W", "-f=${db:Status-Abbrev}", package]
        answer = subprocess.run(query, capture_output=True, text=True, check=False)
        if answer.stdout.startswith("ii"):
            return True
    elif not proof:
        return True
    return bool(proof) and (bool(shutil.which(proof)) or os.path.exists(proof))


def missing_packages() -> list[str]:
    missing = [package for package, proof in NEEDED.items() if not present(package, proof)]
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it out of python3
        missing.append("python3-venv")
    return missing


def main() -> int:
    if not PYTHON_FROM <= sys.version_info[:2] < PYTHON_BELOW:
        sys.stderr.write(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} trouvé ; il faut Python 3.11 ou "
            "3.12.\nS’il est installé sous un autre nom, tapez par exemple :\n"
            "  make run PYTHON=/usr/bin/python3.11\n"
        )
        return 1
    missing = missing_packages()
    if not missing:
        return 0
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], env=environment, check=False)
        if subprocess.run(install, env=environment, check=False).returncode == 0:
            return 0
    sys.stderr.write(
        "Paquets du système attendus, non trouvés : "
        + ", ".join(missing)
        + f".\nTapez :\n  sudo apt-get update && sudo {' '.join(install)}\n"
        "puis relancez la commande.\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
