"""What history and journal cost: an audited save against a plain one, a bulk against stock's."""

from bench.protocol import compare, database

SAVES, BULK = 100, 500


def main() -> None:
    with database() as engine:
        from django.db import connection, transaction
        from simple_history.utils import bulk_create_with_history

        from audit import triggers, verification
        from audit.actor import Actor
        from audit.recording import recording
        from bench.models import Audited, Plain, Stock

        # The stock history pays for no guard.
        with connection.cursor() as cursor:
            for guard in triggers._guards():
                if guard.table == Stock.history.model._meta.db_table:
                    cursor.execute(triggers._drop(guard))
        actor = Actor(label="Anne Martin, maire", title="maire", user_id=7, person_key="k" * 36)
        plain, stock = Plain.objects.create(title="a"), Stock.objects.create(title="a")
        with recording(actor):
            audited = Audited.unscoped.create(title="a")

        def save_plain() -> None:
            for number in range(SAVES):
                plain.institution = number
                with transaction.atomic():
                    plain.save()

        def save_stock() -> None:
            for number in range(SAVES):
                stock.institution = number
                with transaction.atomic():
                    stock.save()

        def save_audited() -> None:
            for number in range(SAVES):
                audited.institution = number
                with recording(actor) as journal:
                    journal.says(audited, "rename", reason="essai")
                    audited.save()

        def bulk_stock() -> None:
            bulk_create_with_history([Stock(title=f"n° {n}") for n in range(BULK)], Stock)

        def bulk_audited() -> None:
            with recording(actor):
                Audited.unscoped.bulk_create_recorded(
                    [Audited(title=f"n° {n}") for n in range(BULK)]
                )

        compare(f"stock history / plain save, {engine}", save_plain, save_stock, goal=2.0)
        compare(f"audited / plain save, {engine}", save_plain, save_audited, goal=2.5)
        compare(f"audited / stock bulk of {BULK}, {engine}", bulk_stock, bulk_audited, goal=1.5)
        faults = list(verification._history_faults(Audited))
        if faults or Audited.unscoped.count() <= BULK:
            raise SystemExit(f"the audited arm did not do its work: {faults[:3]}")


if __name__ == "__main__":
    main()
