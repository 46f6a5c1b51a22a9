"""What would leave the account: e-mail, text messages, calls of foreign addresses.

Nothing leaves this machine; tests read it here.
"""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime

NOTIFICATION = "Notification"
CONFIRMATION = "SubscriptionConfirmation"

# More than a test looks at; a demo that runs for weeks is not to grow with it.
_MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message to one address.

    Attributes:
        at: When, by the local clock.
        endpoint: The address: of e-mail, or a URL.
        protocol: As SNS calls it, such as "email" or "https".
        source: ARN of the topic, or of what wrote without one.
        subject: None where there is none.
        text: What it says.
        token: What confirms the subscription, in a request for that alone.

    """

    at: datetime
    endpoint: str
    protocol: str
    source: str
    subject: str | None
    text: str
    token: str | None = None

    @property
    def kind(self) -> str:
        """Return the type, as SNS names it."""
        return NOTIFICATION if self.token is None else CONFIRMATION


# moto's state is one for the process, and this belongs to it.
_messages: deque[Message] = deque(maxlen=_MOST)
_lock = threading.Lock()


def put(message: Message) -> None:
    """Keep a message."""
    with _lock:
        _messages.append(message)


def messages() -> list[Message]:
    """Return what was delivered, oldest first."""
    with _lock:
        return list(_messages)


def clear() -> None:
    """Forget what was delivered."""
    with _lock:
        _messages.clear()
