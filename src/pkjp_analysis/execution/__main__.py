"""``python -m pkjp_analysis.execution notebooks``: write notebooks/ from a whole run."""

from __future__ import annotations

import sys

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.execution import How, Progress, write_reference
from pkjp_analysis.root import find_root


def main(arguments: list[str]) -> int:
    """Run the one task there is; an expected failure is one line."""
    try:
        if arguments != ["notebooks"]:
            raise UsageError("unknown task; run python -m pkjp_analysis.execution notebooks")
        written = write_reference(find_root(), How(progress=Progress()))
    except (PkjpError, OSError) as error:
        print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    print(f"{len(written)} notebooks written: {', '.join(written)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
