"""From picture files to evidence: facts, small copies, hashes; pure functions over bytes."""
