"""Steps an optimizer of torch over a tiny model and reads back what each step used."""

import tiny
import torch


def applied(optimizer, model, request, after_update):
    """Learning rates of the base and of each group, by update. `after_update(done)` is called when `done` are made."""
    reader = tiny.Reader(model, request["groups"])
    for done in range(1, request["run"]["totalUpdates"] + 1):
        reader.read(optimizer)
        for weight in model.parameters():
            weight.grad = torch.zeros_like(weight)
        optimizer.step()
        after_update(done)
    return reader.read_rates()


def stepping(scheduler, request):
    """What a training does after each update: the scheduler is stepped, or sees the evaluation if one is made."""
    metrics = tiny.metrics_by_update(request["events"])

    def after_update(done):
        if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            for value in metrics.get(done, {}).values():
                scheduler.step(value)
        elif scheduler is not None:
            scheduler.step()
            if done in metrics:
                scheduler.observe(metrics[done])

    return after_update
