"""The reviewer's documents: pages of docs/ that are generated from the data, never typed."""
