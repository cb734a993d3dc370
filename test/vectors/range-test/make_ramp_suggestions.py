"""Runs the rules of fastai and Lightning themselves on made-up ramps and writes what they answer.

Needs torch, lightning and fastai (its file alone is read, without its dependencies):
    python make_ramp_suggestions.py > ramp-suggestions.json
"""

import ast
import json
import math
import random
import sys
from importlib.metadata import files, version

import numpy as np
import torch
from lightning.pytorch.tuner.lr_finder import _LRFinder

torch.set_num_threads(1)

src = next(
    f for f in files("fastai") if str(f) == "fastai/callback/schedule.py"
).read_text()
tree = ast.parse(src)
fns = [
    n
    for n in tree.body
    if isinstance(n, ast.FunctionDef)
    and n.name in ("valley", "slide", "minimum", "steep")
]
ns = {"np": np, "torch": torch, "to_np": lambda t: t.detach().cpu().numpy()}
exec(compile(ast.Module(fns, []), "schedule", "exec"), ns)


def smooth(losses):
    out = []
    m = torch.tensor(0.0, dtype=torch.float64)
    best = float("inf")
    for n, l in enumerate(losses, 1):
        m = torch.lerp(torch.tensor(l, dtype=torch.float64), m, 0.98)
        v = (m / (1 - 0.98**n)).item()
        out.append(v)
        if v < best:
            best = v
        if v > 4 * best:
            break
    return out


rnd = random.Random(20261128)
cases = []


def shape(kind, n, start, end):
    lrs = [start * (end / start) ** (i / (n - 1)) for i in range(n)]
    mid = 10 ** rnd.uniform(-3, -0.5)
    top = mid * 10 ** rnd.uniform(0.7, 2)
    noise = (
        0
        if kind == "rising" and rnd.random() < 0.4
        else rnd.choice([0.02, 0.05, 0.1, 0.3])
    )
    ls = []
    for r in lrs:
        if kind == "usual":
            l = (
                2.3
                - 1.6 / (1 + (mid / r) ** 1.5)
                + (0 if r < top else 3 * (math.log(r / top)) ** 2)
            )
        elif kind == "flat":
            l = 2.3
        elif kind == "rising":
            l = 1 + 0.2 * math.log10(r / start)
        elif kind == "falling":
            l = 4 - 0.2 * math.log10(r / start)
        else:
            l = 2.3 + (0 if r < mid else 40 * (r / mid - 1))
        ls.append(round(max(0.01, l + noise * rnd.gauss(0, 1)), 6))
    if kind == "not finite":
        k = rnd.randrange(n // 3, n)
        ls = ls[:k] + [None]
    return lrs, ls


for kind, count in [
    ("usual", 16),
    ("falling", 3),
    ("rising", 3),
    ("explodes", 4),
    ("not finite", 4),
]:
    for _ in range(count):
        n = rnd.choice([24, 40, 100, 100, 200])
        lrs, ls = shape(kind, n, rnd.choice([1e-7, 1e-6, 1e-5]), rnd.choice([1, 10]))
        finite = [l for l in ls if l is not None]
        sm = smooth(finite)
        stopped = len(sm) < len(finite) or (
            len(sm) == len(finite) and sm[-1] > 4 * min(sm)
        )
        nan = (not stopped) and len(finite) < len(ls)
        rec = sm + ([float("nan")] * (n - len(sm)) if nan else [])
        R = lrs[: len(rec)]
        l = torch.tensor(R[n // 10 : -5], dtype=torch.float64)
        s = torch.tensor(rec[n // 10 : -5], dtype=torch.float64)
        bad = torch.nonzero(torch.isnan(s))
        if len(bad):
            l = l[: int(bad[0])]
            s = s[: int(bad[0])]
        ans = {}
        for name in ("valley", "slide", "minimum", "steep"):
            try:
                ans[name] = ns[name](l, s, n)[0]
            except (IndexError, ValueError, RuntimeError):
                ans[name] = None

        def lightning():
            f = _LRFinder("exponential", 1, 1, n)
            f.results = {"lr": list(R), "loss": list(rec)}
            return f.suggestion()

        torch.set_default_dtype(torch.float64)
        ans["linearGradient"] = lightning()
        # Before 2.5.3 the same with the gradient over the index: torch.gradient without spacing.
        real = torch.gradient
        torch.gradient = lambda x, spacing=None, **k: real(x)
        ans["indexGradient"] = lightning()
        torch.gradient = real
        torch.set_default_dtype(torch.float32)
        cases.append(
            {
                "shape": kind,
                "from": lrs[0],
                "to": lrs[-1],
                "planned": n,
                "losses": ls,
                "smoothed": sm,
                "libraries": ans,
            }
        )
json.dump(
    {
        "made": "fastai %s (valley, slide, minimum, steep), lightning %s (linearGradient; indexGradient by its gradient over the index, as before 2.5.3), torch %s, in double precision"
        % (version("fastai"), version("lightning"), version("torch")),
        "cases": cases,
    },
    sys.stdout,
)
