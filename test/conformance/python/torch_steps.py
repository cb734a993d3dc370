"""Steps an optimizer of torch and reads back what each step used."""

import torch


def optimizer(learning_rate=1.0, groups=1):
    """A plain SGD with so many parameter groups of one weight each."""
    weights = [torch.nn.Parameter(torch.ones(1)) for _ in range(groups)]
    return torch.optim.SGD([{"params": [weight], "lr": learning_rate} for weight in weights], lr=learning_rate)


def applied(optimizer, after_update, total_updates):
    """Learning rates of all parameter groups at every update. `after_update(done)` is called when `done` are made."""
    rates = []
    for done in range(1, total_updates + 1):
        rates.append([float(group["lr"]) for group in optimizer.param_groups])
        for group in optimizer.param_groups:
            for weight in group["params"]:
                weight.grad = torch.zeros_like(weight)
        optimizer.step()
        after_update(done)
    return rates
