"""The course as text: parsing, strict specs, cross-checks, lessons.

Pure: no web framework and no database. It knows no feature; the factory hands it a `Kind` for
everything that is authored as files but owned by a feature (items, later cases and scenarios).
"""
