"""Services on the loopback address that answer as the real ones are documented to, from seeded made-up figures."""
