"""What the verbs refuse. The message of each is a sentence for the person in front of the screen."""


class ConsultationError(Exception):
    """A refusal with a sentence that says what to do next."""


class NotADraft(ConsultationError): ...


class NothingToAsk(ConsultationError): ...


class KeyTaken(ConsultationError): ...


class AddressTaken(ConsultationError): ...


class HasAnotherWave(ConsultationError): ...


class UnsuitableClose(ConsultationError): ...


class ConsultationClosed(ConsultationError): ...


class UnknownCode(ConsultationError): ...


class UnsuitableAnswer(ConsultationError): ...


class CannotBeTrue(UnsuitableAnswer):
    """A number outside the least and the greatest of its question."""


class NothingToSend(ConsultationError):
    """`question` is the key of the one to answer first, or empty."""

    def __init__(self, sentence: str, *, question: str = "") -> None:
        super().__init__(sentence)
        self.question = question


class DecidedMeanwhile(ConsultationError): ...


class ReasonMissing(ConsultationError): ...


class BatchFinished(ConsultationError): ...


class FormTaken(ConsultationError): ...


class NotForPublication(ConsultationError): ...


class ConsentMissing(ConsultationError): ...


class SamePerson(ConsultationError): ...


class NotTheirWords(ConsultationError): ...


class TooFew(ConsultationError): ...


class UnsuitableSentence(ConsultationError): ...


class NobodyToAsk(ConsultationError): ...


class NeedsLink(ConsultationError): ...


class UnknownLink(ConsultationError): ...


class LinkUsed(ConsultationError): ...


class AlreadySent(ConsultationError): ...


class BadReminderDays(ConsultationError): ...


class TooManyKnocks(ConsultationError): ...


class UnsuitableTheme(ConsultationError): ...


class NotForCoding(ConsultationError): ...


class NothingSaid(ConsultationError): ...
