"""Bad forms don't hurt: 10,000 mutated XForms and XLSForms, no crash, no hang over 2 s."""

from tests.campaigns.forms.fuzz import one, unguarded
from tests.campaigns.ledger import Campaign, main

if __name__ == "__main__":
    main(
        Campaign("forms.mutants", "10,000 mutated forms: no crash, no hang over 2 s", 10_000, one, unguarded)
    )
