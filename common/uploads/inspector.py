"""The child process that opens an upload: ``python -m common.uploads.inspector``.

Reads the file on its standard input, its kind and limits as arguments; answers one line of
JSON. It limits its own memory and time before it imports a single parser, and can write no
file.
"""

import json
import resource
import sys
from dataclasses import asdict

from common.uploads.kinds import Kind, Limits, RefusedUpload

TOO_HEAVY = "memory"


def arguments(kind: Kind, limits: Limits) -> list[str]:
    """What the parent passes on the command line."""
    return [kind.value, json.dumps(asdict(limits))]


def confine(limits: Limits) -> None:
    """Little memory, little time, no file written, no image of the memory left on disk."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(kind: Kind, limits: Limits) -> dict[str, str]:
    """The rule and the sentence of a refusal, or nothing."""
    confine(limits)
    try:
        _inspect(sys.stdin.buffer.read(limits.size + 1), kind, limits)
    except RefusedUpload as refusal:
        return {"code": refusal.code, "sentence": str(refusal)}
    except MemoryError:
        return {"code": TOO_HEAVY}
    return {}


def _inspect(data: bytes, kind: Kind, limits: Limits) -> None:
    if kind is Kind.PDF:
        from common.uploads import pdf

        pdf.inspect(data, limits)
    elif kind in (Kind.PNG, Kind.JPEG):
        from common.uploads import images

        images.inspect(data, kind, limits)
    else:
        from common.uploads import office

        office.inspect(data, kind, limits)


if __name__ == "__main__":
    print(json.dumps(main(Kind(sys.argv[1]), Limits(**json.loads(sys.argv[2])))))  # noqa: T201
