"""The one exception family that users of budgetkit meet."""


class BudgetkitError(Exception):
    """Something a person can act on, said in one plain sentence; the command line prints it and exits 2."""


class UnreadableDocument(BudgetkitError):
    """A document that cannot be opened or holds nothing to read: encrypted, truncated, a scan."""


class UnknownForm(UnreadableDocument):
    """A readable document whose layout is none of the known forms; the message names what was found."""


class NotebookError(BudgetkitError):
    """A notebook that cannot be read, or whose parameters cell holds more than typed lines."""


class NotebookFailed(NotebookError):
    """A notebook that did not run to its end; the message names the cell, what it raised, the file that shows it."""
