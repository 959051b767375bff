"""What all pages share: clock, errors, headers, forms, languages, shell."""
