"""``python -m pkjp_analysis.documents``: write the generated pages of docs/; what `make documents` runs."""

from __future__ import annotations

import sys

from pkjp_analysis.documents.pages import write
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.root import find_root


def main(arguments: list[str]) -> int:
    """Write the documents; 0 done, 1 refused, 2 wrong usage."""
    if arguments:
        print("error: python -m pkjp_analysis.documents takes no arguments", file=sys.stderr)
        return 2
    try:
        root = find_root()
        for path in write(root):
            print(path.relative_to(root).as_posix())
    except PkjpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
