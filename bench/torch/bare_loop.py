"""The same model, data and learning rates in a bare PyTorch loop: what a person would write who has no runner.

Reads {"start", "learningRates", "assets"} from standard input; prints {"millisecondsPerUpdate", "peakMemoryBytes"}.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import torch
from ratebook_worker.determinism import make_deterministic
from ratebook_worker.optimizers import make_optimizer
from ratebook_worker.options import Options
from ratebook_worker.protocol import Start, parse_message
from ratebook_worker.workloads import create_workload

asked = json.load(sys.stdin)
start = parse_message(json.dumps(asked["start"]))
assert isinstance(start, Start)
make_deterministic()
torch.manual_seed(start.seed)
device = torch.device("cpu")
workload = create_workload(start, Options(None, Path(asked["assets"]), Path(asked["assets"])), device)
optimizer = make_optimizer(start.recipe, workload.parameter_groups())

workload.model.train()
losses = []
began = 0.0
for t, learning_rate in enumerate(asked["learningRates"]):
    optimizer.zero_grad()
    for group in optimizer.param_groups:
        group["lr"] = learning_rate
    (batch,) = workload.micro_batches(t)
    summed, count = workload.loss(batch)
    loss = summed / count
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    # From the first update that was made, as of the monitored run: the first one also sets torch up.
    if t == 0:
        began = time.perf_counter()
elapsed = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps({"millisecondsPerUpdate": 1000 * elapsed / (len(losses) - 1), "peakMemoryBytes": peak}))
