"""We ask, and somebody answers by a link: invitations, first and yearly confirmations, tests of desks, and the way of a mailed link."""
