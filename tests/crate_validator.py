"""The independent validator of RO-Crates, in a process of its own and without a network.

Run as a program with a crate, a profile, the lowest severity and a folder for the cache: prints as JSON the number of
checks that were made, and [severity, check, message, entity] for each that is not met.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

ADDRESS = "https://w3id.org/ro/crate/1.1/context"


def not_met(
    crate: Path, profile: str, scratch: Path, lowest: str = "RECOMMENDED"
) -> tuple[int, list[tuple[str, str, str, str]]]:
    """Number of checks made, and what is not met."""
    # The validator takes a path for an address, in which a space or a brace is another sign.
    plain = shutil.copyfile(crate, scratch / "crate.zip")
    command = [sys.executable, __file__, str(plain), profile, lowest, str(scratch)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stderr
    made, found = json.loads(run.stdout.splitlines()[-1])
    return made, [tuple(one) for one in found]


def main(crate: str, profile: str, lowest: str, scratch: str) -> None:
    from rocrate_validator import models, services

    cache = Path(scratch) / "cache"
    _put_context(cache)
    result = services.validate(
        {
            "rocrate_uri": crate,
            "profile_identifier": profile,
            "requirement_severity": models.Severity[lowest],
            "offline": True,
            "cache_path": cache,
        }
    )
    found = [
        (one.severity.name, one.check.identifier, str(one.message), str(one.violatingEntity))
        for one in result.get_issues()
    ]
    print()
    print(json.dumps([len(result.executed_checks), found]))


def _put_context(cache: Path) -> None:
    """Put the one document that the validator asks the network for into its cache.

    It is the context that comes with rocrate: a later edition, which says the same of every term of 1.1 used here.
    """
    from importlib.resources import files

    import requests
    from requests_cache import CachedSession
    from urllib3 import HTTPResponse

    session = CachedSession(cache_name=str(cache), backend="sqlite", expire_after=-1)
    reply = requests.Response()
    content = files("rocrate").joinpath("data", "ro-crate.jsonld").read_bytes()
    reply.status_code, reply.url, reply.encoding = 200, ADDRESS, "utf-8"
    reply.headers["Content-Type"] = "application/ld+json"
    reply.raw = HTTPResponse(body=io.BytesIO(content), headers=reply.headers, status=200, preload_content=False)
    # What requests keeps of a body that was read.
    reply._content = content
    accepted = {"Accept": "application/ld+json, application/json, */*;q=0.1"}
    reply.request = requests.Request("GET", ADDRESS, headers=accepted).prepare()
    session.cache.save_response(reply)
    session.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
