"""What is done besides answering requests, and how the site does, for whoever runs it: jobs, what is kept for how long, what is
logged of each request, health, metrics, and the pages of a bad hour."""
