"""What a learner does outside exams: answers, mistakes, mastery, reading, notes."""
