"""The one exception family that users of budgetkit meet, and the sentence that says any exception to a person."""


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


def error_sentence(error: Exception, name: str) -> str:
    """Return what an error that a document met says to a person; ``name`` is that of the file in an error of the system.

    What nobody foresaw is called a fault of budgetkit; it need not end, or hide, what is said of other documents.

    >>> error_sentence(FileNotFoundError(2, "No such file or directory"), "budget.pdf")
    'budget.pdf: No such file or directory'
    >>> error_sentence(UnreadableDocument("budget.pdf is encrypted"), "budget.pdf")
    'budget.pdf is encrypted'
    >>> error_sentence(ZeroDivisionError("division by zero"), "budget.pdf")
    'fault in budgetkit: ZeroDivisionError: division by zero'
    """
    if isinstance(error, OSError):
        return f"{name}: {error.strerror or error}"
    if isinstance(error, (BudgetkitError, KeyError)):
        return str(error.args[0] if error.args else error)
    return f"fault in budgetkit: {type(error).__name__}: {error}"
