"""The pay table, for any page: what two to four claims give at each point of a scale."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail import blocks

from union.chosen import RecordBlock
from union.pay.claims import AMOUNTS, KINDS, Claim, ClaimUnclear, claim_from
from union.pay.models import PayScale
from union.pay.readers_table import PayTable, drawn_for
from union.pay.templatetags.pay_comparison import comparison_context


class ScaleBlock(RecordBlock):
    """One of the scales that are loaded; a list is enough to choose from."""

    target_model = PayScale
    widget = forms.Select

    def get_default(self) -> PayScale | None:
        """The one that was loaded last: that is what a claim is about."""
        return PayScale.objects.order_by("pk").last()

    def get_form_state(self, value: PayScale | None) -> Any:
        return blocks.FieldBlock.get_form_state(self, value)

    class Meta:
        icon = "table"


class ClaimBlock(blocks.StructBlock):
    """One claim: its kind, and the figures of that kind. Every percentage in the table is worked out."""

    label = blocks.CharBlock(max_length=80, help_text="Such as “A: RPI plus 2%”")
    kind = blocks.ChoiceBlock(
        choices=list(KINDS.items()),
        help_text="Fill in what this kind needs, and leave the rest empty",
        search_index=False,
    )
    flat = blocks.DecimalBlock(required=False, label="Flat sum", help_text="Pounds a year, full time: 2000")
    percentage = blocks.DecimalBlock(required=False, help_text="Per cent, such as 5")
    index = blocks.DecimalBlock(
        required=False, help_text="For “index plus margin”: the index in per cent, such as 7.8"
    )
    margin = blocks.DecimalBlock(
        required=False, help_text="For “index plus margin”: per cent above the index, such as 2"
    )
    index_name = blocks.CharBlock(
        max_length=20, default="RPI", required=False, label="Name of the index", search_index=False
    )

    class Meta:
        icon = "form"
        label = "Claim"

    def clean(self, value: Any) -> Any:
        """Refuses a claim that makes no sense, with the sentence of ClaimUnclear."""
        cleaned = super().clean(value)
        try:
            claim_of(cleaned)
        except ClaimUnclear as reason:
            raise blocks.StructBlockValidationError(non_block_errors=[str(reason)]) from None
        return cleaned


def claim_of(value: Any) -> Claim:
    """The claim an editor wrote; raises ClaimUnclear."""
    amounts = {name: value[name] for name in AMOUNTS if value.get(name) is not None}
    return claim_from({"kind": value["kind"], "index_name": value.get("index_name") or "RPI", **amounts})


class PayTableBlock(blocks.StructBlock):
    """Two to four claims beside each other. On the web the reader picks a pay point and the hours worked."""

    heading = blocks.CharBlock(max_length=100, default="What each claim gives you")
    scale = ScaleBlock(label="Pay scale")
    claims = blocks.ListBlock(ClaimBlock(), min_num=2, max_num=4, default=[ClaimBlock().get_default()] * 2)

    class Meta:
        icon = "table"
        label = "Pay table"
        template = "pay/blocks/pay_table.html"
        description = "What two to four claims give at each pay point"

    def get_preview_value(self) -> Any:
        claims = [
            {"label": "A: 5%", "kind": "percentage", "percentage": 5},
            {"label": "B: a flat £2,000", "kind": "flat", "flat": 2000},
        ]
        scale = PayScale.objects.order_by("pk").first()
        return self.normalize({"heading": "What each claim gives you", "scale": scale, "claims": claims})

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        labels = [claim["label"] for claim in cleaned["claims"]]
        if len(set(labels)) < len(labels):
            raise blocks.StructBlockValidationError(
                {"claims": ValidationError("Two claims have the same label: give each its own.")}
            )
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """The table for the point and hours in the page's address; nothing once the scale is gone."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        scale = value["scale"]
        if scale is None:
            return context
        key = _key(context)
        options = tuple((claim["label"], claim_of(claim)) for claim in value["claims"])
        if context.get("medium", "web") == "web":
            table = PayTable.of(scale, key=key, heading=value["heading"], options=options)
            return {**context, "drawn": drawn_for(getattr(context.get("request"), "GET", {}), table)}
        compared = comparison_context(options, scale, scale.annual, own_point=None, worked=None)
        return {**context, "key": key, **compared}


def _key(context: dict[str, Any]) -> str:
    """What tells this table from another on its page, in ids and in the address."""
    child = getattr(context.get("block"), "id", None)
    return f"pay-{str(child)[:8]}" if child else "pay"
