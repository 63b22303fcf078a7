"""Les signatures d’un PDF et de ses jetons, lues avec Python seul : X.509, CMS."""

import hashlib
import re

from .public_keys import HASHES, Node, verified

SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
TOKEN, TOKEN_INFO = "1.2.840.113549.1.9.16.2.14", "1.2.840.113549.1.9.16.1.4"


class Certificate:
    """Ce qu’il faut d’un certificat X.509."""

    def __init__(self, node):
        self.der = node.whole
        tbs, algorithm, signature = node.kids()
        fields = tbs.kids()
        shift = 1 if fields[0].tag == 0xA0 else 0
        self.signed, self.algorithm = tbs.whole, algorithm
        self.signature = signature.body[1:]
        self.serial = fields[shift].integer()
        self.issuer, self.subject = fields[shift + 2].whole, fields[shift + 4].whole
        self.dates = [full_date(each) for each in fields[shift + 3].kids()]
        self.key = fields[shift + 5]
        extensions = [each for each in fields[shift + 6 :] if each.tag == 0xA3]
        self.identifier = b""
        for each in extensions[0].kids()[0].kids() if extensions else []:
            parts = each.kids()
            if parts[0].oid() == "2.5.29.14":
                self.identifier = Node(parts[-1].body).body

    def name(self, which="subject"):
        """Le nom commun, à défaut l’organisation."""
        found = {}
        for group in Node(getattr(self, which)).kids():
            for pair in group.kids():
                kind, value = pair.kids()
                found[kind.oid()] = value.body.decode("utf-8", "replace")
        return found.get("2.5.4.3") or found.get("2.5.4.10") or "sans nom"


def full_date(node):
    """« 20260504080000 » pour une date DER, à deux ou quatre chiffres d’année."""
    text = node.body.decode().rstrip("Z").split(".")[0]
    if node.tag == 0x17:
        text = ("19" if text[:2] >= "50" else "20") + text
    return text


def spoken(date):
    return f"{date[6:8]}/{date[4:6]}/{date[:4]} {date[8:10]}:{date[10:12]}:{date[12:14]} UTC"


# --- Signatures -------------------------------------------------------------------------------
class Signed:
    """Un contenu signé (CMS, RFC 5652) avec un seul signataire."""

    def __init__(self, der):
        kind, wrapped = Node(der).kids()
        if kind.oid() != SIGNED_DATA:
            raise ValueError("ce n’est pas une signature CMS")
        parts = Node(wrapped.body).kids()
        content = parts[2].kids()
        self.content_kind = content[0].oid()
        self.content = Node(content[1].body).body if len(content) > 1 else None
        certificates = [each for each in parts if each.tag == 0xA0]
        self.certificates = [
            Certificate(each)
            for each in (certificates[0].kids() if certificates else [])
            if each.tag == 0x30
        ]
        (signer,) = parts[-1].kids()
        fields = signer.kids()
        self.who, self.digest = fields[1], HASHES[fields[2].kids()[0].oid()]
        self.attributes = fields[3] if fields[3].tag == 0xA0 else None
        if self.attributes is None:
            raise ValueError("signature sans attributs signés")
        self.algorithm, self.signature = fields[4], fields[5].body
        self.extra = self.attribute_set(fields[6]) if len(fields) > 6 else {}

    @staticmethod
    def attribute_set(node):
        found = {}
        for each in node.kids():
            kind, values = each.kids()
            found[kind.oid()] = values.kids()[0]
        return found

    def signer(self):
        """Le certificat du signataire, parmi ceux que porte la signature."""
        for each in self.certificates:
            if self.who.tag == 0x80:
                if each.identifier == self.who.body:
                    return each
                continue
            issuer, serial = self.who.kids()
            if (each.issuer, each.serial) == (issuer.whole, serial.integer()):
                return each
        return None

    def covers(self, data):
        """La signature porte-t-elle sur ``data`` ? Un jeton contient l’empreinte de ``data``."""
        said = self.attribute_set(self.attributes)
        kind = said.get(CONTENT_TYPE)
        if kind is None or kind.oid() != self.content_kind:
            return False
        if self.content_kind == TOKEN_INFO:
            imprint = Node(self.content).kids()[2].kids()
            name = HASHES[imprint[0].kids()[0].oid()]
            if imprint[1].body != hashlib.new(name, data).digest():
                return False
            data = self.content
        return said[MESSAGE_DIGEST].body == hashlib.new(self.digest, data).digest()

    def holds(self):
        """La signature elle-même, avec la clé du certificat."""
        signer = self.signer()
        if signer is None:
            return None
        message = b"\x31" + self.attributes.whole[1:]
        return verified(signer.key, self.algorithm, self.digest, message, self.signature)


def check_pdf(name, data, lengths, report, announced=()):
    """Chaque signature d’un PDF : ce qu’elle couvre, son empreinte, son certificat, son jeton.

    ``lengths`` : la longueur de chaque révision ; ``announced`` : où finit ce que couvre une
    signature suivie de ses données de validation, dans la même révision.
    """
    last = 0
    ranges = re.findall(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", data)
    for number, found in enumerate(sorted([int(n) for n in each] for each in ranges), start=1):
        start, first, second, rest = found
        place, end = f"{name}, signature {number}", second + rest
        gap = data[first:second]
        bounds = start == 0 and gap[:1] == b"<" and gap[-1:] == b">" and end <= len(data)
        whole = not lengths or end in lengths
        followed = end in announced and data[:end].rstrip().endswith(b"%%EOF")
        if not bounds or not (whole or followed):
            report.bad.append(f"{place} : elle ne couvre pas une révision entière du fichier.")
            continue
        if not whole:
            report.good.append(
                f"{place} : elle couvre les {end} premiers octets, comme l’annonce preuve.json ; "
                "la révision contient ensuite les données de validation de cette signature."
            )
        last = max(last, end)
        covered = data[:first] + data[second:end]
        try:
            der = Node(bytes.fromhex(gap[1:-1].decode())).whole
            check_signed(place, Signed(der), covered, report)
        except (ValueError, KeyError, IndexError, TypeError) as fault:
            report.bad.append(f"{place} : signature illisible ({fault}).")
    report.check(
        bool(ranges) and last == len(data),
        f"{name} : le fichier entier est couvert par sa dernière signature.",
        f"{name} : des octets ne sont couverts par aucune signature.",
    )
    return len(ranges)


def check_signed(place, signed, covered, report):
    token = signed.content_kind == TOKEN_INFO
    what = "jeton d’horodatage" if token else "signature"
    when = ""
    if token:
        moment = next(each for each in Node(signed.content).kids() if each.tag == 0x18)
        when = f", le {spoken(full_date(moment))}"
    right = signed.covers(covered)
    report.check(
        right,
        f"{place} : {what}{when} ; l’empreinte signée est celle des octets couverts.",
        f"{place} : l’empreinte signée n’est pas celle des octets couverts.",
    )
    held, signer = signed.holds(), signed.signer()
    if held is None or signer is None:
        report.unknown.append(
            f"{place} : clé ou certificat d’une sorte que ce programme ne sait pas lire."
        )
    else:
        report.check(
            held,
            f"{place} : faite avec la clé du certificat de « {signer.name()} » "
            f"(valable du {spoken(signer.dates[0])} au {spoken(signer.dates[1])}).",
            f"{place} : elle n’a pas été faite avec la clé du certificat de « {signer.name()} ».",
        )
        check_issuer(place, signer, signed.certificates, report)
    if TOKEN in signed.extra:
        inner = Signed(signed.extra[TOKEN].whole)
        check_signed(f"{place}, son jeton", inner, signed.signature, report)


def check_issuer(place, certificate, others, report):
    """Le certificat est-il signé par l’un de ceux qui l’accompagnent ?"""
    for each in others:
        if each.subject == certificate.issuer and each.der != certificate.der:
            args = each.key, certificate.algorithm, "sha256"
            held = verified(*args, certificate.signed, certificate.signature)
            if held is not None:
                report.check(
                    held,
                    f"{place} : certificat délivré par « {each.name()} ».",
                    f"{place} : le certificat n’est pas signé par « {each.name()} ».",
                )
                return
    report.unknown.append(
        f"{place} : le certificat de l’autorité « {certificate.name('issuer')} » n’est pas dans "
        "le fichier ; comparez-le avec la liste de confiance européenne."
    )
