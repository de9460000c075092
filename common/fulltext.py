"""Search in the texts of a model, quick and in Swedish on either database, with one interface.

Every word is reduced to its Swedish stem (Snowball, the algorithm of PostgreSQL's own dictionary)
and must stand somewhere in the texts, also inside a compound: "systemen" finds
"vårdinformationssystem". SQLite keeps an FTS5 table of trigrams beside the model's table, with a
row of its own for each short text and two for a long one, its first line and the rest, so that a
changed piece is all that is indexed anew; triggers hold it up to date whatever writes. PostgreSQL
has indexes of trigrams and of stems on the table itself.
``ensure_text_index`` makes them after every migration, since a migration that remakes a table on
SQLite drops its triggers (docs/adr/0007-search-by-triggers.md).
"""

from collections.abc import Sequence

import snowballstemmer
from django.db import connections, models, transaction
from django.db.models.expressions import RawSQL
from django.db.utils import OperationalError, ProgrammingError

# Shorter words have no trigram; they are searched without an index.
SHORTEST = 3
# So many pieces of text of one row at most are in the index of SQLite.
MOST_PIECES = 8
_STEMMER = snowballstemmer.stemmer("swedish")


def stem(word: str) -> str:
    """The stem of a word, small; codes and short words as they stand."""
    small = word.casefold()
    found = _STEMMER.stemWord(small) if small.isalpha() else small
    return found if len(found) >= SHORTEST else small


def with_words(
    queryset: models.QuerySet, words: Sequence[str], fields: Sequence[str]
) -> models.QuerySet:
    """Rows in whose ``fields`` every word stands; the model has an index on just these fields."""
    indexed = [word for word in words if len(stem(word)) >= SHORTEST]
    for word in words:
        if len(stem(word)) < SHORTEST:
            anywhere = [models.Q((f"{field}__icontains", word)) for field in fields]
            queryset = queryset.filter(models.Q(*anywhere, _connector=models.Q.OR))
    if not indexed:
        return queryset
    connection = connections[queryset.db]
    table = connection.ops.quote_name(queryset.model._meta.db_table)
    if connection.vendor == "sqlite":
        index = connection.ops.quote_name(_index_name(queryset.model))
        sql = f"SELECT rowid / {MOST_PIECES} FROM {index} WHERE {index} MATCH %s"  # noqa: S608
        for word in indexed:
            match = '"' + stem(word).replace('"', '""') + '"'
            queryset = queryset.filter(pk__in=RawSQL(sql, [match]))
        return queryset
    document = _document(connection, fields)
    for word in indexed:
        sql = (
            f"SELECT id FROM {table} WHERE {document} LIKE %s "  # noqa: S608
            f"OR to_tsvector('swedish', {document}) @@ plainto_tsquery('swedish', %s)"
        )
        queryset = queryset.filter(pk__in=RawSQL(sql, [f"%{_escaped(stem(word))}%", word]))
    return queryset


def ensure_text_index(model: type[models.Model], fields: Sequence[str], using: str) -> None:
    """Make the index that ``with_words`` reads, unless it is there just so."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        _ensure_sqlite(connection, model, fields)
    elif connection.vendor == "postgresql":
        _ensure_postgresql(connection, model, fields)


def _index_name(model: type[models.Model]) -> str:
    return f"{model._meta.db_table}_text"


def _pieces(model: type[models.Model], fields: Sequence[str]) -> dict[str, str]:
    """What is indexed of a row ``{0}``, as SQL by name: no word goes from one piece to the next."""
    pieces = {}
    for field in fields:
        text = f"{{0}}.{field}"
        if isinstance(model._meta.get_field(field), models.TextField):
            # Where there is but one line, all of it is the rest.
            end = f"instr({text}, char(10))"
            pieces[field] = f"substr({text}, {end} + 1)"
            pieces[f"{field}_start"] = f"substr({text}, 1, {end})"
        else:
            pieces[field] = text
    return pieces


def _ensure_sqlite(connection, model: type[models.Model], fields: Sequence[str]) -> None:
    """An index without content of its own: row ``id × 8 + n`` holds the n-th piece of a row."""
    name, table = _index_name(model), model._meta.db_table
    pieces = _pieces(model, fields)
    if len(pieces) > MOST_PIECES:
        raise ValueError(f"at most {MOST_PIECES} pieces of a row are searched")
    places = {piece: f"{{0}}.id * {MOST_PIECES} + {n}" for n, piece in enumerate(pieces)}

    def add(*wanted: str) -> str:
        rows = ", ".join(f"({places[piece]}, {pieces[piece]})" for piece in wanted)
        return f"INSERT INTO {name}(rowid, words) VALUES {rows};".format("new")  # noqa: S608

    def drop(*wanted: str) -> str:
        rows = ", ".join(f"('delete', {places[piece]}, {pieces[piece]})" for piece in wanted)
        return f"INSERT INTO {name}({name}, rowid, words) VALUES {rows};".format("old")  # noqa: S608

    def is_other(piece: str) -> str:
        return f"{pieces[piece].format('old')} IS NOT {pieces[piece].format('new')}"

    index = (
        f"CREATE VIRTUAL TABLE {name} "
        "USING fts5(words, content='', columnsize=0, tokenize='trigram')"
    )
    triggers = {
        f"{name}_added": f"AFTER INSERT ON {table} BEGIN {add(*pieces)} END",
        f"{name}_removed": f"AFTER DELETE ON {table} BEGIN {drop(*pieces)} END",
    } | {
        f"{name}_changed_{piece}": f"AFTER UPDATE OF {piece.removesuffix('_start')} ON {table} "
        f"WHEN {is_other(piece)} BEGIN {drop(piece)} {add(piece)} END"
        for piece in pieces
    }
    wanted = {name: index} | {
        trigger: f"CREATE TRIGGER {trigger} {body}" for trigger, body in triggers.items()
    }
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master "
            "WHERE name = %s OR (type = 'trigger' AND substr(name, 1, %s) = %s)",
            [name, len(name) + 1, f"{name}_"],
        )
        found = dict(cursor.fetchall())
        if found == wanted:
            return
        for trigger in set(found) - {name}:
            cursor.execute(f"DROP TRIGGER {trigger}")
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in wanted.values():
            cursor.execute(statement)
        texts = " UNION ALL ".join(
            f"SELECT {places[piece]}, {text} FROM {{0}}".format(table)  # noqa: S608
            for piece, text in pieces.items()
        )
        cursor.execute(f"INSERT INTO {name}(rowid, words) {texts} ORDER BY 1")


def _ensure_postgresql(connection, model: type[models.Model], fields: Sequence[str]) -> None:
    name, table = _index_name(model), connection.ops.quote_name(model._meta.db_table)
    document = _document(connection, fields)
    indexes = {
        f"{name}_stems": f"gin (to_tsvector('swedish', {document}))",
        f"{name}_trigrams": f"gin ({document} gin_trgm_ops)",
    }
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except (OperationalError, ProgrammingError):
        # Only an owner of the database may add it; without it a search reads every row.
        indexes.pop(f"{name}_trigrams")
    with connection.cursor() as cursor:
        for index, definition in indexes.items():
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {index} ON {table} USING {definition}")


def _document(connection, fields: Sequence[str]) -> str:
    """All the texts of a row as one, small: the expression that is indexed."""
    return "lower(" + " || ' ' || ".join(map(connection.ops.quote_name, fields)) + ")"


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
