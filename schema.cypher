// Constraints and indexes of the graph: the only Cypher DDL. Neo4j 5.26 LTS and newer, Community edition.
