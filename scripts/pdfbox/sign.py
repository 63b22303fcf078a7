"""Make again the act signed with PDFBox that the tests read (tests/documents/pdf/pdfbox).

    apt-get install default-jre-headless libpdfbox2-java libbcpkix-java
    DEMO=1 .venv/bin/python scripts/pdfbox/sign.py

Needed only to renew these files: the tests read them, and judge them on the day of their making.
No program of PDFBox is kept here.
"""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "documents" / "pdf" / "pdfbox"
JARS = ("pdfbox2", "fontbox2", "commons-logging", "bcprov", "bcpkix", "bcutil")
CLASSES = ":".join(f"/usr/share/java/{name}.jar" for name in JARS)


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from documents.pdf import demo_keys
    from tests.documents.pdf.acts import demonstration
    from tests.documents.pdf.test_good_and_bad_returns import sealed

    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name, demonstration(Path(name)):
        folder = Path(name)
        demo_keys.make(folder / "keys", now=now, bits=2048)
        authority = demo_keys.open_authority(folder / "keys")
        mayor = demo_keys.issue(authority, "Jeanne DUMONT", now=now, passphrase="x", bits=2048)  # noqa: S106 of a demonstration
        (folder / "mayor.p12").write_bytes(mayor)
        (folder / "act.pdf").write_bytes(sealed())
        subprocess.run(
            [
                "java", "-cp", CLASSES, str(Path(__file__).with_name("SignField.java")),
                str(folder / "act.pdf"), str(folder / "mayor.p12"), "x", "sig_authority",
                str(folder / "signed.pdf"),
            ],
            check=True,
        )  # fmt: skip
        for source, target in (
            ("act.pdf", "act.pdf"),
            ("signed.pdf", "signed.pdf"),
            ("keys/ca.pem", "ca.pem"),
        ):
            (FOLDER / target).write_bytes((folder / source).read_bytes())
    (FOLDER / "date.txt").write_text(f"{now.isoformat()}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
