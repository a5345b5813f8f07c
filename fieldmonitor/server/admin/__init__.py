"""The admin commands: the staff's and coordinators' acts, run on the server's own machine."""
