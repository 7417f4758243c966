"""Telling a person's own mailbox from a desk's. A guess, so that its answer is a question and never a refusal."""

import re

# Words in addresses that several people read, in the languages that desks use most.
WORDS = """
    abuse admin administracao aide alert alerts alerta anfrage atencion bureau cab centre center central child
    children complaints consulta contact contacto contato coordination cyber cybercrime data denuncia denuncias desk
    dienst direction duty dyzurny enquiries enquiry enfance foreign general global group help helpdesk helpline
    hotline image info information inquiries international interpol investigation kontakt kontakte law legal liaison
    line linea mail mailbox media meldestelle national ncb ncmec network office oficina online operations partners
    police policia policja polizei press presse prevention programme public reception registry relations report
    reporting reports request requests safe safer safety sala secretaria secretariat secretary sekretariat service
    servicio sos staff support team training unit urgent victims webmaster
"""
SHARED = frozenset(WORDS.split())
# Given names that are frequent in those languages, without accents, as addresses have them.
NAMES = """
    adam agnieszka ahmed alex alice ali amina ana andrea andreas andrew anna anne antonio carlos carmen caroline
    catherine christian christine claire daniel david elena elizabeth emma eva fatima felipe francesca francois
    george giulia hannah hans helen ines ivan james jan jean jennifer joao john jose juan julia karen kate katarzyna
    laura lucas luis maria marie mark marta martin mary michael mohamed monica natalia nicolas nina olga olivia omar
    patricia paul paula pedro peter philip pierre piotr rafael robert sara sarah sofia sophie stefan stephen susan
    thomas tom vera victoria yusuf
"""
GIVEN_NAMES = frozenset(NAMES.split())


def looks_personal(mailbox: str) -> bool:
    """Whether the address reads like the name of a person: "anna", "a.kowalska", "anna-maria.kowalska".

    One word is taken for a name only where it is a known given name, for one word is often an acronym.
    """
    words = [word for word in re.split(r"[._+-]+", mailbox.partition("@")[0].casefold()) if word]
    if not words or any(word in SHARED for word in words):
        return False
    if len(words) == 1:
        return words[0] in GIVEN_NAMES
    return len(words) <= 3 and all(word.isalpha() for word in words)
