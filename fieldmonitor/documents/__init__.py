"""PDF, DOCX and QR: reports, letters, credentials."""
