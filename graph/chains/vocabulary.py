"""The words of the graph: which labels there are, to which chain each belongs, which edges join them."""

from __future__ import annotations

TALENT, EDUCATION, INDUSTRY, INNOVATION = CHAINS = ("talent", "education", "industry", "innovation")

ROW_LABELS = {
    "talent_demand": "TalentDemand",
    "technology_demand": "TechnologyDemand",
    "training_offer": "TrainingOffer",
    "training_request": "TrainingRequest",
    "record": "Record",
}

ROW_CHAINS = {
    "talent_demand": TALENT,
    "technology_demand": INNOVATION,
    "training_offer": EDUCATION,
    "training_request": EDUCATION,
}

RECORD_CHAINS = {
    "industries": INDUSTRY,
    "districts": INDUSTRY,
    "firms": INDUSTRY,
    "universities": EDUCATION,
    "fields": EDUCATION,
    "levels": EDUCATION,
    "crosswalk": EDUCATION,
    "broad": EDUCATION,
    "labs": INNOVATION,
    "technologies": INNOVATION,
    "talents": TALENT,
    # Lists about all four chains stand where what they decide is read: with the posts.
    "urgency": TALENT,
    "parameters": TALENT,
    "aliases": INDUSTRY,
    "decisions": INDUSTRY,
    "senders": INDUSTRY,
}

THING_LABELS = {
    "industry": "Industry",
    "segment": "Segment",
    "district": "District",
    "firm": "Firm",
    "university": "University",
    "programme": "Programme",
    "field": "Field",
    "lab": "Lab",
    "talent": "Talent",
    "technology": "Technology",
}

LABEL_CHAINS = {
    "TalentDemand": TALENT,
    "Talent": TALENT,
    "TrainingOffer": EDUCATION,
    "TrainingRequest": EDUCATION,
    "University": EDUCATION,
    "Programme": EDUCATION,
    "Field": EDUCATION,
    "Industry": INDUSTRY,
    "Segment": INDUSTRY,
    "District": INDUSTRY,
    "Firm": INDUSTRY,
    "TechnologyDemand": INNOVATION,
    "Lab": INNOVATION,
    "Technology": INNOVATION,
}

ROW_EDGES = {
    ("TalentDemand", "POSTED_BY", "Firm"),
    ("TalentDemand", "IN_INDUSTRY", "Industry"),
    ("TalentDemand", "IN_SEGMENT", "Segment"),
    ("TalentDemand", "IN_DISTRICT", "District"),
    ("TalentDemand", "ACCEPTS", "Field"),
    ("TechnologyDemand", "POSTED_BY", "Firm"),
    ("TechnologyDemand", "IN_INDUSTRY", "Industry"),
    ("TechnologyDemand", "IN_SEGMENT", "Segment"),
    ("TechnologyDemand", "IN_DISTRICT", "District"),
    ("TechnologyDemand", "CONCERNS", "Technology"),
    ("TechnologyDemand", "NEEDS", "Field"),
    ("TrainingOffer", "OF", "Programme"),
    ("TrainingOffer", "RESERVED_FOR", "Firm"),
    ("TrainingOffer", "RUN_WITH", "Firm"),
    ("TrainingRequest", "FOR", "Programme"),
    ("TrainingRequest", "FOR", "Field"),
    ("TrainingRequest", "ASKED_BY", "Firm"),
    ("TrainingRequest", "ASKED_BY", "District"),
    ("TrainingRequest", "WANTS", "University"),
}

THING_EDGES = {
    ("Industry", "HAS_SEGMENT", "Segment"),
    ("Segment", "FEEDS", "Segment"),
    ("Field", "PART_OF", "Field"),
    ("Field", "CORRESPONDS_TO", "Field"),
    ("Firm", "LOCATED_IN", "District"),
    ("University", "LOCATED_IN", "District"),
    ("Lab", "LOCATED_IN", "District"),
    ("Firm", "WORKS_IN", "Segment"),
    ("Technology", "DRAWS_ON", "Field"),
    ("University", "OFFERS", "Programme"),
    ("Programme", "TEACHES", "Field"),
    ("Lab", "HOSTED_BY", "University"),
    ("Lab", "HOSTED_BY", "Firm"),
    ("Lab", "WORKS_ON", "Technology"),
    ("Lab", "STUDIES", "Field"),
    ("Talent", "AFFILIATED_WITH", "University"),
    ("Talent", "AFFILIATED_WITH", "Lab"),
    ("Talent", "AFFILIATED_WITH", "Firm"),
    ("Talent", "EXPERT_IN", "Technology"),
    ("Talent", "EXPERT_IN", "Field"),
}

ROW_EDGE_TYPES = tuple(sorted({kind for _, kind, _ in ROW_EDGES}))
THING_EDGE_TYPES = tuple(sorted({kind for _, kind, _ in THING_EDGES}))


def label_of(key: str) -> str:
    """The label of a thing, read off its key.

    >>> label_of("field:undergraduate:080901")
    'Field'
    """
    return THING_LABELS[key.partition(":")[0]]


def chain_between(source: str, target: str) -> str:
    """The chain of an edge between two labels, or the pair that it bridges, in the order of the four.

    >>> chain_between("Lab", "Technology"), chain_between("Firm", "Lab")
    ('innovation', 'industry-innovation')
    """
    pair = sorted({LABEL_CHAINS[source], LABEL_CHAINS[target]}, key=CHAINS.index)
    return "-".join(pair)
