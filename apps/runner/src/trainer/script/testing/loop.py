# A script under test: trains nothing, keeps to the order of calls, and goes wrong where its argument says so.
import os
import signal
import sys
import time

from ratebook_callback import Ratebook

fault, at = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0


class Optimizer:
    def __init__(self):
        self.param_groups = [{"params": [1.0, 2.0], "lr": 9.0}]

    def step(self):
        pass


if fault == "never-asks":
    print("trained without asking")
    sys.exit(0)
if fault == "cannot-import":
    import no_such_module

if fault == "loads-for-ever":
    print("hanging", flush=True)
    time.sleep(600)
optimizer = Optimizer()
run = Ratebook(optimizer)
print(f"seed {run.seed}")
while True:
    while run.due is not None:
        # Falls from 2 to 1, so that nothing looks diverged.
        loss = 2 - run.updates_made / run.start.total_updates
        run.evaluate(run.due, {"accuracy": 0.5, "loss": loss})
    t = run.updates_made
    if fault == "stops" and t == at:
        sys.exit(0)
    if fault == "crashes" and t == at:
        raise ValueError("the data ran out")
    if fault == "killed" and t == at:
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "hangs" and t == at:
        print("hanging", flush=True)
        time.sleep(600)
    if not run.before_update():
        break
    if fault == "schedules" and t == at:
        optimizer.param_groups[0]["lr"] *= 0.5
    if fault != "forgets-its-step":
        optimizer.step()
    run.after_update(float("nan") if fault == "diverges" and t == at else 2 - t / run.start.total_updates)
print("saved the model")
if fault == "fails-late":
    sys.exit(3)
