"""Structured formats: one module a format, with its reader, its sniffer and (where there is one) its writer."""
