"""The verifier of an evidence run as somebody else would: empty environment, network off."""

import io
import os
import shutil
import subprocess
import venv
import zipfile
from pathlib import Path

NETWORK_OFF = (
    "import socket\n\ndef off(*a, **k): raise OSError('network off')\n\nsocket.socket = off\n"
)


class Alone:
    """The files of ``evidence`` (a zip), unpacked in ``folder`` with a Python that has nothing."""

    def __init__(self, folder: Path, evidence: bytes) -> None:
        venv.create(folder / "empty", with_pip=False, symlinks=True)
        self.folder, self.python = folder / "preuve", str(folder / "empty" / "bin" / "python")
        with zipfile.ZipFile(io.BytesIO(evidence)) as archive:
            archive.extractall(self.folder)
        self.before = self._network_off(folder)

    def _network_off(self, folder: Path) -> list[str]:
        """The command that runs the verifier: in a network of its own where the system allows."""
        script = str(self.folder / "verifier.py")
        unshare = shutil.which("unshare")
        if unshare:
            alone = [unshare, "-rn"]
            if not subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
                return [*alone, self.python, "-E", "-s", script]
        (folder / "off.py").write_text(NETWORK_OFF)
        code = f"import runpy, sys; exec(open({str(folder / 'off.py')!r}).read()); "
        code += f"runpy.run_path({script!r}, run_name='__main__')"
        return [self.python, "-E", "-s", "-c", code]

    def verify(self, path: Path | None = None) -> subprocess.CompletedProcess[str]:
        """What it says of its folder, or of a zip beside it."""
        command = [*self.before, str(path or self.folder)]
        clean = {"PATH": os.environ.get("PATH", "")}
        return subprocess.run(command, check=False, capture_output=True, text=True, env=clean)
