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
