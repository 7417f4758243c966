"""Who may: policies of pages, who speaks for an organisation, who is an official, who looked at what."""
