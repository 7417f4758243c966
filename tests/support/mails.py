"""What mails say, but for what is another in each."""

from directory.models import Mail
from directory.models.letter_numbers import LetterNumber


def text_without_number(mail: Mail) -> str:
    """The text of a mail without the number that only this letter has."""
    return mail.text.replace(str(LetterNumber.of(mail.pk)), "")
