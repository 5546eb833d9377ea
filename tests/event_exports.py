"""Events as analytics, shops, buses and databases export them, and the options that make a file that imports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

TIME: Final = "2023-11-14T22:13:20Z"
ZONELESS: Final = "2023-11-14 22:13:20.123000"


class Export(NamedTuple):
    """One object of an export, the options that its questions name, and the records that come of it."""

    event: Mapping[str, Any]
    options: str
    written: Sequence[str]


EXPORTS: Final[Mapping[str, Export]] = MappingProxyType(
    {
        "ga4": Export(
            {
                "event_date": "20231114",
                "event_timestamp": "1700000000123456",
                "event_name": "view_item",
                "event_params": [
                    {"key": "ga_session_id", "value": {"string_value": None, "int_value": "1700000000"}},
                    {"key": "page_location", "value": {"string_value": "https://shop.example", "int_value": None}},
                ],
                "user_id": None,
                "user_pseudo_id": "1.17",
                "device": {"category": "mobile"},
                "items": [{"item_id": "A", "price": 19.99}, {"item_id": "B", "price": 9.99}],
            },
            "--explode items --map USER_ID=user_pseudo_id --map ITEM_ID=items.item_id --map TIMESTAMP=event_timestamp "
            "--map EVENT_TYPE=event_name",
            ["1.17,A,1700000000,view_item", "1.17,B,1700000000,view_item"],
        ),
        "ga4-parameters": Export(
            {
                "event_timestamp": 1700000000123456,
                "event_name": "view",
                "event_params": [{"key": "content_id", "value": {"string_value": "A"}}],
                "user_pseudo_id": "1.17",
            },
            "--map USER_ID=user_pseudo_id --map ITEM_ID=event_params.content_id --map TIMESTAMP=event_timestamp "
            "--map EVENT_TYPE=event_name",
            ["1.17,A,1700000000,view"],
        ),
        "segment": Export(
            {
                "anonymousId": "a1",
                "userId": "u1",
                "type": "track",
                "event": "Product Viewed",
                "properties": {"product_id": "p1", "price": 18.99},
                "timestamp": TIME,
                "sentAt": "2023-11-14T23:00:00Z",
                "receivedAt": TIME,
            },
            "--map EVENT_TYPE=event --map ITEM_ID=properties.product_id",
            ["u1,p1,1700000000,Product Viewed"],
        ),
        "segment-order": Export(
            {
                "userId": "u1",
                "event": "Order Completed",
                "properties": {"total": 27.5, "products": [{"product_id": "p1"}, {"product_id": "p2"}]},
                "timestamp": TIME,
            },
            "--explode properties.products --map ITEM_ID=properties.products.product_id",
            ["u1,p1,1700000000,Order Completed", "u1,p2,1700000000,Order Completed"],
        ),
        "rudderstack": Export(
            {
                "user_id": "u1",
                "event": "product_viewed",
                "product_id": "p1",
                "sent_at": ZONELESS,
                "timestamp": ZONELESS,
            },
            "--time-zone UTC",
            ["u1,p1,1700000000,product_viewed"],
        ),
        "snowplow": Export(
            {
                "collector_tstamp": TIME,
                "event_name": "view_product",
                "domain_userid": "d1",
                "user_id": "u1",
                "unstruct_event_com_acme_view_1": {"sku": "p1"},
            },
            "--map ITEM_ID=unstruct_event_com_acme_view_1.sku --map TIMESTAMP=collector_tstamp "
            "--map EVENT_TYPE=event_name",
            ["u1,p1,1700000000,view_product"],
        ),
        "shopify": Export(
            {
                "orders": [
                    {
                        "id": 450789469,
                        "created_at": "2023-11-14T17:13:20-05:00",
                        "updated_at": "2023-11-14T18:13:20-05:00",
                        "customer": {"id": 207119551},
                        "line_items": [{"id": 1, "product_id": 632910392}, {"id": 2, "product_id": 632910393}],
                    }
                ]
            },
            "--map TIMESTAMP=created_at --explode line_items --map USER_ID=customer.id "
            "--map ITEM_ID=line_items.product_id",
            ["207119551,632910392,1700000000", "207119551,632910393,1700000000"],
        ),
        "amplitude": Export(
            {
                "amplitude_id": 1,
                "user_id": "u1",
                "event_type": "View",
                "event_time": ZONELESS,
                "event_properties": {"product_id": "p1"},
                "user_properties": {"plan": "free"},
            },
            "--map ITEM_ID=event_properties.product_id --time-zone UTC",
            ["u1,p1,1700000000,View"],
        ),
        "mixpanel": Export(
            {
                "event": "View",
                "properties": {"time": 1700000000, "distinct_id": "u1", "$city": "Ulm", "product_id": "p1"},
            },
            "--map USER_ID=properties.distinct_id --map ITEM_ID=properties.product_id --map TIMESTAMP=properties.time",
            ["u1,p1,1700000000,View"],
        ),
        "event-bridge": Export(
            {"detail-type": "Viewed", "time": TIME, "detail": {"userId": "u1", "itemId": "p1", "eventType": "view"}},
            "--map USER_ID=detail.userId --map ITEM_ID=detail.itemId --map EVENT_TYPE=detail.eventType",
            ["u1,p1,1700000000,view"],
        ),
        "kafka-with-text": Export(
            {
                "topic": "views",
                "timestamp": 1700000000123,
                "value": json.dumps({"user": "u1", "item": "p1", "action": "view"}),
            },
            "--explode value --map USER_ID=value.user --map ITEM_ID=value.item --map EVENT_TYPE=value.action",
            ["u1,p1,1700000000,view"],
        ),
        "dynamodb": Export(
            {"Item": {"userId": {"S": "u1"}, "itemId": {"S": "p1"}, "timestamp": {"N": "1700000000"}}},
            "--map USER_ID=Item.userId.S --map ITEM_ID=Item.itemId.S --map TIMESTAMP=Item.timestamp.N",
            ["u1,p1,1700000000"],
        ),
        "mongodb": Export(
            {"userId": "u1", "itemId": "p1", "createdAt": {"$date": {"$numberLong": "1700000000123"}}},
            "--map TIMESTAMP=createdAt.$date.$numberLong",
            ["u1,p1,1700000000"],
        ),
        "debezium": Export(
            {
                "before": None,
                "after": {"user_id": 1, "item_id": 2, "created_at": 1700000000123456},
                "ts_ms": 1700000000200,
            },
            "--map USER_ID=after.user_id --map ITEM_ID=after.item_id --map TIMESTAMP=after.created_at",
            ["1,2,1700000000"],
        ),
        "list-of-ids": Export(
            {"user_id": "u1", "timestamp": 1700000000, "event_type": "buy", "items": ["p1", "p2"]},
            "--explode items --map ITEM_ID=items",
            ["u1,p1,1700000000,buy", "u1,p2,1700000000,buy"],
        ),
    }
)
