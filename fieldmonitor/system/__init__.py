"""What the operating system gives: paths, clock, keyring, resources, translations."""
