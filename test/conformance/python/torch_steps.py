"""Steps an optimizer of torch over a tiny model and reads back what each step used."""

import tiny
import torch


def applied(optimizer, model, request, after_update):
    """Learning rates of the base and of each group, by update. `after_update(done)` is called when `done` are made."""
    rates = []
    for done in range(1, request["run"]["totalUpdates"] + 1):
        rates.append(tiny.applied_to(optimizer, model, request["groups"]))
        for weight in model.parameters():
            weight.grad = torch.zeros_like(weight)
        optimizer.step()
        after_update(done)
    return tiny.by_group(rates, request["groups"])


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
