"""From records to the data of the documents: each contract has its builder."""
