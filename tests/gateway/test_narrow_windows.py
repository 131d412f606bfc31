"""A model whose window is smaller than the evidence is told the sentences that tell most."""

from __future__ import annotations

from house import House
from scripted import Script

QUESTION = "When is the steam boiler inspected?"
INSPECTED = "The steam boiler is inspected on the first Monday of March."
TALK = "Visitors of the plant like the garden, the pond and the old trees beside the gate. "


async def test_evidence_beyond_the_window_is_cut_and_the_citation_still_stands(
    house: House, script: Script
) -> None:
    gateway = house.gateway
    gateway.models.add("said/narrow", script.url + "/v1", context=900)
    base = gateway.knowledge.create("plant", house.weir.ids["user"])
    for name, place in (("north.md", "north"), ("south.md", "south"), ("east.md", "east")):
        talk = TALK.replace("plant", f"{place} plant") * 14
        text = f"# The steam boiler\n\n{talk}{INSPECTED.replace('boiler', f'boiler of the {place}')} {talk}"
        gateway.knowledge.ingest(gateway.knowledge.add_document(base.id, name, text.encode()).id)
    said = INSPECTED.replace("boiler", "boiler of the north")
    script.says(said)
    asked = QUESTION.replace("boiler", "boiler of the north")
    outcome = await house.ask(asked, "said/narrow", knowledge_bases=(base.id,))
    told = script.seen()["body"]["messages"][0]["content"]
    assert said in told
    assert "…" in told
    assert len(told) < 4 * 900
    (citation, *_) = outcome.exchange.citations
    evidence = outcome.exchange.evidence[citation.evidence]
    assert evidence.text[citation.start : citation.end] == citation.quote == said
    generate = next(s for s in house.recorded(outcome)["stages"] if s["name"] == "generate")
    assert generate["details"]["evidence_cut_to"] > 0


async def test_a_wide_window_is_told_everything(house: House, script: Script) -> None:
    script.says("Every employee has 25 days of annual leave a year.")
    outcome = await house.ask("How many days of annual leave does an employee have?", "app/writing")
    told = script.seen()["body"]["messages"][0]["content"]
    assert all(evidence.text in told for evidence in outcome.exchange.evidence)
