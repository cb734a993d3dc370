"""Makes one training repeat bit for bit on one machine with one set of libraries; PyTorch promises no more."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping

import numpy as np
import torch

from ratebook_worker.digests import code_digest

THREADS = 1
"""More threads are no faster on the small models, and change the order of sums and so the bits of others."""


def make_deterministic() -> None:
    """Settings of the process, once. The runner sets CUBLAS_WORKSPACE_CONFIG before CUDA can have started."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True)
    torch.backends.mkldnn.deterministic = True  # type: ignore[assignment]
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cuda.matmul.allow_tf32 = False


def library_versions() -> Mapping[str, str]:
    """What the bits of a run depend on, for its record."""
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "worker": code_digest()[:16],
        "threads": str(torch.get_num_threads()),
    }
