"""What a learner comes back to: 错题本, favourites, progress."""
