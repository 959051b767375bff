"""Documents that are laid out otherwise than a paper, their lines put in the order and form of one."""
