"""The pages of instances: who sits, by which rules, and what is changed there."""

from tests.journeys.stop import INSPECTOR, LAWYER, MANAGER, MAYOR, STRANGER, Stop, sent_empty

STOPS = [
    Stop("committees:list", MANAGER),
    Stop("committees:list", MANAGER, query="?q=introuvable"),
    Stop("committees:list", INSPECTOR, query="?etat=tout"),
    Stop("committees:list", STRANGER),
    Stop("committees:create", MANAGER),
    Stop("committees:create", MANAGER, act=sent_empty),
    Stop("committees:create", MAYOR, status=403),
    Stop("committees:detail", MANAGER, "ethics"),
    Stop("committees:detail", MAYOR, "ethics"),
    Stop("committees:detail", INSPECTOR, "steering"),
    Stop("committees:detail", STRANGER, "ethics", 404),
    Stop("committees:version", LAWYER, "committee rules"),
    Stop("committees:change_rules", LAWYER, "ethics"),
    Stop("committees:change_rules", LAWYER, "ethics", act=sent_empty),
    Stop("committees:add_seat", MANAGER, "ethics"),
    Stop("committees:add_seat", MANAGER, "ethics", act=sent_empty),
    Stop("committees:substitute", MANAGER, "committee seat"),
    Stop("committees:substitute", MANAGER, "committee seat", act=sent_empty),
    Stop("committees:end_seat", MANAGER, "committee seat"),
    Stop("committees:change", MANAGER, "steering"),
    Stop("committees:change", MANAGER, "steering", act=sent_empty),
    Stop("committees:close", MANAGER, "steering"),
    Stop("committees:kinds", MANAGER),
    Stop("committees:create_kind", LAWYER),
    Stop("committees:create_kind", LAWYER, act=sent_empty),
    Stop("committees:kind", MANAGER, "committee kind"),
    Stop("committees:change_kind_rules", LAWYER, "committee kind"),
]
