"""The road over a hub: sealed bundles handed over, custody and receipts brought back."""
