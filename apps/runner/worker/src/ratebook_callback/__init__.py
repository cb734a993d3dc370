"""Lets a training script of one's own take its learning rates from ``ratebook run``.

Ten lines in a loop of plain torch (or of anything whose optimiser has ``param_groups``)::

    from ratebook_callback import Ratebook

    run = Ratebook(optimizer)
    for batch in endless(loader):
        while run.due is not None:
            run.evaluate(run.due, measure(model, run.due))
        if not run.before_update():
            break
        loss = train_on(batch)  # forward, backward, optimizer.step()
        run.after_update(loss)

``ratebook_callback.transformers`` has a callback for the Trainer of Transformers (and so TRL's),
``ratebook_callback.lightning`` one for Lightning. Nothing here needs torch, and nothing here knows a
learning-rate schedule: the runner says every learning rate.
"""

from ratebook_callback.errors import RatebookError
from ratebook_callback.run import Ratebook

__all__ = ["Ratebook", "RatebookError"]
