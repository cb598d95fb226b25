"""Write the generated pages: what `make documents` and `make replication` run.

``python -m pkjp_analysis.documents`` writes those of docs/, ``python -m pkjp_analysis.documents replication`` writes
REPLICATION.md from the last run.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.root import find_root


def main(arguments: list[str]) -> int:
    """Write the documents; 0 done, 1 refused, 2 wrong usage."""
    if arguments not in ([], ["replication"]):
        print("error: python -m pkjp_analysis.documents takes nothing or replication", file=sys.stderr)
        return 2
    try:
        root = find_root()
        for path in _written(root, arguments):
            print(path.relative_to(root).as_posix())
    except PkjpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _written(root: Path, arguments: list[str]) -> list[Path]:
    if arguments:
        from pkjp_analysis.documents import replication

        return [replication.write(root)]
    from pkjp_analysis.documents.pages import write

    return write(root)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
