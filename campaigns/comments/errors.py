"""What may go wrong with a comment, each with the sentence its writer reads."""


class CommentError(Exception):
    """Anything below."""


class CommentsClosed(CommentError):
    """The page takes no comments, or none any more."""


class TooManyAtOnce(CommentError):
    """So many comments came in this hour that each would wait for nothing."""


class UnknownLink(CommentError):
    """Nobody here wrote this link, or what it confirms is gone."""


class AlreadyDecided(CommentError):
    """Another moderator was quicker."""
