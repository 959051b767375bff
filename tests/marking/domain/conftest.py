"""Property tests of marking."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# How fast a machine is at the moment says nothing about the rules; 100 answers tell enough.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
