"""Lists in an order that has an index, read along it, far down and to their end."""

from django.db import connection

from directory.finding import facets
from directory.finding.paging import PAGE_SIZE

RECENT, NEWEST, BY_NAME = "recent", "newest", "name"
# Any other order of a search without words is that of the most recent
ORDER = {
    RECENT: "order_key, partnership_id",
    NEWEST: "partnership_id DESC",
    BY_NAME: "sort_name, partnership_id",
}
# The same from their end on
BACKWARDS = {
    RECENT: "order_key DESC, partnership_id DESC",
    BY_NAME: "sort_name DESC, partnership_id DESC",
}
WALK = "SELECT id FROM listing_walk(%s)"


def page(bits: str, narrowing: int, *, sort: str, offset: int, total: int | None) -> list[int]:
    """The ids of one page, PAGE_SIZE at most, in order, read from the end of the list that is nearer. `bits` and `narrowing`
    as in `along_index`; `total`: how many ids there are, where that is known. One query."""
    if total is None or offset <= total // 2:
        return _fetch(f"{along_index(bits, narrowing, sort=sort)} LIMIT {PAGE_SIZE} OFFSET {offset:d}")
    size = max(min(PAGE_SIZE, total - offset), 0)
    after = max(total - offset - size, 0)
    last_first = along_index(bits, narrowing, sort=sort, backwards=True)
    return _fetch(f"{last_first} LIMIT {size:d} OFFSET {after:d}")[::-1]


def along_index(bits: str, narrowing: int, *, sort: str, backwards: bool = False) -> str:
    """SQL without parameters, for `listing_walk`, for the ids that the facets leave. `bits`: SQL for a row of bits for each
    block and thing that narrows; `narrowing`: how many such things there are.

    One bit tells of each listing whether it is left: comparing its facets took five times as long. The bits of all blocks
    become one string of bytes, where the first bit of a byte is what the last of eight is in a string of bits: hence `# 7`.
    """
    orders = BACKWARDS if backwards else ORDER
    return f"""
        WITH base AS ({bits}),
        combined AS (
            SELECT blk, bit_and(bits) AS every FROM base GROUP BY blk HAVING count(*) = {narrowing}),
        kept AS MATERIALIZED (
            SELECT string_agg(coalesce(substring(varbit_send(every) FROM 5), decode(repeat('00', 2048), 'hex')), ''
                              ORDER BY blk) AS bits
              FROM generate_series(0, (SELECT max(blk) FROM facet_bits WHERE v = {facets.EVERYTHING})) AS blk
                   LEFT JOIN combined USING (blk))
        SELECT partnership_id FROM listing
         WHERE get_bit((SELECT bits FROM kept), partnership_id # 7) = 1 ORDER BY {orders.get(sort, orders[RECENT])}"""


def _fetch(statement: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(WALK, [statement])
        return [row[0] for row in cursor.fetchall()]
