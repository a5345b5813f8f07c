"""A handful of mutants; `make faults` gives the reader ten thousand."""

from tests.faults.vault.bad_files import Reader, read_unguarded


def test_mutants_are_read_or_refused() -> None:
    reader = Reader()
    found = {seed: problems for seed in range(1, 41) if (problems := reader.one(seed))}
    reader.close()
    assert found == {}


def test_a_reader_without_a_guard_stumbles() -> None:
    assert read_unguarded(1)
