"""One LibreOffice and the process that owns it; run under Debian's Python, which has UNO.

Stand-alone on purpose: it imports nothing of the project. Usage:
``python3 -I uno_worker.py SOFFICE_BIN FOLDER ISOLATE``. ``FOLDER/profile`` holds the hardened
profile. Requests come on standard input, answers leave on standard output; both are frames of a
4-byte big-endian length and a body. The first answer is ``b"R"`` (ready); then, for each .docx,
``b"P" + pdf`` or ``b"E" + reason``. Nothing here outlives the process at the other end of standard
input: when that pipe closes, even in the middle of a conversion, LibreOffice is killed, the
folder removed and this process ends.
"""

import contextlib
import ctypes
import hashlib
import os
import queue
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import Any, BinaryIO

PIPE = "contreseing-"
START_SECONDS = 60
ADDRESS_SPACE = 6 * 1024**3
LARGEST_FILE = 512 * 1024**2
PR_SET_PDEATHSIG = 1
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
RESTART_AFTER_FIRST_START = 81
DIED = b"Edied"


def read_frame(stream: BinaryIO) -> "bytes | None":
    """The next frame, or None when the other end has closed."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    size = int.from_bytes(head, "big")
    body = stream.read(size)
    return body if len(body) == size else None


def write_frame(stream: BinaryIO, body: bytes) -> None:
    """Send one frame."""
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def leave_network() -> bool:
    """Enter an empty network namespace, where the system lets an ordinary process do so."""
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWNET) == 0:
        return True
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {uid} 1"),
        ("gid_map", f"{gid} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as control:
            control.write(line)
    return True


def die_with_parent() -> None:
    """Between fork and exec of LibreOffice: it dies with this process, within limits."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


def laid_out_again(document: Any) -> None:
    """Have every page laid out anew.

    LibreOffice deals the paragraphs of a long document out to pages as it reads them, and then
    leaves a heading at the foot of a page without its text. A margin moved and put back is
    enough for it to look again at what goes together.
    """
    styles = document.StyleFamilies.getByName("PageStyles")
    for name in styles.ElementNames:
        style = styles.getByName(name)
        if style.isInUse():
            margin = style.LeftMargin
            style.LeftMargin = margin + 500
            style.LeftMargin = margin


class Office:
    """The LibreOffice process and the connection to it."""

    def __init__(self, binary: str, folder: str) -> None:
        self.folder = folder
        self.pipe = PIPE + os.path.basename(folder)
        self.command = [
            binary,
            "--headless",
            "--invisible",
            "--norestore",
            "--nodefault",
            "--nologo",
            "--nolockcheck",
            "--nofirststartwizard",
            f"-env:UserInstallation=file://{folder}/profile",
            f"--accept=pipe,name={self.pipe};urp;",
        ]
        self.process = self._start()
        self.desktop = self._connect()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
            cwd=self.folder,
        )

    def _connect(self) -> Any:
        import uno
        from com.sun.star.connection import NoConnectException

        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        address = f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext"
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                context = resolver.resolve(address)
                break
            except NoConnectException:
                status = self.process.poll()
                if status == RESTART_AFTER_FIRST_START:
                    self.process = self._start()
                elif status is not None:
                    raise RuntimeError(f"LibreOffice stopped at start: {status}") from None
                if time.monotonic() > until:
                    raise RuntimeError("LibreOffice does not start") from None
                time.sleep(0.02)
        return context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context
        )

    def convert(self, docx: bytes) -> bytes:
        """The PDF/A-2b of one document; a reason as RuntimeError when there is none."""
        source = os.path.join(self.folder, "document.docx")
        target = os.path.join(self.folder, "document.pdf")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(target)
        with open(source, "wb") as file:
            file.write(docx)
        document = self.desktop.loadComponentFromURL(
            "file://" + source, "_blank", 0, properties(LOAD)
        )
        if document is None:
            raise RuntimeError("refused by LibreOffice")
        try:
            laid_out_again(document)
            document.storeToURL("file://" + target, properties(EXPORT))
        finally:
            document.close(True)
        with open(target, "rb") as file:
            return file.read()

    def kill(self) -> None:
        """End LibreOffice and remove what it wrote."""
        self.process.kill()
        self.process.wait()
        remove_traces(self.folder)


def remove_traces(folder: str) -> None:
    """Remove a worker's folder and the two sockets that a killed LibreOffice leaves."""
    profile = f"file://{folder}/profile".encode("utf-16-le")
    # LibreOffice names the second one after the MD5 of its profile's address, without zeros.
    digest = "".join(f"{byte:x}" for byte in hashlib.md5(profile).digest())  # noqa: S324
    for name in (PIPE + os.path.basename(folder), f"SingleOfficeIPC_{digest}"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"/tmp/OSL_PIPE_{os.getuid()}_{name}")  # noqa: S108 - LibreOffice's choice
    shutil.rmtree(folder, ignore_errors=True)


# com.sun.star.document.MacroExecMode.NEVER_EXECUTE = 0, UpdateDocMode.NO_UPDATE = 0.
LOAD: "dict[str, Any]" = {
    "Hidden": True,
    "ReadOnly": True,
    "FilterName": "MS Word 2007 XML",
    "MacroExecutionMode": 0,
    "UpdateDocMode": 0,
    "Silent": True,
}
EXPORT: "dict[str, Any]" = {
    "FilterName": "writer_pdf_Export",
    "FilterData": {
        "SelectPdfVersion": 2,
        "ExportBookmarks": True,
        "UseTaggedPDF": True,
        "ExportFormFields": False,
        "ExportNotes": False,
        "ReduceImageResolution": True,
        "MaxImageResolution": 300,
        "UseLosslessCompression": False,
        "Quality": 90,
    },
}


def properties(values: "dict[str, Any]") -> "tuple[Any, ...]":
    """UNO's form of named arguments."""
    import uno
    from com.sun.star.beans import PropertyValue

    listed = []
    for name, value in values.items():
        item = PropertyValue()
        item.Name = name
        if isinstance(value, dict):
            value = uno.Any("[]com.sun.star.beans.PropertyValue", properties(value))
        item.Value = value
        listed.append(item)
    return tuple(listed)


def main(binary: str, folder: str, isolate: str) -> None:
    """Serve requests until standard input closes."""
    requests: queue.Queue[bytes] = queue.Queue()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if isolate == "isolate":
        leave_network()
    office: Office | None = None

    leaving = threading.Lock()

    def leave() -> None:
        # One thread does it; the other waits here until the whole group is killed.
        leaving.acquire()
        if office is not None:
            office.kill()
        remove_traces(folder)
        # Whatever LibreOffice itself started is in our process group.
        os.killpg(0, signal.SIGKILL)

    def receive() -> None:
        while (body := read_frame(sys.stdin.buffer)) is not None:
            requests.put(body)
        leave()

    threading.Thread(target=receive, daemon=True).start()
    try:
        office = Office(binary, folder)
        answer = b"R" + str(office.process.pid).encode()
    except ImportError:
        answer = b"Euno"
    except Exception as error:
        answer = b"E" + str(error).encode()
    with contextlib.suppress(BrokenPipeError):
        write_frame(answers, answer)
        while office is not None and answer != DIED:
            answer = answer_to(office, requests.get())
            write_frame(answers, answer)
    leave()


def answer_to(office: Office, docx: bytes) -> bytes:
    """The frame to send back for one document."""
    try:
        return b"P" + office.convert(docx)
    except Exception as error:
        # A killed process takes an instant to be seen as such.
        with contextlib.suppress(subprocess.TimeoutExpired):
            office.process.wait(0.5)
            return DIED
        return b"E" + f"{type(error).__name__}: {error}".encode()[:500]


if __name__ == "__main__":
    main(*sys.argv[1:])
