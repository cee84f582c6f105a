"""The closed table is about columns and options that there are, and says nothing twice."""

from __future__ import annotations

from checker.authoring.ledger import synonym
from checker.authoring.ledger.heading import fold
from tests.authoring.ledger.names import names, packs


def test_every_column_of_the_table_is_declared() -> None:
    columns = {
        f"{name}.{column}"
        for name, table in packs().vocabulary().tables.items()
        for column in (*table.columns, *table.key)
    }
    anywhere = {name.partition(".")[2] for name in columns}

    assert set(synonym.SURE) | set(synonym.LIKELY) | set(synonym.NEVER) <= columns
    assert set(synonym.SURE_ANYWHERE) <= anywhere
    assert set(synonym.TABLES) <= set(packs().vocabulary().tables)


def test_every_option_of_the_table_is_declared() -> None:
    options: dict[str, set[str]] = {}
    for columns in names().columns.values():
        for column, datatype in columns.items():
            options.setdefault(column, set()).update(datatype.options)

    for column, words in synonym.OPTIONS.items():
        assert set(words) <= options[column], column
    assert set(synonym.DIRECTION_WORDS) <= options["direction"]
    assert set(synonym.STEP_WORDS) <= options["step"]
    assert set(synonym.CARRIER_WORDS) <= options["carrier"]


def test_a_word_that_is_sure_of_a_column_is_not_sure_of_another_of_its_table() -> None:
    for table, columns in names().columns.items():
        seen: dict[str, str] = {}
        for column in columns:
            own = synonym.SURE.get(f"{table}.{column}")
            for word in own or ():
                assert seen.setdefault(word, column) == column, (table, word)


def test_a_word_means_one_option_of_a_material_or_a_direction() -> None:
    for column in ("direction", "material", "carrier", "side"):
        words = [word for option in synonym.OPTIONS[column].values() for word in option]

        assert len(words) == len(set(words)), column


def test_words_are_folded_as_headings_are() -> None:
    for words in (*synonym.SURE.values(), *synonym.LIKELY.values(), synonym.NOT_OURS):
        assert words == {fold(word) for word in words}
    assert all(synonym.NOT_OURS.isdisjoint(words) for words in synonym.SURE.values())
    assert synonym.YES.isdisjoint(synonym.NO)
