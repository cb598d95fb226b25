"""Rows that `Study` gives: observations of a pair, prepared for tables and figures."""
