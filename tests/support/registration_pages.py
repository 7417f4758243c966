"""The pages of registering, by what a draft needs for them. `{pk}` stands for its key."""

FOR_ACCOUNTS = ["/account/records/", "/register/change/vgt/"]

OF_A_DRAFT = [
    "/drafts/{pk}/",
    "/drafts/{pk}/check/",
    "/drafts/{pk}/preview/",
    "/drafts/{pk}/you/",
    "/drafts/{pk}/about/",
    "/drafts/{pk}/where/",
    "/drafts/{pk}/contact/",
    "/drafts/{pk}/further/",
    "/drafts/{pk}/number/",
    "/drafts/{pk}/organisation/",
    "/drafts/{pk}/new_organisation/",
    "/drafts/{pk}/part/",
    "/drafts/{pk}/partnership/",
    "/drafts/{pk}/scope/",
    "/drafts/{pk}/status/",
    "/drafts/{pk}/languages/",
    "/drafts/{pk}/partners/",
    "/drafts/{pk}/partners/i1/",
    "/drafts/{pk}/sought/",
    "/drafts/{pk}/links/",
    "/drafts/{pk}/evidence/",
    "/drafts/{pk}/resources/",
    "/drafts/{pk}/resources/i1/",
    "/drafts/{pk}/desk/",
    "/drafts/{pk}/answerer/",
]

OF_A_STATE = {
    "/drafts/{pk}/delete/": ["draft"],
    "/drafts/{pk}/withdraw/": ["waiting", "returned"],
    "/drafts/{pk}/second-reviewer/": ["refused"],
}

SIMILAR = ["/drafts/{pk}/similar/partnership/", "/drafts/{pk}/similar/partners/i1/"]

ONLY_SENT_TO = ["/drafts/{pk}/again/"]
# What leads on, and what needs a partner that was asked
LEADS_ON = ["/register/go-on/", "/drafts/{pk}/partners/i1/address/"]

A_KEY = "00000000-0000-4000-8000-000000000000"
ALL = [
    page.replace("{pk}", A_KEY)
    for page in [*FOR_ACCOUNTS, *OF_A_DRAFT, *OF_A_STATE, *SIMILAR, *ONLY_SENT_TO, *LEADS_ON]
]
