"""Pages of an API: a list of records, around which nothing stands but what tells of the page itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from interactions_cli.personalize.fields import fold
from interactions_cli.reading.json_object import PAIR

# Names of what stands beside the records of a page, folded.
AROUND: Final = frozenset(
    map(
        fold,
        (
            *("object", "kind", "url", "href", "self", "selfLink", "etag", "links", "meta", "metadata", "jsonapi"),
            *("count", "total", "totalCount", "totalResults", "totalItems", "totalRows", "totalElements", "size"),
            *("totalPages", "numberOfElements", "number", "sort", "empty", "pageable", "first", "last"),
            *("next", "previous", "prev", "hasMore", "hasNext", "hasNextPage", "more", "complete", "done"),
            *("page", "pages", "pageSize", "perPage", "pageInfo", "pageCount", "paging", "pagination"),
            *("limit", "offset"),
            *("cursor", "nextCursor", "nextPage", "nextToken", "nextPageToken", "nextRecordsUrl", "continuation"),
            *("status", "success", "ok", "code", "message", "error", "errors", "warnings", "requestId", "version"),
            *("took", "timedOut", "shards", "scrollId", "pitId", "maxScore", "aggregations"),
            *("scannedCount", "consumedCapacity", "lastEvaluatedKey", "writeKey", "integrations"),
        ),
    )
)
# When a batch was sent is no time of its events where they have their own.
SENT_AT: Final = fold("sentAt")
OWN_TIMES: Final = frozenset(map(fold, ("timestamp", "originalTimestamp")))


def list_of_page(document: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The keys that lead to the list of records of a page, which may be empty; None where a document is no page."""
    path: list[str] = []
    held: Any = document
    while isinstance(held, dict):
        others = [key for key in held if fold(key) not in AROUND]
        inner = [key for key in others if fold(key) != SENT_AT]
        if len(inner) != 1:
            return None
        path.append(inner[0])
        held = held[inner[0]]
        if len(others) > 1 and not _have_own_times(held):
            return None
    is_list = isinstance(held, list) and all(isinstance(entry, dict) for entry in held)
    # Keys with their values, as analytics export parameters, are members of one record.
    are_members = is_list and bool(held) and all(entry.keys() == PAIR for entry in held)
    return tuple(path) if is_list and not are_members else None


def _have_own_times(held: Any) -> bool:
    entries = held if isinstance(held, list) else []
    return bool(entries) and all(isinstance(entry, dict) and OWN_TIMES & set(map(fold, entry)) for entry in entries)
