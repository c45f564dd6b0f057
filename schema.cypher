// Constraints and indexes of the graph: the only Cypher DDL. Neo4j 5.26 LTS and newer, Community edition.
//
// Run it with `fourchain schema`, or as it stands with cypher-shell or in Browser; running it again
// changes nothing. It uses what the Community edition has: no existence, key or type constraints.
// Required fields and types are checked before a row ever gets here.
//
// Row nodes never change. They always carry :Row and, while their revision is published, one plain
// label (:TalentDemand, :TechnologyDemand, :TrainingOffer, :TrainingRequest, :Record). Thing nodes
// always carry :Thing and, while a published row names them, one plain label (:Firm, :Field, …).
// So the plain labels are the published version, and nothing else.

// One row once per load. The same index reads a load page by page in the order of public ids.
CREATE CONSTRAINT fourchain_row IF NOT EXISTS
FOR (n:Row) REQUIRE (n.load, n.public_id) IS UNIQUE;

// Things are shared by all rows that name them, staged ones included; importers meet at this key.
CREATE CONSTRAINT fourchain_thing IF NOT EXISTS
FOR (n:Thing) REQUIRE n.key IS UNIQUE;

// A load is one attempt to write a revision; it holds the lease while it is staged.
CREATE CONSTRAINT fourchain_load IF NOT EXISTS
FOR (n:Load) REQUIRE n.id IS UNIQUE;

CREATE CONSTRAINT fourchain_revision IF NOT EXISTS
FOR (n:Revision) REQUIRE n.id IS UNIQUE;

// From a row to who sent it: MATCH (v:Revision {load: d.load}).
CREATE CONSTRAINT fourchain_revision_load IF NOT EXISTS
FOR (n:Revision) REQUIRE n.load IS UNIQUE;

CREATE CONSTRAINT fourchain_version IF NOT EXISTS
FOR (n:Version) REQUIRE n.number IS UNIQUE;

// The pointer to the published version. Whoever publishes holds its lock.
CREATE CONSTRAINT fourchain_head IF NOT EXISTS
FOR (n:Fourchain) REQUIRE n.name IS UNIQUE;

// The log of decisions beside the versions. It only grows; of two who append at once the number lets one in.
CREATE CONSTRAINT fourchain_decision IF NOT EXISTS
FOR (n:Decision) REQUIRE n.position IS UNIQUE;

// Plain labels of rows have no constraint and no range index: publishing flips one label of each row
// in one transaction, and each of these would be paid for 300,000 times within its memory.
// Plain labels of things change by difference only, so names may be looked up by index.
CREATE INDEX fourchain_firm_name IF NOT EXISTS FOR (n:Firm) ON (n.name);
CREATE INDEX fourchain_university_name IF NOT EXISTS FOR (n:University) ON (n.name);
CREATE INDEX fourchain_programme_name IF NOT EXISTS FOR (n:Programme) ON (n.name);
CREATE INDEX fourchain_field_name IF NOT EXISTS FOR (n:Field) ON (n.name);
CREATE INDEX fourchain_field_code IF NOT EXISTS FOR (n:Field) ON (n.code);
CREATE INDEX fourchain_lab_name IF NOT EXISTS FOR (n:Lab) ON (n.name);
CREATE INDEX fourchain_technology_name IF NOT EXISTS FOR (n:Technology) ON (n.name);
CREATE INDEX fourchain_segment_name IF NOT EXISTS FOR (n:Segment) ON (n.name);

// Chinese has no blanks between words: the cjk analyzer finds 氢能 inside a longer name.
CREATE FULLTEXT INDEX fourchain_names IF NOT EXISTS
FOR (n:Industry|Segment|District|Firm|University|Programme|Field|Lab|Technology) ON EACH [n.name, n.aliases]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};

// Rows have none: with it a replacement of 300,000 rows by 300,000 no longer fits into a heap of 1 GB
// (measured). A post is found by its text: MATCH (d:TalentDemand) WHERE d.post CONTAINS '氢能'.

// Nothing is published yet: version 0. `schema` is the number of this layout; an older one is raised to it.
MERGE (n:Fourchain {name: 'head'}) ON CREATE SET n.version = 0 SET n.schema = 3;
