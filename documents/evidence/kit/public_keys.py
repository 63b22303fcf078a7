"""Les clés publiques et ce qu’elles ont signé, avec Python seul : DER, RSA, courbes elliptiques."""

import hashlib

HASHES = {
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
DIGEST_INFO = {
    "sha1": "3021300906052b0e03021a05000414",
    "sha256": "3031300d060960864801650304020105000420",
    "sha384": "3041300d060960864801650304020205000430",
    "sha512": "3051300d060960864801650304020305000440",
}
RSA = {
    "1.2.840.113549.1.1.1": "",
    "1.2.840.113549.1.1.5": "sha1",
    "1.2.840.113549.1.1.11": "sha256",
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
}
ECDSA = {
    "1.2.840.10045.2.1": "",
    "1.2.840.10045.4.1": "sha1",
    "1.2.840.10045.4.3.2": "sha256",
    "1.2.840.10045.4.3.3": "sha384",
    "1.2.840.10045.4.3.4": "sha512",
}
PSS, MGF1 = "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8"
# Chaque courbe : p, a, b, les deux coordonnées du point de base, son ordre (FIPS 186-4, RFC 5639).
CURVES = {
    "1.2.840.10045.3.1.7": (
        "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc",
        "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    ),  # prime256v1
    "1.3.132.0.34": (
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff00000000"
        "00000000ffffffff",
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff00000000"
        "00000000fffffffc",
        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d"
        "2a85c8edd3ec2aef",
        "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c"
        "3a545e3872760ab7",
        "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d"
        "7a431d7c90ea0e5f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77a"
        "ecec196accc52973",
    ),  # secp384r1
    "1.3.132.0.35": (
        "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        "ffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        "fffffffffffffffffffffffffffffffffffffffffffffffffffc",
        "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e"
        "937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
        "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe7"
        "5928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
        "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef4"
        "2640c550b9013fad0761353c7086a272c24088be94769fd16650",
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f"
        "966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    ),  # secp521r1
    "1.3.36.3.3.2.8.1.1.7": (
        "a9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377",
        "7d5a0975fc2c3057eef67530417affe7fb8055c126dc5c6ce94a4b44f330b5d9",
        "26dc5c6ce94a4b44f330b5d9bbd77cbf958416295cf7e1ce6bccdc18ff8c07b6",
        "8bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262",
        "547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997",
        "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7",
    ),  # brainpoolP256r1
    "1.3.36.3.3.2.8.1.1.11": (
        "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b412b1da197fb71123acd3a729901d1a71"
        "874700133107ec53",
        "7bc382c63d8c150c3c72080ace05afa0c2bea28e4fb22787139165efba91f90f8aa5814a503ad4eb"
        "04a8c7dd22ce2826",
        "04a8c7dd22ce28268b39b55416f0447c2fb77de107dcd2a62e880ea53eeb62d57cb4390295dbc994"
        "3ab78696fa504c11",
        "1d1c64f068cf45ffa2a63a81b7c13f6b8847a3e77ef14fe3db7fcafe0cbd10e8e826e03436d646aa"
        "ef87b2e247d4af1e",
        "8abe1d7520f9c2a45cb1eb8e95cfd55262b70b29feec5864e19c054ff99129280e46462177918111"
        "42820341263c5315",
        "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc310"
        "3b883202e9046565",
    ),  # brainpoolP384r1
    "1.3.36.3.3.2.8.1.1.13": (
        "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca703308717d4d9b009bc66842"
        "aecda12ae6a380e62881ff2f2d82c68528aa6056583a48f3",
        "7830a3318b603b89e2327145ac234cc594cbdd8d3df91610a83441caea9863bc2ded5d5aa8253aa1"
        "0a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94ca",
        "3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d"
        "77fc94cadc083e67984050b75ebae5dd2809bd638016f723",
        "81aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098eff3b1f78e2d0d48d"
        "50d1687b93b97d5f7c6d5047406a5e688b352209bcb9f822",
        "7dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111b2dcde494a5f485e"
        "5bca4bd88a2763aed1ca2b2fa8f0540678cd1e0f3ad80892",
        "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619"
        "418661197fac10471db1d381085ddaddb58796829ca90069",
    ),  # brainpoolP512r1
}


# --- DER (X.690) ------------------------------------------------------------------------------
class Node:
    """Un élément DER : son étiquette, son contenu, ses octets entiers."""

    def __init__(self, data, start=0):
        self.tag = data[start]
        length, body = data[start + 1], start + 2
        if length == 0x80:
            raise ValueError("longueur indéfinie")
        if length > 0x80:
            count = length & 0x7F
            length, body = int.from_bytes(data[body : body + count], "big"), body + count
        self.end = body + length
        if self.end > len(data):
            raise ValueError("élément tronqué")
        self.body, self.whole = data[body : self.end], data[start : self.end]

    def kids(self):
        found, place = [], 0
        while place < len(self.body):
            found.append(Node(self.body, place))
            place = found[-1].end
        return found

    def oid(self):
        numbers, value = [], 0
        for byte in self.body:
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                numbers.append(value)
                value = 0
        first = min(numbers[0] // 40, 2)
        return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]]))

    def integer(self):
        return int.from_bytes(self.body, "big", signed=True)


# --- Clés -------------------------------------------------------------------------------------
def verified(key, algorithm, digest, message, signature):
    """Vrai, faux, ou None quand ce programme ne sait pas lire cette sorte de clé.

    ``key`` et ``algorithm`` : les éléments DER ; ``digest`` : l’empreinte annoncée à part.
    """
    kind = algorithm.kids()[0].oid()
    if kind in RSA:
        return rsa_verified(key, RSA[kind] or digest, message, signature)
    if kind == PSS:
        return pss_verified(key, algorithm, message, signature)
    if kind in ECDSA:
        return ecdsa_verified(key, ECDSA[kind] or digest, message, signature)
    return None


def rsa_opened(key, signature):
    """La signature élevée à la puissance publique, et la longueur du module en bits ; ou None."""
    numbers = Node(key.kids()[1].body[1:]).kids()
    modulus, exponent = numbers[0].integer(), numbers[1].integer()
    bits = modulus.bit_length()
    if len(signature) != (bits + 7) // 8:
        return None, bits
    value = pow(int.from_bytes(signature, "big"), exponent, modulus)
    return value.to_bytes(len(signature), "big"), bits


def rsa_verified(key, name, message, signature):
    """RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.2)."""
    found, _ = rsa_opened(key, signature)
    value = bytes.fromhex(DIGEST_INFO[name]) + hashlib.new(name, message).digest()
    padding = b"\xff" * (len(signature) - len(value) - 3)
    return found == b"\x00\x01" + padding + b"\x00" + value


def pss_verified(key, algorithm, message, signature):
    """RSASSA-PSS (RFC 8017, 8.1.2 et 9.1.2), avec l’empreinte et le sel qu’annonce la signature."""
    said = {each.tag: each.kids()[0] for each in algorithm.kids()[1].kids()}
    name = HASHES[said[0xA0].kids()[0].oid()] if 0xA0 in said else "sha1"
    masking = name
    if 0xA1 in said:
        generator, inner = said[0xA1].kids()
        if generator.oid() != MGF1:
            return None
        masking = HASHES[inner.kids()[0].oid()]
    salt = said[0xA2].integer() if 0xA2 in said else 20
    found, bits = rsa_opened(key, signature)
    length, size = (bits + 6) // 8, hashlib.new(name).digest_size
    if found is None or length < size + salt + 2 or any(found[: len(found) - length]):
        return False
    block = found[len(found) - length :]
    masked, seal = block[: length - size - 1], block[length - size - 1 : -1]
    free = 8 * length - (bits - 1)
    if block[-1] != 0xBC or masked[0] >> (8 - free):
        return False
    clear = bytearray(map(int.__xor__, masked, mask(masking, seal, len(masked))))
    clear[0] &= 0xFF >> free
    if any(clear[: -salt - 1]) or clear[len(clear) - salt - 1] != 1:
        return False
    inner = b"\x00" * 8 + hashlib.new(name, message).digest() + bytes(clear[len(clear) - salt :])
    return hashlib.new(name, inner).digest() == seal


def mask(name, seed, length):
    """MGF1 (RFC 8017, B.2.1)."""
    found, count = b"", 0
    while len(found) < length:
        found += hashlib.new(name, seed + count.to_bytes(4, "big")).digest()
        count += 1
    return found[:length]


def ecdsa_verified(key, name, message, signature):
    """ECDSA (FIPS 186-4, 6.4) ; None pour une courbe qui n’est pas de la table."""
    which = key.kids()[0].kids()[1]
    if which.tag != 0x06 or which.oid() not in CURVES:
        return None
    p, a, b, x, y, order = (int(each, 16) for each in CURVES[which.oid()])
    owner = read_point(key.kids()[1].body[1:], p, a, b)
    if owner is None:
        return False
    r, s = (each.integer() for each in Node(signature).kids())
    if not (0 < r < order and 0 < s < order):
        return False
    digest = hashlib.new(name, message).digest()
    value = int.from_bytes(digest, "big") >> max(0, 8 * len(digest) - order.bit_length())
    inverse = pow(s, -1, order)
    point = add(
        times(value * inverse % order, (x, y), p, a), times(r * inverse % order, owner, p, a), p, a
    )
    return point is not None and point[0] % order == r


def read_point(data, p, a, b):
    """Le point d’une clé, entier ou comprimé (SEC 1, 2.3.4) ; None s’il n’est pas sur la courbe."""
    size = (p.bit_length() + 7) // 8
    x = int.from_bytes(data[1 : 1 + size], "big")
    square = (x * x * x + a * x + b) % p
    if data[0] == 4 and len(data) == 1 + 2 * size:
        y = int.from_bytes(data[1 + size :], "big")
    elif data[0] in (2, 3) and len(data) == 1 + size and p % 4 == 3:
        y = pow(square, (p + 1) // 4, p)
        y = y if y % 2 == data[0] % 2 else p - y
    else:
        return None
    return (x, y) if x < p and y < p and y * y % p == square else None


def add(one, two, p, a):
    """La somme de deux points ; None est le point à l’infini."""
    if one is None or two is None:
        return two if one is None else one
    if one[0] == two[0] and (one[1] + two[1]) % p == 0:
        return None
    if one == two:
        slope = (3 * one[0] * one[0] + a) * pow(2 * one[1], -1, p) % p
    else:
        slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, p) % p
    x = (slope * slope - one[0] - two[0]) % p
    return x, (slope * (one[0] - x) - one[1]) % p


def times(number, point, p, a):
    """Le multiple d’un point."""
    found = None
    while number:
        if number & 1:
            found = add(found, point, p, a)
        point, number = add(point, point, p, a), number >> 1
    return found
