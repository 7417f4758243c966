"""We ask, and somebody answers by a link: invitations, yearly confirmations, tests of desks, and the way of a mailed link."""
