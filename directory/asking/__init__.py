"""We ask, and somebody answers by a link: invitations, first and yearly confirmations, tests of desks, messages that are passed on to
desks, and the way of a mailed link."""
