"""What the comptroller's server and a hub share: how to listen, to run, to read a body and to say no."""
