"""What the two APIs for programs share: kinds of records, their documents, and how a request is checked and answered."""
