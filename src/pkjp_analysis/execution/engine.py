"""The papermill engine that has its kernels forked: ``papermill --engine pkjp-warm in.ipynb out.ipynb``.

papermill loads this module as an entry point while it is imported; import papermill first.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine

from pkjp_analysis.execution import kernel


class WarmEngine(NBClientEngine):
    """papermill's own engine, with a forked kernel."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Run as papermill does; a kernel that has shown every output is ended at once."""
        own = {"kernel_manager_class": kernel.manager_class(kernel.WARM), "shutdown_kernel": "immediate"}
        return super().execute_managed_notebook(nb_man, kernel_name, **(own | kwargs))
