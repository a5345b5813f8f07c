"""Bad files don't hurt: 10,000 mutants, at most 10 s and 2 GiB each, and no crash."""

from tests.campaigns.ledger import Campaign, main
from tests.faults.vault.bad_files import Reader, read_unguarded

if __name__ == "__main__":
    reader = Reader()
    main(
        Campaign(
            "vault.bad_files", "bad files don't hurt: 10,000 mutants", 10_000, reader.one, read_unguarded
        )
    )
