"""A script's optimiser: its learning rates are set, read back where they are used, and its steps are counted."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from ratebook_callback.errors import RatebookError
from ratebook_callback.learning_rates import Rates

DEFAULT_GROUP = "default"


class HasParamGroups(Protocol):
    """All that is asked of an optimiser: torch's ``param_groups``, dictionaries with ``params`` and ``lr``."""

    param_groups: list[dict[str, Any]]


class WatchedOptimizer:
    """Sets learning rates, and knows which ones the optimiser held when it made its step.

    A group with a ``name`` is a group of its own for policies; all others are ``default``. Where the optimiser has
    a ``step`` method, its learning rates are read back just before each step, so that whatever changes them in
    between (a scheduler, another callback) is seen; else they are read back when the update is reported.
    """

    def __init__(self, optimizer: HasParamGroups) -> None:
        self._optimizer = _innermost(optimizer)
        if not self._optimizer.param_groups:
            raise RatebookError("The optimiser has no parameter groups.", "Give it parameters first.", "unsupported")
        self.steps = 0
        """Steps since the learning rates were set last."""
        self._asked: Rates = {}
        self._held: Rates = {}
        self.counts_steps = self._count_steps()

    @property
    def groups(self) -> list[str]:
        """Names of the groups, ``default`` first."""
        names = dict.fromkeys(map(_name_of, self._optimizer.param_groups))
        return [DEFAULT_GROUP, *(name for name in names if name != DEFAULT_GROUP)]

    @property
    def parameters(self) -> int:
        """How many numbers the groups' parameters hold; an object that does not say how many counts as one."""
        return max(1, sum(_size_of(one) for group in self._optimizer.param_groups for one in _params_of(group)))

    @property
    def device(self) -> str:
        """Where the first parameter lies; ``cpu`` where it does not say."""
        for group in self._optimizer.param_groups:
            for parameter in _params_of(group):
                return str(getattr(parameter, "device", "cpu"))
        return "cpu"

    def set(self, rates: Rates) -> None:
        """Sets the learning rate of every group for the update that comes."""
        self._asked, self.steps = rates, 0
        for group in self._optimizer.param_groups:
            # A tensor (torch's `capturable`) is filled in place: a compiled step holds on to it.
            learning_rate = rates.get(_name_of(group), rates[DEFAULT_GROUP])
            if hasattr(group.get("lr"), "fill_"):
                group["lr"].fill_(learning_rate)
            else:
                group["lr"] = learning_rate
        self._held = self._read()

    def applied(self) -> Rates:
        """The learning rates that the step used, or would have used where loss scaling skipped it."""
        return self._held if self.counts_steps else self._read()

    def _read(self) -> Rates:
        read: Rates = {}
        for group in self._optimizer.param_groups:
            name, held = _name_of(group), float(group["lr"])
            # Several groups of one name: the one that strays from what was asked is the one to report.
            asked = self._asked.get(name, self._asked.get(DEFAULT_GROUP))
            if name not in read or (asked is not None and abs(held - asked) > abs(read[name] - asked)):
                read[name] = held
        # The protocol always names `default`, where every group has a name of its own too.
        read.setdefault(DEFAULT_GROUP, self._asked.get(DEFAULT_GROUP, 0.0))
        return read

    def _note_step(self, *_: Any, **__: Any) -> None:
        self.steps += 1
        self._held = self._read()

    def _count_steps(self) -> bool:
        register = getattr(self._optimizer, "register_step_pre_hook", None)
        if callable(register):
            register(self._note_step)
            return True
        step = getattr(self._optimizer, "step", None)
        if not callable(step):
            return False
        self._optimizer.step = _noting(step, self._note_step)
        return True


def _noting(step: Callable[..., Any], note: Callable[[], None]) -> Callable[..., Any]:
    def noted(*args: Any, **kwargs: Any) -> Any:
        note()
        return step(*args, **kwargs)

    return noted


def _innermost(optimizer: Any) -> Any:
    """Accelerate and Lightning hand out wrappers; the optimiser itself is what steps."""
    while hasattr(getattr(optimizer, "optimizer", None), "param_groups"):
        optimizer = optimizer.optimizer
    if not hasattr(optimizer, "param_groups"):
        raise RatebookError(
            f"A {type(optimizer).__name__} has no param_groups.",
            "Give Ratebook the optimiser: an object whose param_groups hold the learning rates, as torch's do.",
            "unsupported",
        )
    return optimizer


def _name_of(group: dict[str, Any]) -> str:
    return str(group.get("name", DEFAULT_GROUP))


def _params_of(group: dict[str, Any]) -> Iterable[Any]:
    params: Iterable[Any] = group.get("params", [])
    return params


def _size_of(parameter: Any) -> int:
    numel = getattr(parameter, "numel", None)
    if callable(numel):
        return int(numel())
    size = getattr(parameter, "size", 1)
    return size if isinstance(size, int) else 1
