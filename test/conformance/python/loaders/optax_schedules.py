"""Exported schedules of Optax, asked for every count as its optimizers ask: in single precision."""

import jax
import jax.numpy as jnp
import optax


def versions():
    return {"optax": optax.__version__, "jax": jax.__version__}


def load(request):
    scope = {}
    exec(request["code"], scope)
    schedule = scope["schedule"]
    return [float(schedule(jnp.asarray(count, dtype=jnp.int32))) for count in range(request["run"]["totalUpdates"])]
