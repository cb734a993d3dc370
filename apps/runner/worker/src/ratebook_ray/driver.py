"""Drives Ray Tune by ask and tell until the runner wants no more."""

from __future__ import annotations

import os
import time
from pathlib import Path

import ray
from ray import tune

from ratebook_ray.asking import AskSearcher, FenceStopper
from ratebook_ray.fence import Fence
from ratebook_ray.inbox import AskInbox
from ratebook_ray.mailbox import Mailbox, Reporter
from ratebook_ray.setting import Setting
from ratebook_ray.telling import Teller
from ratebook_ray.trial import train_ask

MAX_FAILURES = 3
"""How often a trial is begun again that ended without a word. Where its machine was lost Ray may give it a place there
again, before it knows; how often one is begun again that said why it failed, the trial counts."""

PENDING = 16
"""Trials that may wait for a place at once; Tune's own 1 fills a large cluster slowly."""


def drive(folder: Path, setting: Setting, study: str, attempt: int, nonce: str) -> None:
    """Returns once the mailbox is closed, nothing was asked for too long, or another driver has followed this one."""
    # Tune's own files of each trial: nobody reads them.
    os.environ["TUNE_DISABLE_AUTO_CALLBACK_LOGGERS"] = "1"
    os.environ["TUNE_MAX_PENDING_TRIALS_PG"] = str(PENDING)
    # An ask may fail with no measurement at all.
    os.environ["TUNE_DISABLE_STRICT_METRIC_CHECKING"] = "1"
    ray.init(address="auto", log_to_driver=False)
    mailbox, reporter, fence = Mailbox(folder / nonce), Reporter(folder, study, attempt), Fence(folder, nonce)
    inbox = AskInbox(mailbox, setting.idle_seconds, time.monotonic())
    reporter.say("ready", ray=ray.__version__, resources=ray.cluster_resources())
    tune.Tuner(
        tune.with_resources(train_ask, {"cpu": setting.cpus, "gpu": setting.gpus}),
        tune_config=tune.TuneConfig(
            search_alg=AskSearcher(inbox, {"folder": str(folder), "nonce": nonce}),
            num_samples=-1,
            reuse_actors=False,
            trial_dirname_creator=lambda trial: str(trial.trial_id),
        ),
        run_config=tune.RunConfig(
            name=f"{study}-{attempt}",
            storage_path=str(folder / nonce / "tune"),
            stop=FenceStopper(fence),
            failure_config=tune.FailureConfig(max_failures=MAX_FAILURES),
            callbacks=[Teller(inbox, mailbox, reporter)],
            verbose=0,
        ),
    ).fit()
    if not fence.is_open():
        reporter.say("superseded")
    else:
        reporter.say("closed" if mailbox.is_closed() else "idle")
