"""Exported schedules of Optax, asked for every count as its optimizers ask: compiled, with a 32-bit count, in single
precision. Then again in double precision with a 64-bit count, which must not be another curve.
"""

import jax
import jax.numpy as jnp
import numpy as np
import optax

# Of the peak: what single precision may differ by.
TOLERANCE = 1e-6


def versions():
    return {"optax": optax.__version__, "jax": jax.__version__}


def curves(request, count_type):
    """The schedule and those of the groups, as exported, at every count: {name: learning rates}; None is the base."""
    scope = {}
    exec(request["code"], scope)
    schedules = {None: scope["schedule"], **scope.get("group_schedules", {})}
    counts = [jnp.asarray(count, dtype=count_type) for count in range(request["run"]["totalUpdates"])]

    def curve(schedule):
        compiled = jax.jit(schedule if callable(schedule) else lambda _count: schedule)
        return [float(compiled(count)) for count in counts]

    return {name: curve(schedule) for name, schedule in schedules.items()}


def load(request):
    single = curves(request, jnp.int32)
    with jax.enable_x64(True):
        double = curves(request, jnp.int64)
    for name, curve in single.items():
        apart = np.abs(np.array(curve) - np.array(double[name]))
        if not np.all(apart <= TOLERANCE * max(double[name])):
            worst = int(np.argmax(apart))
            raise AssertionError(f"update {worst} is {curve[worst]} in single precision, {double[name][worst]} in double")
    base = single.pop(None)
    return base, single
