"""A LightningModule with the exported `configure_optimizers`, trained by Lightning's own Trainer."""

import logging
import warnings

import lightning
import tiny
import torch

logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
warnings.filterwarnings("ignore")


def versions():
    return {"lightning": lightning.__version__, "torch": torch.__version__}


def load(request):
    scope = {}
    exec(request["code"], scope)
    tiny_model = tiny.TinyModel(request["groups"])
    total = request["run"]["totalUpdates"]
    metrics = tiny.metrics_by_update(request["events"])
    reader = tiny.Reader(tiny_model, request["groups"])

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.model = tiny_model
            self.parameters_of = tiny.parameters_of(tiny_model)

        def training_step(self, batch, _index):
            return self.model(**batch)["loss"]

        def on_before_optimizer_step(self, optimizer):
            reader.read(optimizer)

        def validation_step(self, _batch, _index):
            for name, value in metrics.get(self.global_step, {}).items():
                self.log(name, torch.tensor(value, dtype=torch.float64))

    # The methods that the exported code is to be pasted as.
    methods = {name: value for name, value in scope.items() if callable(getattr(lightning.LightningModule, name, None))}
    # An epoch ends at every evaluation, because Lightning steps a plateau at the ends of epochs: all are as long.
    every = min(metrics, default=total)
    trainer = lightning.Trainer(
        max_steps=total,
        limit_train_batches=every,
        limit_val_batches=1 if metrics else 0,
        num_sanity_val_steps=0,
        accelerator="cpu",
        devices=1,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    data = torch.utils.data.DataLoader(tiny.TinyData(every), batch_size=1)
    held_out = torch.utils.data.DataLoader(tiny.TinyData(1), batch_size=1)
    trainer.fit(type("Own", (Module,), methods)(), data, held_out if metrics else None)
    return reader.read_rates()
