"""What can go wrong between a script and the runner, as the person is told it."""


class RatebookError(Exception):
    """The script and the runner do not agree; ``hint`` says what to do.

    ``code`` is one of the trainer protocol's: ``unsupported`` where the script asks for what there is not,
    ``internal`` where it does not keep to the order of calls.
    """

    def __init__(self, message: str, hint: str, code: str = "internal") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.code = code
        self.message = message
        self.hint = hint
