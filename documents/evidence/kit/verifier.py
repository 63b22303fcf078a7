"""Vérifie un dossier de preuve sans le site qui l’a établi.

    python3 verifier.py                  dans le dossier décompressé
    python3 verifier.py preuve-X.zip     sur le fichier reçu

N’utilise que Python (3.8 ou plus récent), rien d’autre. N’écrit rien, n’appelle aucun serveur.
Code de sortie : 0 sans anomalie, 1 avec anomalie, 2 si le dossier n’a pas pu être lu.
"""

import contextlib
import hashlib
import json
import sys
import zipfile
import zlib
from pathlib import Path

from .signatures import check_pdf

MANIFEST, FACTS, JOURNAL, SLIP = (
    "manifeste.json",
    "preuve.json",
    "journal.json",
    "bordereau-de-preuve.pdf",
)
IGNORED = {"Thumbs.db", "desktop.ini"}
LIMIT = 500_000_000


class Report:
    """Ce qui a été contrôlé, ce qui est faux, ce qui n’a pas pu l’être."""

    def __init__(self):
        self.good, self.bad, self.unknown = [], [], []

    def check(self, right, good, bad):
        (self.good if right else self.bad).append(good if right else bad)
        return right


# --- Fichiers ---------------------------------------------------------------------------------
def load(path):
    """Les fichiers d’un zip ou d’un dossier : nom → contenu."""
    if path.is_dir():
        found = [each for each in sorted(path.rglob("*")) if each.is_file()]
        names = {each.relative_to(path).as_posix(): each for each in found}
        return {
            name: each.read_bytes()
            for name, each in names.items()
            if not any(part.startswith(".") for part in name.split("/"))
            and each.name not in IGNORED
            and each.suffix != ".zip"
        }
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if sum(each.file_size for each in entries) > LIMIT:
            raise ValueError("zip démesuré")
        names = [each.filename for each in entries]
        if len(names) != len(set(names)):
            raise ValueError("deux fichiers du zip portent le même nom")
        contents = {}
        for name in names:
            with archive.open(name) as entry:
                entry._expected_crc = None  # the manifest names what changed, better than a sum
                contents[name] = entry.read()
        return contents


def as_json(value):
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def read_json(files, name, report):
    """Un fichier JSON du dossier, ou None avec l’anomalie."""
    try:
        return json.loads(files[name].decode())
    except KeyError:
        report.bad.append(f"{name} : fichier absent.")
    except ValueError:
        report.bad.append(f"{name} : illisible, il a été modifié.")
    return None


def check_manifest(files, report):
    """Chaque fichier contre son empreinte, et le manifeste contre la sienne."""
    manifest = read_json(files, MANIFEST, report)
    if manifest is None:
        return
    listed = {k: v for k, v in manifest.items() if k != "empreinte_de_cette_liste"}
    whole = files[MANIFEST] == as_json(manifest)
    said = manifest.get("empreinte_de_cette_liste")
    if not report.check(
        whole and sha256(as_json(listed)) == said,
        f"{MANIFEST} : la liste des fichiers correspond à son empreinte.",
        f"{MANIFEST} : le fichier a été modifié, sa liste ne correspond pas à son empreinte.",
    ):
        return
    known = {each["nom"]: each for each in manifest["fichiers"]}
    for name, each in known.items():
        if name not in files:
            report.bad.append(f"{name} : fichier absent.")
        elif sha256(files[name]) != each["sha256"]:
            found = sha256(files[name])
            report.bad.append(
                f"{name} : fichier modifié. Empreinte attendue {each['sha256']}, trouvée {found}."
            )
    extra = sorted(set(files) - set(known) - {MANIFEST})
    report.bad += [f"{name} : ce fichier n’est pas au manifeste." for name in extra]
    same = [
        name for name in known if name in files and sha256(files[name]) == known[name]["sha256"]
    ]
    report.good.append(f"{len(same)} fichiers sur {len(known)} ont l’empreinte du manifeste.")


# --- Journal ----------------------------------------------------------------------------------
def check_journal(files, report):
    """Chaque ligne contre son empreinte, sa précédente, et la racine du point de contrôle."""
    journal = read_json(files, JOURNAL, report)
    if journal is None:
        return None
    held, before, faults = journal["point_de_controle"], None, []
    for line in journal["lignes"]:
        number = int(line["valeurs"][0])
        parts = [line["empreinte_precedente"], *line["valeurs"]]
        if sha256("\x1f".join(parts).encode()) != line["empreinte"]:
            faults.append(f"le fait n° {number} a été modifié")
        if before and number <= before[0]:
            faults.append(f"le fait n° {number} n’est pas à sa place")
        if before and number == before[0] + 1 and line["empreinte_precedente"] != before[1]:
            faults.append(f"le fait n° {number} ne suit pas le précédent")
        if climb(line["empreinte"], line["chemin"]) != held["racine"]:
            faults.append(f"le fait n° {number} ne mène pas au point de contrôle")
        if number == held["numero"] and line["empreinte"] != held["empreinte"]:
            faults.append(f"le fait n° {number} diffère du point de contrôle")
        before = (number, line["empreinte"])
    report.bad += [f"{JOURNAL} : {fault}." for fault in faults]
    if not faults:
        report.good.append(
            f"{JOURNAL} : les {len(journal['lignes'])} faits de l’extrait sont intacts et mènent "
            f"tous au point de contrôle n° {held['numero']}, racine {held['racine']}."
        )
    report.unknown.append(
        "La racine du point de contrôle est à comparer avec celle que détient une autre partie "
        "(son propre exemplaire de la preuve, ou le bordereau)."
    )
    return journal


def climb(line_hash, path):
    """Du fait à la racine (RFC 9162, 2.1)."""
    value = hashlib.sha256(b"\x00" + line_hash.encode()).digest()
    for side, other in path:
        pair = bytes.fromhex(other) + value if side == "left" else value + bytes.fromhex(other)
        value = hashlib.sha256(b"\x01" + pair).digest()
    return value.hex()


# --- Révisions --------------------------------------------------------------------------------
def check_revisions(files, facts, journal, report):
    """Chaque révision contre son empreinte ; chacune prolonge la précédente, octet pour octet."""
    before = b""
    for each in facts["fichiers"]["revisions"]:
        name = each["fichier"]
        data = files.get(name)
        if data is None:
            continue
        report.check(
            sha256(data) == each["sha256"] and len(data) == each["taille"],
            f"{name} : empreinte et taille annoncées par {FACTS}.",
            f"{name} : l’empreinte ou la taille diffère de celle qu’annonce {FACTS}.",
        )
        report.check(
            data.startswith(before),
            f"{name} : prolonge la révision précédente sans en changer un octet.",
            f"{name} : ne prolonge pas la révision précédente.",
        )
        before = data
    last = facts["fichiers"]["revisions"][-1]["sha256"]
    report.check(
        facts["fichiers"]["definitif"] == last,
        f"L’exemplaire définitif est la dernière révision (SHA-256 {last}).",
        f"{FACTS} : l’exemplaire définitif n’est pas la dernière révision.",
    )
    if journal is not None:
        column = journal["colonnes"].index("document_hash")
        written = {line["valeurs"][column] for line in journal["lignes"]}
        signed = [
            e for e in facts["fichiers"]["revisions"] if not e["operation"].startswith("horo")
        ]
        missing = [e["fichier"] for e in signed if e["sha256"] not in written]
        report.check(
            not missing,
            f"L’empreinte des {len(signed)} révisions émise et signées figure au journal.",
            f"{JOURNAL} : l’empreinte de {', '.join(missing)} n’y figure pas.",
        )


# --- Papier -----------------------------------------------------------------------------------
def check_papers(files, facts, journal, report):
    """Les numérisations certifiées, et le fichier scellé qui les réunit au fichier électronique."""
    told = facts["fichiers"]
    if "reuni" not in told:
        return
    for each in [*told["papiers"], told["reuni"]]:
        data = files.get(each["fichier"])
        if data is not None:
            report.check(
                sha256(data) == each["sha256"] and len(data) == each["taille"],
                f"{each['fichier']} : empreinte et taille annoncées par {FACTS}.",
                f"{each['fichier']} : l’empreinte ou la taille diffère de celle de {FACTS}.",
            )
    if journal is not None:
        column = journal["colonnes"].index("document_hash")
        written = {line["valeurs"][column] for line in journal["lignes"]}
        absent = [e["fichier"] for e in told["papiers"] if e["sha256"] not in written]
        report.check(
            not absent,
            f"L’empreinte de {len(told['papiers'])} numérisation(s) certifiée(s) est au journal.",
            f"{JOURNAL} : l’empreinte de {', '.join(absent)} n’y figure pas.",
        )
    name = told["reuni"]["fichier"]
    whole = files.get(name)
    if whole is None:
        return
    check_pdf(name, whole, (), report)
    inside = {sha256(stream) for stream in streams(whole)}
    for each in [told["revisions"][-1], *told["papiers"]]:
        report.check(
            each["sha256"] in inside,
            f"{name} : {each['fichier']} y est joint, à l’octet près.",
            f"{name} : {each['fichier']} n’y est pas joint tel quel.",
        )
    report.unknown.append(
        "Une numérisation est une copie : pour une signature à la main, demander l’original à qui "
        "le conserve (« original_conserve_par », dans preuve.json)."
    )


def check_slip(files, report):
    """Le bordereau : son cachet, son horodatage, et preuve.json joint à l’octet près."""
    slip = files.get(SLIP)
    if slip is None:
        return
    if check_pdf(SLIP, slip, (), report) < 2:
        report.unknown.append(
            f"{SLIP} : il n’a pas d’horodatage propre ; sa date est celle que donne son cachet."
        )
    report.check(
        any(stream == files.get(FACTS) for stream in streams(slip)),
        f"{SLIP} : {FACTS} y est joint, à l’octet près.",
        f"{SLIP} : le {FACTS} qui y est joint n’est pas celui du dossier.",
    )


def streams(pdf):
    """Les flux d’un PDF, décompressés."""
    place = pdf.find(b"stream")
    while place >= 0:
        start = place + len(b"stream")
        start += 2 if pdf[start : start + 2] == b"\r\n" else 1
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(pdf[start:], LIMIT)
        place = pdf.find(b"stream", pdf.find(b"endstream", start) + len(b"endstream"))


# --- Le tout ----------------------------------------------------------------------------------
def verify(files):
    """Tous les contrôles d’un dossier ; ce qu’un fichier abîmé empêche de lire est une anomalie."""
    report = Report()
    facts = None
    try:
        check_manifest(files, report)
        journal = check_journal(files, report)
        facts = read_json(files, FACTS, report)
        if facts is not None:
            check_revisions(files, facts, journal, report)
            check_papers(files, facts, journal, report)
            check_final(files, facts, report)
        check_slip(files, report)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as fault:
        report.bad.append(f"Lecture interrompue : un fichier n’a pas la forme attendue ({fault}).")
    report.unknown.append(
        "Ce programme ne dit pas si une autorité (certification, horodatage) est de confiance, ni "
        "si un certificat avait été révoqué : voir « revocation » dans preuve.json. "
        "« Indéterminé » n’est ni une preuve de validité ni une preuve de fraude."
    )
    return facts, report


def check_final(files, facts, report):
    """Les signatures de l’exemplaire définitif ; chacune couvre une révision entière."""
    revisions = facts["fichiers"]["revisions"]
    name = revisions[-1]["fichier"]
    if name in files:
        lengths = {each["taille"] for each in revisions}
        said = facts["signatures_du_pdf"]
        announced = {each.get("couvre_octets") for each in said}
        count = check_pdf(name, files[name], lengths, report, announced)
        report.check(
            count == len(said),
            f"{name} : {count} signatures, cachet et horodatage compris, comme l’annonce {FACTS}.",
            f"{name} : {count} signatures, {FACTS} en annonce {len(said)}.",
        )


def main(arguments):
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        facts, report = verify(load(path))
    except (OSError, ValueError, zipfile.BadZipFile) as fault:
        say(f"Dossier illisible : {fault}.")
        return 2
    if facts is not None:
        act = facts.get("acte", {})
        say(f"Dossier de preuve de l’acte {act.get('reference')} : {act.get('titre')}")
        say(f"Exemplaire de : {facts.get('destinataire')}. Établi le {facts.get('etabli_le')}.")
        if facts.get("demonstration"):
            say("DÉMONSTRATION – sans valeur juridique")
    for title, lines, mark in (
        ("Contrôlé et conforme", report.good, "  oui  "),
        ("Non contrôlé", report.unknown, "  ?    "),
        ("Anomalies", report.bad, "  NON  "),
    ):
        if lines:
            say(f"\n{title}")
            for line in lines:
                say(mark + line)
    count = len(report.bad)
    say(f"\nConclusion : {'aucune anomalie' if not count else f'{count} anomalie(s)'}.")
    return 1 if count else 0


def say(line):
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
