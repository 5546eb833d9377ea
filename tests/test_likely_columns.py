"""Which columns hints propose for a field: by whole words of their names, and never a quantity as an id."""

from __future__ import annotations

import pytest

from interactions_cli.personalize.fields import EVENT_TYPE, ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.transforms.merge.likely_fields import likely as likely_in_log
from interactions_cli.transforms.prepare.evidence import Evidence
from interactions_cli.transforms.prepare.likely import likely

SHOP = ("Name", "Email", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku", "Id")


@pytest.mark.parametrize(
    ("field", "names", "found"),
    [
        (ITEM_ID, SHOP, ["Lineitem sku", "Lineitem name"]),
        (USER_ID, SHOP, ["Email"]),
        (ITEM_ID, ("itemPrice", "item_count", "product.unitCost", "item_position"), []),
        (ITEM_ID, ("item_price", "item_number"), ["item_number"]),
        (ITEM_ID, ("product_category", "productSku", "product_key"), ["productSku", "product_key"]),
        (USER_ID, ("user_agent", "user_country", "user_ref"), ["user_ref"]),
        (USER_ID, ("user_email", "user_id_hash"), ["user_email", "user_id_hash"]),
        (EVENT_TYPE, ("event_name", "name"), ["event_name"]),
    ],
)
def test_an_id_is_proposed_from_columns_that_may_hold_ids(field: str, names: tuple[str, ...], found: list[str]) -> None:
    assert likely(field, names, Evidence(), any_id=False) == found


@pytest.mark.parametrize(
    ("field", "names", "found"),
    [
        (TIMESTAMP, ("products", "results", "width"), None),
        (TIMESTAMP, ("products", "event_ts"), "event_ts"),
        (TIMESTAMP, ("width", "eventDt"), "eventDt"),
        (ITEM_ID, ("item_price", "item_position", "item_ref"), "item_ref"),
        (ITEM_ID, ("item_price",), None),
        (ITEM_ID, ("productSku",), "productSku"),
        (USER_ID, ("visitor_country", "visitor"), "visitor"),
    ],
)
def test_a_field_of_a_log_is_proposed_by_a_word_of_its_name(
    field: str, names: tuple[str, ...], found: str | None
) -> None:
    assert likely_in_log(field, names) == found
