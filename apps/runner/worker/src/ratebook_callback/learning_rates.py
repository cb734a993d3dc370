"""What the runner has asked for: learning rates by update, or an end."""

from ratebook_callback.channel import Channel, Message
from ratebook_callback.errors import RatebookError

Rates = dict[str, float]
"""Learning rates of one update by parameter group."""


class LearningRateQueue:
    """Learning rates in the order of updates. An end overtakes those that still wait."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._blocks: list[tuple[int, dict[str, list[float]]]] = []
        self._end: str | None = None

    def next(self, t: int) -> Rates | str:
        """The learning rates of update ``t``, or ``finish`` or ``abort``; waits until one of them has come."""
        for message in self._channel.receive_waiting():
            self._take(message)
        while self._end is None:
            rates = self._rates_of(t)
            if rates is not None:
                return rates
            self._take(self._channel.receive())
        return self._end

    def _take(self, message: Message) -> None:
        if message["type"] in ("finish", "abort"):
            self._end = "abort" if self._end == "abort" else message["type"]
        elif message["type"] == "rates":
            self._blocks.append((message["from"], message["learningRates"]))
        else:
            raise RatebookError(f'The runner sent "{message["type"]}"; expected rates, finish or abort.', "")

    def _rates_of(self, t: int) -> Rates | None:
        while self._blocks:
            first, learning_rates = self._blocks[0]
            if t < first:
                raise RatebookError(f"Learning rates came from update {first} on where {t} was next.", "")
            if t - first < len(learning_rates["default"]):
                return {group: values[t - first] for group, values in learning_rates.items()}
            self._blocks.pop(0)
        return None
