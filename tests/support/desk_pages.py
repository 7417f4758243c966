"""The pages of desks: what everybody may open, and what only those who speak for "helpers" may."""

DESKS = "/organisations/helpers/desks/"
OPEN = [DESKS, "/desks/a-desk/", "/desks/a-desk/card/"]
# No page: a file for an address book
VCARD = "/desks/a-desk/card.vcf"
OWN = [
    f"{DESKS}new/",
    f"{DESKS}shown/",
    f"{DESKS}a-desk/change/",
    f"{DESKS}a-desk/changes/",
    f"{DESKS}a-desk/remove/",
]
ALL = [*OPEN, *OWN]
