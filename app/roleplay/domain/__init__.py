"""What was said, how the customer takes it and what it is worth, as pure values."""
