"""Role-play: conversations with a customer who reacts to what is said, and what can be learnt from them."""
