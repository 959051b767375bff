"""What stands on the page and is not of the paper: furniture, asides, chat, the frames of platforms."""
