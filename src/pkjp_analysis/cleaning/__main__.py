"""``python -m pkjp_analysis.cleaning processed|manifest``: what `make processed` and `make manifest` run."""

from __future__ import annotations

import sys

from pkjp_analysis.cleaning import write_manifest, write_processed
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.root import find_root


def main(arguments: list[str]) -> int:
    """Write data/processed or the manifest; 0 done, 1 refused, 2 wrong usage."""
    if arguments not in (["processed"], ["manifest"]):
        print("error: say processed or manifest", file=sys.stderr)
        return 2
    try:
        root = find_root()
        written = [write_manifest(root)] if arguments == ["manifest"] else write_processed(root)
    except PkjpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for path in written:
        print(path.relative_to(root).as_posix())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
