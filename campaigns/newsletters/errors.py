"""Why a mailing cannot be moved on; each message is a sentence for whoever asked."""


class MailingError(Exception):
    pass


class WrongState(MailingError):
    pass


class SamePerson(MailingError):
    pass


class ChangedMeanwhile(MailingError):
    pass
