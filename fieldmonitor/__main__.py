"""`python -m fieldmonitor`: hands over to the command line."""

import sys

from fieldmonitor.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
