"""Exported schedules of Optax, asked for every count as its optimizers ask: compiled, with a 32-bit count, in single
precision. Then again in double precision with a 64-bit count, which must not be another curve. Closed loops steer an
optimizer of Optax.
"""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import tiny

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


def steered(request, loop):
    """A closed loop beside an optimizer that keeps its learning rate in its state, as the exported comments say."""
    metrics = tiny.metrics_by_update(request["events"])
    weight = jnp.ones(())
    optimizer = optax.inject_hyperparams(optax.sgd)(learning_rate=loop.learning_rate(0))
    state = optimizer.init(weight)
    rates = []
    for t in range(request["run"]["totalUpdates"]):
        if t in metrics:
            loop.observe(t, metrics[t])
        state.hyperparams["learning_rate"] = jnp.asarray(loop.learning_rate(t))
        rates.append(float(state.hyperparams["learning_rate"]))
        _, state = optimizer.update(weight, state)
    return rates


def load(request):
    scope = {}
    exec(request["code"], scope)
    if "loop" in scope:
        return steered(request, scope["loop"])
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
