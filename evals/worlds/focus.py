"""Writes a world's bill as a FOCUS 1.0 export. Called by `evals.worlds.build`. Source: FinOps FOCUS specification 1.0."""

import csv
import hashlib
import json
from datetime import timedelta
from pathlib import Path

from evals.worlds import names
from evals.worlds.aws_inventory import Account
from evals.worlds.bill import REGION_NAMES, Bill, Charge, Line

COLUMNS = (
    "AvailabilityZone",
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "CommitmentDiscountCategory",
    "CommitmentDiscountId",
    "CommitmentDiscountName",
    "CommitmentDiscountStatus",
    "CommitmentDiscountType",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "ContractedUnitPrice",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingCategory",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "RegionId",
    "RegionName",
    "ResourceId",
    "ResourceName",
    "ResourceType",
    "ServiceCategory",
    "ServiceName",
    "SkuId",
    "SkuPriceId",
    "SubAccountId",
    "SubAccountName",
    "Tags",
)


def write_focus(bill: Bill, account: Account, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        fixed = {id(line.charge): line.charge for line in bill.lines}
        rows = {key: _fixed_row(account, charge) for key, charge in fixed.items()}
        for line in bill.lines:
            writer.writerow(rows[id(line.charge)] | _daily_row(line))


def _fixed_row(account: Account, charge: Charge) -> dict[str, str]:
    sku = hashlib.sha256(f"{charge.service}/{charge.description}".encode()).hexdigest()[:16].upper()
    slug, owner = account.company.slug, "Amazon Web Services, Inc."
    usage = charge.charge_category in ("Usage", "Purchase")
    row = {
        "AvailabilityZone": charge.zone or "",
        "BillingAccountId": account.company.account_id,
        "BillingAccountName": slug,
        "BillingCurrency": "USD",
        "ChargeCategory": charge.charge_category,
        "ChargeDescription": charge.description,
        "ChargeFrequency": charge.frequency,
        "InvoiceIssuerName": owner,
        "ProviderName": "AWS",
        "PublisherName": owner,
        "RegionId": charge.region or "",
        "RegionName": REGION_NAMES[charge.region] if charge.region else "",
        "ResourceId": charge.resource_arn or charge.resource_id or "",
        "ResourceName": charge.resource_name or "",
        "ResourceType": charge.resource_type or "",
        "ServiceCategory": charge.category,
        "ServiceName": charge.service,
        "SubAccountId": account.company.account_id,
        "SubAccountName": f"{slug}-prod",
        "Tags": json.dumps(dict(charge.tags), ensure_ascii=False) if charge.tags else "",
    }
    if usage:
        row |= {"SkuId": sku, "SkuPriceId": f"{sku}.JRTCKXETXF.6YS6EN2CT7", "PricingCategory": "Standard"}
        row |= {"ListUnitPrice": str(charge.price), "ContractedUnitPrice": str(charge.price)}
        row |= {"ConsumedUnit": charge.unit, "PricingUnit": charge.unit}
    return row


def _daily_row(line: Line) -> dict[str, str]:
    month = line.day.replace(day=1)
    following = (month + timedelta(days=32)).replace(day=1)
    cost = f"{line.cost:f}"
    row = {
        "BilledCost": cost,
        "EffectiveCost": cost,
        "ListCost": cost,
        "ContractedCost": cost,
        "BillingPeriodStart": names.stamp(month),
        "BillingPeriodEnd": names.stamp(following),
        "ChargePeriodStart": names.stamp(line.day),
        "ChargePeriodEnd": names.stamp(line.day + timedelta(days=1)),
    }
    if line.charge.charge_category in ("Usage", "Purchase"):
        row |= {"PricingQuantity": f"{line.quantity:f}"}
    if line.charge.charge_category == "Usage":
        row |= {"ConsumedQuantity": f"{line.quantity:f}"}
    return row
