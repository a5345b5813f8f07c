"""What is printed or handed over: reports, actas, letters, credentials; PDF and DOCX from frozen models.

`model` describes each document and is cheap to import. The builders (`report_pdf`, `acta_pdf`, …) load
reportlab or python-docx: import them where a document is made, never at the start of the program.
"""
