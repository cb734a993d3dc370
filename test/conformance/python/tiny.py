"""The smallest things that the libraries train: one weight a parameter group, and data without end."""

import torch


class TinyModel(torch.nn.Module):
    """A weight called `base`, and one of each parameter group's name; the loss has a gradient in all of them."""

    def __init__(self, groups=()):
        super().__init__()
        self.base = torch.nn.Parameter(torch.ones(1))
        self.groups = torch.nn.Module()
        self.weight_of = {name: named_weight(self.groups, name) for name in groups}

    def forward(self, x, labels=None):
        output = x * self.base + sum(x * weight for weight in self.weight_of.values())
        loss = ((output - (0.0 if labels is None else labels)) ** 2).mean()
        return {"loss": loss, "logits": output}


def named_weight(module, name):
    """A new weight below the module, under the group's name: dots are modules, and PEFT writes lora_B for lora-b."""
    *path, last = ("lora_B" if name == "lora-b" else name).split(".")
    for part in path:
        if part not in module._modules:
            module.add_module(part, torch.nn.Module())
        module = module._modules[part]
    module.register_parameter(last, torch.nn.Parameter(torch.ones(1)))
    return module._parameters[last]


class TinyData(torch.utils.data.Dataset):
    """So many items of one number each."""

    def __init__(self, items):
        self.items = items

    def __len__(self):
        return self.items

    def __getitem__(self, index):
        if index >= self.items:
            raise IndexError(index)
        return {"x": torch.full((1,), float(index % 3)), "labels": torch.zeros(1)}


def metrics_by_update(events):
    """{updates done: metrics}, for the evaluations of a closed loop."""
    return {event["t"]: event["metrics"] for event in events or []}


def parameters_of(model):
    """The function that exported code asks for: the parameters of one group; of no group with None."""

    def of(name):
        return [model.base if name is None else model.weight_of[name]]

    return of


def applied_to(optimizer, model, groups):
    """The learning rates that the optimizer's next step uses for the base weight and for that of each group."""
    weights = [model.base, *(model.weight_of[name] for name in groups)]
    by_weight = {id(weight): float(group["lr"]) for group in optimizer.param_groups for weight in group["params"]}
    return [by_weight[id(weight)] for weight in weights]


class Reader:
    """Reads, before each step of an optimizer, the learning rates that it is about to use."""

    def __init__(self, model, groups):
        self.model, self.groups = model, groups
        self.rates, self.momenta = [], None

    def read(self, optimizer):
        self.rates.append(applied_to(optimizer, self.model, self.groups))
        # Some schedules change more than the learning rate: what they do to the momentum is no part of a policy.
        momenta = [[group.get(key) for key in ("momentum", "betas")] for group in optimizer.param_groups]
        if self.momenta is not None and momenta != self.momenta:
            raise AssertionError(f"the schedule changes the momentum, {self.momenta} to {momenta}")
        self.momenta = momenta

    def read_rates(self):
        """The base learning rates by update, and those of each group by its name."""
        return by_group(self.rates, self.groups)


def by_group(rates, groups):
    """Rows of `applied_to` as the base learning rates, and those of each group by its name."""
    base = [row[0] for row in rates]
    return base, {name: [row[index + 1] for row in rates] for index, name in enumerate(groups)}
