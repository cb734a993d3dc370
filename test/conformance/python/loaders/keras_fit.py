"""Schedules and callbacks of Keras, in a real `fit` of the smallest model; on the backend of torch."""

import keras
import numpy as np
import tiny
import torch


def versions():
    return {"keras": keras.__version__, "torch (backend)": torch.__version__}


class Recorder(keras.callbacks.Callback):
    """Notes the optimizer's learning rate right before each update."""

    def __init__(self):
        super().__init__()
        self.rates = []

    def on_train_batch_begin(self, batch, logs=None):
        self.rates.append(float(self.model.optimizer.learning_rate))


class Readings(keras.callbacks.Callback):
    """Puts the metrics of a case into the logs of each epoch, for the callbacks behind it."""

    def __init__(self, readings):
        super().__init__()
        self.readings = readings

    def on_epoch_end(self, epoch, logs=None):
        logs.update(self.readings.get(epoch, {}))


def fit(learning_rate, total, callbacks=(), batches_per_epoch=None):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=learning_rate), loss="mse")
    recorder = Recorder()
    every = batches_per_epoch or total
    data = np.ones((every, 1), dtype="float32")
    model.fit(
        data, data, batch_size=1, epochs=-(-total // every), shuffle=False, verbose=0, callbacks=[*callbacks, recorder]
    )
    return recorder.rates[:total]


def load(request):
    scope = {}
    exec(request["code"], scope)
    total = request["run"]["totalUpdates"]
    if "callback" not in scope:
        rates = {None: scope["schedule"], **scope.get("group_schedules", {})}
        base, *others = [fit(rate, total) for rate in rates.values()]
        return base, dict(zip(list(rates)[1:], others))
    metrics = tiny.metrics_by_update(request["events"])
    every = min(metrics, default=total)
    readings = {at // every - 1: values for at, values in metrics.items()}
    return fit(scope["learning_rate"], total, [Readings(readings), scope["callback"]], every)
