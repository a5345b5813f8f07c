"""The credential, with a QR code that can be checked offline."""
