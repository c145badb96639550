"""Two demo enterprises claim for the same patent, with the same certificate, into the same account: the later case is held."""

from applications import actions as applicant
from applications.facts import fact_values, is_material_required
from applications.models import Application
from portal.demo.papers import file_paper
from portal.demo.world import Kind, World
from reviews.tasks import check_flags


def claim_twice(world: World, first: Application) -> Application:
    """File a claim for the patents of `first`, with its certificate and its account: it waits for the final review, held."""
    second = world.draft(first.policy.code, 5)
    user, pack = second.created_by, second.version.pack
    numbers = fact_values(first)["patent_numbers"]
    applicant.save_facts(second, {"patent_numbers": numbers, "patent_count": str(len(numbers))}, user, world.tick())
    account = {"bank_name": first.bank_name, "bank_account": first.bank_account}
    applicant.save_account(second, {"account_name": second.enterprise.name, **account}, user, world.tick())
    for material in pack.materials:
        if is_material_required(pack, material, fact_values(second)):
            file_paper(second, material, user, world.at, first.number if material.key == "grant_proof" else "")
    applicant.submit(second, user, world.tick())
    check_flags(second.pk)
    return world.decided(second, Kind.FINAL_REVIEW)
