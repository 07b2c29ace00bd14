"""Our sentences in Wagtail's site history, each with its reason."""

from typing import Any

from wagtail.log_actions import LogActionRegistry, LogFormatter


class WithReason(LogFormatter):
    """What was done, and beneath it why."""

    def format_comment(self, log_entry: Any) -> str:
        return str(log_entry.data.get("reason") or log_entry.data.get("outlet") or "")


SENTENCES = {
    "publishing.hurry": ("Publish in a hurry", "Published in a hurry, without a second person"),
    "publishing.recall": ("Recall", "Recalled: the address says that it is withdrawn"),
    "publishing.undo_recall": ("Undo a recall", "Brought back as it stood before its recall"),
    "publishing.press_link": ("Link for the press", "Made a link for the press before the time"),
}


def register_actions(actions: LogActionRegistry) -> None:
    for name, (label, sentence) in SENTENCES.items():
        formatter = type("Formatter", (WithReason,), {"label": label, "message": sentence})
        actions.register_action(name)(formatter)
